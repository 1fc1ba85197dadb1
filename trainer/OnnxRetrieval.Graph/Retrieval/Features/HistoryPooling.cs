namespace OnnxRetrieval.Graph;

/// <summary>
/// How a history's entries become one vector. Below, <c>x_p</c> is the table's row of the known entry at position
/// <c>p</c> from the end: 0 is the latest, and neither padding nor unknown entries count. <c>n</c> is how many entries are
/// taken: all known ones, or the latest so many where there is a maximum.
/// </summary>
public abstract class HistoryPooling
{
    private protected HistoryPooling() { }

    /// <summary>
    /// <c>Σ x_p / n^exponent</c>: the mean with exponent 1, the sum with 0; .5 is what FISM (Kabbur, Ning and Karypis 2013)
    /// found best.
    /// </summary>
    /// <param name="exponent">The exponent, from 0 to 1.</param>
    /// <param name="maximumLength">How many of the latest entries are taken; null: all.</param>
    public static HistoryPooling Mean(float exponent = 1, int? maximumLength = null) =>
        new MeanPooling(exponent, maximumLength);

    /// <summary>
    /// <c>n^(1 - exponent) Σ w_p x_p / Σ w_p</c>, with a weight for each position: with equal weights it is
    /// <see cref="Mean"/>. Entries before the positions that have a weight are not taken.
    /// </summary>
    /// <param name="weights">The weights, <c>[positions]</c>, above 0, that of the latest entry first.</param>
    /// <param name="exponent">The exponent, from 0 to 1.</param>
    public static HistoryPooling Recency(ReadOnlyMemory<float> weights, float exponent = 1) =>
        new RecencyPooling(weights, exponent);

    /// <summary>Self-attention from the latest entry to all; see <see cref="HistoryAttention"/>.</summary>
    public static HistoryPooling Attention(HistoryAttention attention) =>
        new AttentionPooling(attention);

    /// <summary>Refuses parts that do not fit a history of this width.</summary>
    internal abstract void Validate(string feature, int width);

    /// <summary>The pooled vectors, float <c>[batch, width]</c>; anything for an empty history.</summary>
    internal abstract GraphValue Emit(GraphBuilder graph, string scope, RowsOfLists entries);

    private protected static void RequireExponent(string feature, float exponent)
    {
        if (exponent is not (>= 0 and <= 1))
        {
            throw new GraphException(
                $"Feature '{feature}' divides by a count to the power of {exponent}: the exponent must be from 0 to 1."
            );
        }
    }

    private protected static void RequirePositions(string feature, int positions)
    {
        if (positions < 1)
        {
            throw new GraphException(
                $"Feature '{feature}' takes the latest {positions} entries of a history: at least 1 is needed."
            );
        }
    }

    // Known entries after each entry: its position from the end, where it is known itself.
    private protected static GraphValue Positions(GraphBuilder graph, RowsOfLists entries) =>
        graph.Cast(graph.SumAfter(entries.Mask, axis: 1), ElementType.Int64);

    private protected static GraphValue DividedByCount(
        GraphBuilder graph,
        GraphValue sum,
        GraphValue count,
        float exponent
    )
    {
        if (exponent == 0)
        {
            return sum;
        }
        var divisor = graph.Max(count, graph.Constant(1f));
        return graph.Div(
            sum,
            exponent == 1 ? divisor
                : exponent == .5f ? graph.Sqrt(divisor)
                : graph.Pow(divisor, graph.Constant(exponent))
        );
    }
}
