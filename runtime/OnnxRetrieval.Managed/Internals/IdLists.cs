using System.Runtime.InteropServices;

namespace OnnxRetrieval.Internals;

/// <summary>
/// Ids of candidates, to exclude or to choose from, as lists of unequal length one after the other: one list for all
/// queries, or one for each. Kept from call to call.
/// </summary>
internal sealed class IdLists(FeatureType idType)
{
    private readonly List<string> texts = [];
    private readonly List<long> integers = [];
    private readonly List<int> ends = [];
    private int start;

    /// <summary>The number of lists.</summary>
    public int Rows => ends.Count;

    /// <summary>The length of the longest list.</summary>
    public int Longest { get; private set; }

    public void Clear()
    {
        texts.Clear();
        integers.Clear();
        ends.Clear();
        start = 0;
        Longest = 0;
    }

    /// <summary>Adds to the list under way. What can be no candidate's id is left out.</summary>
    public void Add(IEnumerable<string>? ids)
    {
        if (ids is null)
        {
            return;
        }
        if (idType == FeatureType.Text)
        {
            foreach (var id in ids)
            {
                if (!string.IsNullOrEmpty(id))
                {
                    texts.Add(id);
                }
            }
            return;
        }
        foreach (var id in ids)
        {
            if (id is not null && PlainInteger.TryParse(id, out var integer))
            {
                integers.Add(integer);
            }
        }
    }

    /// <summary>Ends the list under way.</summary>
    public void EndRow()
    {
        var end = idType == FeatureType.Text ? texts.Count : integers.Count;
        ends.Add(end);
        Longest = Math.Max(Longest, end - start);
        start = end;
    }

    public ReadOnlySpan<string> TextsOf(int row) =>
        CollectionsMarshal.AsSpan(texts)[From(row)..ends[row]];

    public ReadOnlySpan<long> IntegersOf(int row) =>
        CollectionsMarshal.AsSpan(integers)[From(row)..ends[row]];

    private int From(int row) => row == 0 ? 0 : ends[row - 1];
}
