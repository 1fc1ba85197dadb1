using OnnxRetrieval.Graph;

namespace OnnxRetrieval.Training.Clustering;

/// <summary>Groups candidates into inverted lists, each cut into blocks of a fixed size.</summary>
/// <remarks>
/// A score is the dot product of the query and the vector plus the bias, which is that of the query and a 1 with the vector and
/// the bias: so candidates are grouped by their vectors with the bias as one dimension more.
/// </remarks>
internal static class ListBuilder
{
    /// <summary>
    /// The least candidates of a list; those of smaller ones go to the nearest other. So a block, of which a list has as few as
    /// it fits into, holds no fewer either.
    /// </summary>
    public const int LeastRows = 32;

    /// <summary>How many lists suit a number of candidates: 4√n, but some blocks' worth of candidates in each.</summary>
    public static int DefaultLists(int candidates) =>
        Math.Max(
            1,
            (int)Math.Min(4 * Math.Sqrt(candidates), candidates / (1.5 * InvertedLists.BlockRows))
        );

    /// <summary>Groups them.</summary>
    /// <param name="candidates">The candidates.</param>
    /// <param name="lists">How many lists to make, at most as many as there are candidates.</param>
    /// <param name="seed">What chance starts from.</param>
    /// <param name="progress">Receives a line as the work goes on.</param>
    /// <param name="cancellation">Stops.</param>
    /// <returns>Each block's rows, in rising order; blocks of one list stand together.</returns>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static IReadOnlyList<int[]> Build(
        CandidateTable candidates,
        int lists,
        int seed,
        IProgress<string>? progress = null,
        CancellationToken cancellation = default
    )
    {
        var (rows, dimensions) = WithBiases(candidates);
        var centroids = KMeans.Train(rows, dimensions, lists, seed, progress, cancellation);
        progress?.Report($"grouping candidates: {candidates.Count:N0} into {lists:N0} lists");
        var nearest = new int[candidates.Count];
        new NearestCentroids(centroids, dimensions).Find(rows, nearest, cancellation);
        var members = WithoutSmall(rows, dimensions, centroids, nearest, cancellation);
        var split = new PrincipalSplit(rows, dimensions);
        var blocks = new List<int[]>();
        foreach (var list in members)
        {
            cancellation.ThrowIfCancellationRequested();
            var parts = (list.Length + InvertedLists.BlockRows - 1) / InvertedLists.BlockRows;
            split.Cut(list, parts, blocks);
        }
        return blocks;
    }

    // Small lists are given up, and their candidates go to the nearest of the others.
    private static int[][] WithoutSmall(
        ReadOnlyMemory<float> rows,
        int dimensions,
        float[] centroids,
        int[] nearest,
        CancellationToken cancellation
    )
    {
        var members = Members(nearest, centroids.Length / dimensions);
        var kept = Enumerable
            .Range(0, members.Length)
            .Where(list => members[list].Length >= LeastRows)
            .ToArray();
        if (kept.Length == 0)
        {
            return
            [
                [.. Enumerable.Range(0, nearest.Length)],
            ];
        }
        var moved = members
            .Where(list => list.Length < LeastRows)
            .SelectMany(list => list)
            .ToArray();
        if (moved.Length > 0)
        {
            var others = new NearestCentroids(Gather(centroids, kept, dimensions), dimensions);
            var places = new int[moved.Length];
            others.Find(Gather(rows.Span, moved, dimensions), places, cancellation);
            for (var i = 0; i < moved.Length; i++)
            {
                nearest[moved[i]] = kept[places[i]];
            }
            members = Members(nearest, members.Length);
        }
        return Array.ConvertAll(kept, list => members[list]);
    }

    private static int[][] Members(int[] nearest, int lists)
    {
        var members = new int[lists][];
        var counts = new int[lists];
        foreach (var list in nearest)
        {
            counts[list]++;
        }
        for (var list = 0; list < lists; list++)
        {
            members[list] = new int[counts[list]];
        }
        for (var row = nearest.Length - 1; row >= 0; row--)
        {
            members[nearest[row]][--counts[nearest[row]]] = row;
        }
        return members;
    }

    private static float[] Gather(ReadOnlySpan<float> table, int[] rows, int dimensions)
    {
        var gathered = new float[rows.Length * dimensions];
        for (var i = 0; i < rows.Length; i++)
        {
            table.Slice(rows[i] * dimensions, dimensions).CopyTo(gathered.AsSpan(i * dimensions));
        }
        return gathered;
    }

    private static (ReadOnlyMemory<float> Rows, int Dimensions) WithBiases(
        CandidateTable candidates
    )
    {
        if (candidates.Biases is not { } biases)
        {
            return (candidates.Vectors, candidates.Dimensions);
        }
        var dimensions = candidates.Dimensions + 1;
        var rows = new float[candidates.Count * dimensions];
        for (var row = 0; row < candidates.Count; row++)
        {
            candidates
                .Vectors.Span.Slice(row * candidates.Dimensions, candidates.Dimensions)
                .CopyTo(rows.AsSpan(row * dimensions));
            rows[(row * dimensions) + candidates.Dimensions] = biases.Span[row];
        }
        return (rows, dimensions);
    }
}
