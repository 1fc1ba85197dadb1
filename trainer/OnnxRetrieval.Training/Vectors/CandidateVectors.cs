using OnnxRetrieval.Graph;
using OnnxRetrieval.Training.Scoring;

namespace OnnxRetrieval.Training.Vectors;

/// <summary>The rows of a model's candidates.</summary>
internal static class CandidateVectors
{
    private const int RowsAtOnce = 4096;

    /// <summary>All of them, in the model's order. Where there are biases, each is the last number of its vector.</summary>
    public static IEnumerable<VectorBatch> Of(CandidateTable candidates)
    {
        var dimensions = candidates.Dimensions;
        for (var from = 0; from < candidates.Count; from += RowsAtOnce)
        {
            var count = Math.Min(RowsAtOnce, candidates.Count - from);
            var vectors = candidates.Vectors.Slice(from * dimensions, count * dimensions);
            yield return new(
                candidates.Ids.IsString
                    ? new QueryIds(null, [.. candidates.Ids.Strings.Slice(from, count)])
                    : new QueryIds([.. candidates.Ids.Integers.Slice(from, count)], null),
                candidates.Biases is { } biases
                    ? WithLast(vectors.Span, biases.Span.Slice(from, count))
                    : vectors,
                [.. candidates.Columns.Select(column => column.Values.AsMemory(from, count))]
            );
        }
    }

    /// <summary>Vectors with one number more.</summary>
    /// <param name="vectors">The vectors, <c>[rows, dimensions]</c>.</param>
    /// <param name="last">The numbers, <c>[rows]</c>.</param>
    /// <returns><c>[rows, dimensions + 1]</c>.</returns>
    public static float[] WithLast(ReadOnlySpan<float> vectors, ReadOnlySpan<float> last)
    {
        var dimensions = vectors.Length / last.Length;
        var extended = new float[vectors.Length + last.Length];
        for (var row = 0; row < last.Length; row++)
        {
            var into = extended.AsSpan(row * (dimensions + 1), dimensions + 1);
            vectors.Slice(row * dimensions, dimensions).CopyTo(into);
            into[dimensions] = last[row];
        }
        return extended;
    }
}
