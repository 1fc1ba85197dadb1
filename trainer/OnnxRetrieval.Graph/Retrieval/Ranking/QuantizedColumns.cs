namespace OnnxRetrieval.Graph;

/// <summary>Candidates' vectors as 8-bit integers with one scale.</summary>
internal static class QuantizedColumns
{
    private const int Steps = 127;

    // Rows that are transposed together: their numbers, and the ends of the columns they go to, stay in the cache.
    private const int RowsAtOnce = 64;

    /// <summary>The integers, a column for each candidate.</summary>
    /// <param name="candidates">The candidates.</param>
    /// <param name="columns">How many columns to give, at least one for each candidate; the others are zeros.</param>
    /// <returns>The integers, <c>[dimensions, columns]</c>, and what one step is worth.</returns>
    public static (sbyte[] Integers, float Step) Of(CandidateTable candidates, int columns)
    {
        var vectors = candidates.Vectors.Span;
        var dimensions = candidates.Dimensions;
        var length = (long)columns * dimensions;
        if (length > Array.MaxLength)
        {
            throw new GraphException(
                $"A table of {length:N0} 8-bit integers does not fit into an ONNX file."
            );
        }
        var step = Largest(vectors) / Steps;
        var integers = new sbyte[length];
        for (var first = 0; first < candidates.Count && step > 0; first += RowsAtOnce)
        {
            var end = Math.Min(first + RowsAtOnce, candidates.Count);
            for (var element = 0; element < dimensions; element++)
            {
                for (var row = first; row < end; row++)
                {
                    integers[(element * columns) + row] = (sbyte)
                        MathF.Round(vectors[(row * dimensions) + element] / step);
                }
            }
        }
        return (integers, step);
    }

    private static float Largest(ReadOnlySpan<float> numbers)
    {
        var largest = 0f;
        foreach (var number in numbers)
        {
            largest = Math.Max(largest, Math.Abs(number));
        }
        return largest;
    }
}
