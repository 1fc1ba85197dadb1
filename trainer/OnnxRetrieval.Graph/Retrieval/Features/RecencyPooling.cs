namespace OnnxRetrieval.Graph;

/// <summary>See <see cref="HistoryPooling.Recency"/>.</summary>
internal sealed class RecencyPooling(ReadOnlyMemory<float> weights, float exponent) : HistoryPooling
{
    internal override void Validate(string feature, int width)
    {
        RequireExponent(feature, exponent);
        RequirePositions(feature, weights.Length);
        FeatureChecks.RequireTable(weights, weights.Length, 1, "weights of positions", feature);
        foreach (var weight in weights.Span)
        {
            if (!(weight > 0))
            {
                throw new GraphException(
                    $"Feature '{feature}' weighs a position of a history by {weight}: weights must be above 0."
                );
            }
        }
    }

    internal override GraphValue Emit(GraphBuilder graph, string scope, RowsOfLists entries)
    {
        // One weight more, which older entries have.
        var maximum = weights.Length;
        var table = graph.Weights(
            $"{scope}/recency",
            Tables.WithLastRow(weights.Span, [0f]),
            maximum + 1
        );
        var place = graph.Min(Positions(graph, entries), graph.Constant((long)maximum));
        var weight = graph.Unsqueeze(graph.Gather(table, place), [2]);
        var sum = graph.ReduceSum(graph.Mul(entries.Vectors, weight), [1]);
        var count = graph.Min(
            graph.Cast(entries.Count, ElementType.Int64),
            graph.Constant((long)maximum)
        );
        var scales = graph.Weights($"{scope}/recency_scale", Scales(), maximum + 1);
        return graph.Mul(sum, graph.Gather(scales, count));
    }

    // n^(1 - exponent) / Σ w_p, for each number of entries.
    private float[] Scales()
    {
        var scales = new float[weights.Length + 1];
        var sum = 0.0;
        for (var count = 1; count < scales.Length; count++)
        {
            sum += weights.Span[count - 1];
            scales[count] = (float)(Math.Pow(count, 1 - exponent) / sum);
        }
        return scales;
    }
}
