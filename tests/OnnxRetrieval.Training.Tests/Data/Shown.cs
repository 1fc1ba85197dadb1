using System.Globalization;
using OnnxRetrieval.Training.Data;

namespace OnnxRetrieval.Training.Tests.Data;

/// <summary>Data as short text, so that a test states what it expects in one line.</summary>
internal static class Shown
{
    /// <summary>"user item rating time" of each interaction, with ids rather than rows.</summary>
    public static string[] Rows(Dataset dataset, Interactions? interactions = null)
    {
        var some = interactions ?? dataset.Interactions;
        return
        [
            .. Enumerable
                .Range(0, some.Count)
                .Select(i =>
                    string.Join(
                        ' ',
                        new[]
                        {
                            dataset.Users[some.Users[i]],
                            dataset.Items[some.Items[i]],
                            some.Ratings?[i].ToString(CultureInfo.InvariantCulture),
                            some.Times?[i].ToString(CultureInfo.InvariantCulture),
                        }.Where(text => text is not null)
                    )
                ),
        ];
    }

    /// <summary>All ids of a table, in row order.</summary>
    public static string[] Ids(Graph.IdTable ids) =>
        [.. Enumerable.Range(0, ids.Count).Select(row => ids[row])];
}
