using System.Numerics.Tensors;
using OnnxRetrieval.Graph;

namespace OnnxRetrieval.Training.Clustering;

/// <summary>
/// Which share of the best candidates a search of inverted lists finds, by how many blocks it looks into: one is found as soon
/// as its block is looked into, and blocks are in the order of their means' scores.
/// </summary>
internal sealed class ProbeCurve
{
    // For each of the best candidates of each query, how many blocks it takes to find it; rising.
    private readonly int[] needed;

    /// <summary>Measures it.</summary>
    /// <param name="candidates">The candidates.</param>
    /// <param name="blocks">The rows of each block.</param>
    /// <param name="queries">The queries' vectors, one after the other.</param>
    /// <param name="best">The rows of each query's best candidates.</param>
    public ProbeCurve(
        CandidateTable candidates,
        IReadOnlyList<int[]> blocks,
        IReadOnlyList<ReadOnlyMemory<float>> queries,
        IReadOnlyList<int[]> best
    )
    {
        var means = new BlockMeans(candidates, blocks);
        var blockOfRow = new int[candidates.Count];
        for (var block = 0; block < blocks.Count; block++)
        {
            foreach (var row in blocks[block])
            {
                blockOfRow[row] = block;
            }
        }
        var scores = new float[blocks.Count];
        var all = new List<int>();
        for (var query = 0; query < queries.Count; query++)
        {
            Score(means, queries[query].Span, scores);
            foreach (var row in best[query])
            {
                all.Add(Place(scores, blockOfRow[row]) + 1);
            }
        }
        needed = [.. all.Order()];
    }

    /// <summary>The share found with so many blocks, 0 to 1.</summary>
    public double Recall(int probes) =>
        (double)needed.Count(count => count <= probes) / needed.Length;

    /// <summary>The least number of blocks that finds a share, which is above 0 and at most 1.</summary>
    public int ProbesFor(double recall) =>
        needed[Math.Clamp((int)Math.Ceiling(recall * needed.Length) - 1, 0, needed.Length - 1)];

    private static void Score(BlockMeans means, ReadOnlySpan<float> query, Span<float> scores)
    {
        for (var block = 0; block < scores.Length; block++)
        {
            scores[block] =
                TensorPrimitives.Dot(
                    query,
                    means.Vectors.Span.Slice(block * query.Length, query.Length)
                ) + (means.Biases?.Span[block] ?? 0);
        }
    }

    // How many blocks come before one.
    private static int Place(ReadOnlySpan<float> scores, int block)
    {
        var before = 0;
        for (var other = 0; other < scores.Length; other++)
        {
            if (scores[other] > scores[block] || (scores[other] == scores[block] && other < block))
            {
                before++;
            }
        }
        return before;
    }
}
