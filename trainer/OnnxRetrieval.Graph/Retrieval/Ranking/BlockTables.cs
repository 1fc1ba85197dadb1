namespace OnnxRetrieval.Graph;

/// <summary>The tables of blocks of candidates, each block filled up to <see cref="InvertedLists.BlockRows"/>.</summary>
internal sealed class BlockTables
{
    private const int Size = InvertedLists.BlockRows;

    public BlockTables(CandidateTable candidates, IReadOnlyList<int[]> blocks)
    {
        var dimensions = candidates.Dimensions;
        var length = (long)blocks.Count * Size * dimensions;
        if (length > Array.MaxLength)
        {
            throw new GraphException(
                $"A table of {length:N0} numbers does not fit into an ONNX file."
            );
        }
        Vectors = new float[length];
        Biases = new float[blocks.Count * Size];
        Rows = new long[blocks.Count * Size];
        Array.Fill(Biases, float.NegativeInfinity);
        Array.Fill(Rows, candidates.Count);
        for (var block = 0; block < blocks.Count; block++)
        {
            Fill(candidates, block, blocks[block]);
        }
    }

    /// <summary><c>[blocks, BlockRows, dimensions]</c>, zeros where there is no candidate.</summary>
    public float[] Vectors { get; }

    /// <summary><c>[blocks, BlockRows]</c>, -∞ where there is no candidate.</summary>
    public float[] Biases { get; }

    /// <summary><c>[blocks, BlockRows]</c>, the number of candidates where there is none.</summary>
    public long[] Rows { get; }

    private void Fill(CandidateTable candidates, int block, int[] rows)
    {
        var dimensions = candidates.Dimensions;
        for (var i = 0; i < rows.Length; i++)
        {
            var slot = (block * Size) + i;
            var vector = candidates.Vectors.Span.Slice(rows[i] * dimensions, dimensions);
            vector.CopyTo(Vectors.AsSpan(slot * dimensions));
            Rows[slot] = rows[i];
            Biases[slot] = candidates.Biases?.Span[rows[i]] ?? 0;
        }
    }
}
