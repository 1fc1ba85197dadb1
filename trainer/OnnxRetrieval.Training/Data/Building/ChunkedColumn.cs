namespace OnnxRetrieval.Training.Data.Building;

/// <summary>A column that grows in blocks, so that growing never copies what is there.</summary>
internal sealed class ChunkedColumn<T>
{
    private const int BlockLength = 1 << 18;
    private readonly List<T[]> blocks = [];
    private int used = BlockLength;

    public void Add(T value)
    {
        if (used == BlockLength)
        {
            blocks.Add(new T[BlockLength]);
            used = 0;
        }
        blocks[^1][used++] = value;
    }

    /// <summary>The whole column; the blocks are let go as they are copied.</summary>
    public T[] Drain(int count)
    {
        var whole = new T[count];
        for (var block = 0; block < blocks.Count; block++)
        {
            var start = block * BlockLength;
            blocks[block]
                .AsSpan(0, Math.Min(BlockLength, count - start))
                .CopyTo(whole.AsSpan(start));
            blocks[block] = [];
        }
        blocks.Clear();
        used = BlockLength;
        return whole;
    }
}
