namespace OnnxRetrieval.Graph;

/// <summary>See <see cref="HistoryPooling.Recency"/>.</summary>
internal sealed class RecencyPooling(ReadOnlyMemory<float> weights, float exponent) : HistoryPooling
{
    internal override void Validate(string feature, int width)
    {
        RequireExponent(feature, exponent);
        RequirePositions(feature, weights.Length);
        FeatureChecks.RequireTable(weights, weights.Length, 1, "weights of positions", feature);
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
        var count = graph.Min(entries.Count, graph.Constant((float)maximum));
        return DividedByCount(graph, sum, count, exponent);
    }
}
