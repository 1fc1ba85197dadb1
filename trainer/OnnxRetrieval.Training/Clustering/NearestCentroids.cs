using System.Numerics;
using System.Runtime.InteropServices;

namespace OnnxRetrieval.Training.Clustering;

/// <summary>Finds the nearest of some centroids, by Euclidean distance, for each row of a table.</summary>
/// <remarks>
/// |x - c|² is least where x · c - |c|²/2 is greatest. As in a product of matrices, four rows meet two vectors of centroids at
/// a time, whose sums stay in registers; what is new is that no product is stored, but the best one of each row kept.
/// </remarks>
internal sealed class NearestCentroids
{
    private const int RowsAtOnce = 4;

    // Rows whose best ones, and a panel of centroids, stay in the first cache.
    private const int RowsInCache = 64;
    private const int RowsOfOneTask = 16 * RowsInCache;

    private static readonly int lanes = Vector<float>.Count;
    private readonly int dimensions;

    // [panel, dimension, centroid], two vectors of centroids a panel; and -|c|²/2 of each, -∞ behind the last.
    private readonly float[] panels;
    private readonly float[] offsets;
    private readonly int panelCount;

    /// <summary>Prepares centroids.</summary>
    /// <param name="centroids"><c>[count, dimensions]</c>.</param>
    /// <param name="dimensions">The length of a vector.</param>
    public NearestCentroids(ReadOnlySpan<float> centroids, int dimensions)
    {
        this.dimensions = dimensions;
        var count = centroids.Length / dimensions;
        var width = 2 * lanes;
        panelCount = (count + width - 1) / width;
        panels = new float[panelCount * width * dimensions];
        offsets = new float[panelCount * width];
        Array.Fill(offsets, float.NegativeInfinity);
        for (var c = 0; c < count; c++)
        {
            var centroid = centroids.Slice(c * dimensions, dimensions);
            var squares = 0f;
            for (var d = 0; d < dimensions; d++)
            {
                squares += centroid[d] * centroid[d];
                panels[(((c / width * dimensions) + d) * width) + (c % width)] = centroid[d];
            }
            offsets[c] = -squares / 2;
        }
    }

    /// <summary>Finds them, on all processors.</summary>
    /// <param name="rows"><c>[count, dimensions]</c>.</param>
    /// <param name="nearest">Receives the nearest centroid of each row, <c>[count]</c>.</param>
    /// <param name="cancellation">Stops.</param>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public void Find(
        ReadOnlyMemory<float> rows,
        Memory<int> nearest,
        CancellationToken cancellation = default
    )
    {
        var tasks = (nearest.Length + RowsOfOneTask - 1) / RowsOfOneTask;
        _ = Parallel.For(
            0,
            tasks,
            new ParallelOptions { CancellationToken = cancellation },
            task =>
            {
                var first = task * RowsOfOneTask;
                var end = Math.Min(first + RowsOfOneTask, nearest.Length);
                Span<float> padded = new float[RowsInCache * dimensions];
                Span<Vector<float>> best = new Vector<float>[RowsInCache];
                Span<Vector<int>> places = new Vector<int>[RowsInCache];
                for (var row = first; row < end; row += RowsInCache)
                {
                    var count = Math.Min(RowsInCache, end - row);
                    rows.Span.Slice(row * dimensions, count * dimensions).CopyTo(padded);
                    Find(padded, best, places);
                    for (var i = 0; i < count; i++)
                    {
                        nearest.Span[row + i] = Best(best[i], places[i]);
                    }
                }
            }
        );
    }

    private void Find(ReadOnlySpan<float> rows, Span<Vector<float>> best, Span<Vector<int>> places)
    {
        best.Fill(new Vector<float>(float.NegativeInfinity));
        places.Clear();
        for (var panel = 0; panel < panelCount; panel++)
        {
            for (var row = 0; row < RowsInCache; row += RowsAtOnce)
            {
                Multiply(
                    rows.Slice(row * dimensions, RowsAtOnce * dimensions),
                    panel,
                    best.Slice(row, RowsAtOnce),
                    places.Slice(row, RowsAtOnce)
                );
            }
        }
    }

    private void Multiply(
        ReadOnlySpan<float> rows,
        int panel,
        Span<Vector<float>> best,
        Span<Vector<int>> places
    )
    {
        var width = 2 * lanes;
        var from = offsets.AsSpan(panel * width, width);
        var (offset1, offset2) = (new Vector<float>(from), new Vector<float>(from[lanes..]));
        var (sum01, sum02) = (offset1, offset2);
        var (sum11, sum12) = (offset1, offset2);
        var (sum21, sum22) = (offset1, offset2);
        var (sum31, sum32) = (offset1, offset2);
        ref var column = ref panels[panel * width * dimensions];
        for (var d = 0; d < dimensions; d++)
        {
            var at = (nuint)(d * width);
            var centroids1 = Vector.LoadUnsafe(ref column, at);
            var centroids2 = Vector.LoadUnsafe(ref column, at + (nuint)lanes);
            var x = new Vector<float>(rows[d]);
            sum01 = Vector.FusedMultiplyAdd(x, centroids1, sum01);
            sum02 = Vector.FusedMultiplyAdd(x, centroids2, sum02);
            x = new Vector<float>(rows[dimensions + d]);
            sum11 = Vector.FusedMultiplyAdd(x, centroids1, sum11);
            sum12 = Vector.FusedMultiplyAdd(x, centroids2, sum12);
            x = new Vector<float>(rows[(2 * dimensions) + d]);
            sum21 = Vector.FusedMultiplyAdd(x, centroids1, sum21);
            sum22 = Vector.FusedMultiplyAdd(x, centroids2, sum22);
            x = new Vector<float>(rows[(3 * dimensions) + d]);
            sum31 = Vector.FusedMultiplyAdd(x, centroids1, sum31);
            sum32 = Vector.FusedMultiplyAdd(x, centroids2, sum32);
        }
        var (place1, place2) = (new Vector<int>(2 * panel), new Vector<int>((2 * panel) + 1));
        Keep(sum01, place1, ref best[0], ref places[0]);
        Keep(sum02, place2, ref best[0], ref places[0]);
        Keep(sum11, place1, ref best[1], ref places[1]);
        Keep(sum12, place2, ref best[1], ref places[1]);
        Keep(sum21, place1, ref best[2], ref places[2]);
        Keep(sum22, place2, ref best[2], ref places[2]);
        Keep(sum31, place1, ref best[3], ref places[3]);
        Keep(sum32, place2, ref best[3], ref places[3]);
    }

    private static void Keep(
        Vector<float> sums,
        Vector<int> place,
        ref Vector<float> best,
        ref Vector<int> places
    )
    {
        var isBetter = Vector.GreaterThan(sums, best);
        best = Vector.ConditionalSelect(isBetter, sums, best);
        places = Vector.ConditionalSelect(isBetter, place, places);
    }

    // The best of the lanes, each of which holds its own best; the lower centroid of equal ones.
    private static int Best(Vector<float> best, Vector<int> places)
    {
        var (value, nearest) = (float.NegativeInfinity, 0);
        for (var lane = 0; lane < lanes; lane++)
        {
            var centroid = (places[lane] * lanes) + lane;
            if (best[lane] > value || (best[lane] == value && centroid < nearest))
            {
                (value, nearest) = (best[lane], centroid);
            }
        }
        return nearest;
    }
}
