namespace OnnxRetrieval.Training.Features;

/// <summary>Rows of different lengths, one behind the other.</summary>
/// <param name="Starts">Where each begins, and the end, <c>[rows + 1]</c>.</param>
/// <param name="Entries">What stands in them.</param>
internal sealed record CompressedRows(int[] Starts, int[] Entries)
{
    /// <summary>A row.</summary>
    public ReadOnlySpan<int> this[int row] =>
        Entries.AsSpan(Starts[row], Starts[row + 1] - Starts[row]);

    /// <summary>The number of rows.</summary>
    public int Count => Starts.Length - 1;

    /// <summary>The same rows of other entries, without those that become negative.</summary>
    public CompressedRows Map(ReadOnlySpan<int> to)
    {
        var starts = new int[Starts.Length];
        var entries = new int[Entries.Length];
        var next = 0;
        for (var row = 0; row < Count; row++)
        {
            foreach (var entry in this[row])
            {
                if (to[entry] >= 0)
                {
                    entries[next++] = to[entry];
                }
            }
            starts[row + 1] = next;
        }
        return new(starts, next == entries.Length ? entries : entries[..next]);
    }
}
