using System.Globalization;
using System.Text;

namespace OnnxRetrieval.Tool.Tests;

/// <summary>
/// Interactions in which two groups of users each meet items of their own group, as CSV: enough to train on in a moment.
/// </summary>
internal static class SmallData
{
    public const int Users = 40;
    public const int Items = 24;

    /// <summary>Writes events.csv (columns u, i, t) and items.csv (columns i, title).</summary>
    public static (string Events, string Items) Write(TemporaryFolder folder)
    {
        var random = new Random(1);
        var events = new StringBuilder("u,i,t\n");
        for (var user = 0; user < Users; user++)
        {
            var own = Enumerable.Range(0, Items / 2).Select(i => 2 * i + user % 2).ToArray();
            random.Shuffle(own);
            for (var n = 0; n < 8; n++)
            {
                events.Append(
                    CultureInfo.InvariantCulture,
                    $"{user},item{own[n]:00},{1_700_000_000 + 1000 * n + user}\n"
                );
            }
        }
        var items = new StringBuilder("i,title\n");
        for (var item = 0; item < Items; item++)
        {
            items.Append(
                CultureInfo.InvariantCulture,
                $"item{item:00},\"Title {item}, the film\"\n"
            );
        }
        return (
            folder.Write("events.csv", events.ToString()),
            folder.Write("items.csv", items.ToString())
        );
    }
}
