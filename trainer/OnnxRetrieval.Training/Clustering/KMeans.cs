namespace OnnxRetrieval.Training.Clustering;

/// <summary>
/// Lloyd's k-means (1982, "Least squares quantization in PCM") by Euclidean distance, trained on a sample of the rows. The
/// same seed gives the same centroids on the same machine.
/// </summary>
internal static class KMeans
{
    /// <summary>Rows that are sampled for each centroid: more hardly move them.</summary>
    public const int SampledPerCentroid = 64;

    private const int Rounds = 10;

    // What halves of a split cluster are moved apart by, of their own size.
    private const float Nudge = 1f / 1024;

    /// <summary>Trains centroids.</summary>
    /// <param name="rows"><c>[count, dimensions]</c>.</param>
    /// <param name="dimensions">The length of a vector.</param>
    /// <param name="clusters">How many centroids, at most as many as there are rows.</param>
    /// <param name="seed">Chooses the sample and the first centroids.</param>
    /// <param name="progress">Receives a line each round.</param>
    /// <param name="cancellation">Stops.</param>
    /// <returns><c>[clusters, dimensions]</c>.</returns>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static float[] Train(
        ReadOnlyMemory<float> rows,
        int dimensions,
        int clusters,
        int seed,
        IProgress<string>? progress = null,
        CancellationToken cancellation = default
    )
    {
        var count = rows.Length / dimensions;
        ArgumentOutOfRangeException.ThrowIfLessThan(clusters, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(clusters, count);
        var sample = Sample(
            rows.Span,
            dimensions,
            (int)Math.Min(count, (long)clusters * SampledPerCentroid),
            new Random(seed)
        );
        // The sample's order is random, so its first rows are as good as any.
        var centroids = sample[..(clusters * dimensions)];
        var nearest = new int[sample.Length / dimensions];
        for (var round = 0; round < Rounds; round++)
        {
            new NearestCentroids(centroids, dimensions).Find(sample, nearest, cancellation);
            Move(centroids, sample, nearest, dimensions);
            progress?.Report($"grouping candidates: round {round + 1} of {Rounds}");
        }
        return centroids;
    }

    private static float[] Sample(
        ReadOnlySpan<float> rows,
        int dimensions,
        int count,
        Random random
    )
    {
        var order = Enumerable.Range(0, rows.Length / dimensions).ToArray();
        var sample = new float[count * dimensions];
        for (var i = 0; i < count; i++)
        {
            var other = random.Next(i, order.Length);
            (order[i], order[other]) = (order[other], order[i]);
            rows.Slice(order[i] * dimensions, dimensions).CopyTo(sample.AsSpan(i * dimensions));
        }
        return sample;
    }

    // Each centroid to the mean of its rows. One that has none takes half of the largest cluster.
    private static void Move(
        Span<float> centroids,
        ReadOnlySpan<float> rows,
        ReadOnlySpan<int> nearest,
        int dimensions
    )
    {
        var counts = new int[centroids.Length / dimensions];
        var sums = new double[centroids.Length];
        for (var row = 0; row < nearest.Length; row++)
        {
            counts[nearest[row]]++;
            var sum = sums.AsSpan(nearest[row] * dimensions, dimensions);
            var numbers = rows.Slice(row * dimensions, dimensions);
            for (var d = 0; d < dimensions; d++)
            {
                sum[d] += numbers[d];
            }
        }
        for (var i = 0; i < sums.Length; i++)
        {
            if (counts[i / dimensions] > 0)
            {
                centroids[i] = (float)(sums[i] / counts[i / dimensions]);
            }
        }
        for (var empty = 0; empty < counts.Length; empty++)
        {
            if (counts[empty] == 0)
            {
                var largest = Array.IndexOf(counts, counts.Max());
                Split(
                    centroids.Slice(largest * dimensions, dimensions),
                    centroids.Slice(empty * dimensions, dimensions)
                );
                counts[empty] = counts[largest] / 2;
                counts[largest] -= counts[empty];
            }
        }
    }

    private static void Split(Span<float> centroid, Span<float> other)
    {
        for (var d = 0; d < centroid.Length; d++)
        {
            var step = d % 2 == 0 ? Nudge : -Nudge;
            other[d] = centroid[d] * (1 - step);
            centroid[d] *= 1 + step;
        }
    }
}
