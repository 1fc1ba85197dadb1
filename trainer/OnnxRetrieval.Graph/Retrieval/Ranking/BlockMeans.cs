namespace OnnxRetrieval.Graph;

/// <summary>The means of blocks of candidates, by whose scores a search chooses blocks.</summary>
public sealed class BlockMeans
{
    /// <summary>Computes them.</summary>
    /// <param name="candidates">The candidates.</param>
    /// <param name="blocks">The rows of each block.</param>
    public BlockMeans(CandidateTable candidates, IReadOnlyList<int[]> blocks)
    {
        ArgumentNullException.ThrowIfNull(candidates);
        ArgumentNullException.ThrowIfNull(blocks);
        var dimensions = candidates.Dimensions;
        var vectors = new float[blocks.Count * dimensions];
        var biases = candidates.Biases is null ? null : new float[blocks.Count];
        for (var block = 0; block < blocks.Count; block++)
        {
            var mean = vectors.AsSpan(block * dimensions, dimensions);
            var share = 1f / blocks[block].Length;
            foreach (var row in blocks[block])
            {
                var vector = candidates.Vectors.Span.Slice(row * dimensions, dimensions);
                for (var d = 0; d < dimensions; d++)
                {
                    mean[d] += share * vector[d];
                }
                if (biases is not null)
                {
                    biases[block] += share * candidates.Biases!.Value.Span[row];
                }
            }
        }
        Vectors = vectors;
        Biases = biases is null ? default(ReadOnlyMemory<float>?) : biases;
    }

    /// <summary>The means, <c>[blocks, dimensions]</c>.</summary>
    public ReadOnlyMemory<float> Vectors { get; }

    /// <summary>The mean biases, <c>[blocks]</c>; null: candidates have none.</summary>
    public ReadOnlyMemory<float>? Biases { get; }
}
