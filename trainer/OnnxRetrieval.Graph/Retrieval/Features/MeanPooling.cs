namespace OnnxRetrieval.Graph;

/// <summary>See <see cref="HistoryPooling.Mean"/>.</summary>
internal sealed class MeanPooling(float exponent, int? maximumLength) : HistoryPooling
{
    internal override void Validate(string feature, int width)
    {
        RequireExponent(feature, exponent);
        if (maximumLength is { } positions)
        {
            RequirePositions(feature, positions);
        }
    }

    internal override GraphValue Emit(GraphBuilder graph, string scope, RowsOfLists entries)
    {
        if (maximumLength is not { } maximum)
        {
            return DividedByCount(
                graph,
                graph.ReduceSum(entries.Vectors, [1]),
                entries.Count,
                exponent
            );
        }
        var isTaken = graph.Cast(
            graph.Less(Positions(graph, entries), graph.Constant((long)maximum)),
            ElementType.Float
        );
        var sum = graph.ReduceSum(graph.Mul(entries.Vectors, graph.Unsqueeze(isTaken, [2])), [1]);
        var count = graph.Min(entries.Count, graph.Constant((float)maximum));
        return DividedByCount(graph, sum, count, exponent);
    }
}
