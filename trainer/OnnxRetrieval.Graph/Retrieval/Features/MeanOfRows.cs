namespace OnnxRetrieval.Graph;

/// <summary>The mean of some rows of a table for each query.</summary>
internal static class MeanOfRows
{
    /// <summary>
    /// The mean over a query's rows, leaving out the last row of the table, which stands for "none"; that row itself where
    /// no other is left.
    /// </summary>
    /// <param name="graph">The graph.</param>
    /// <param name="scope">What the values' names begin with.</param>
    /// <param name="rows">The rows, int64 <c>[batch, length]</c>; the length may be 0.</param>
    /// <param name="table"><c>[count + 1, width]</c>.</param>
    /// <param name="width">The length of a vector.</param>
    /// <returns>Float <c>[batch, width]</c>.</returns>
    public static GraphValue Emit(
        GraphBuilder graph,
        string scope,
        GraphValue rows,
        ReadOnlyMemory<float> table,
        int width
    )
    {
        var none = (table.Length / width) - 1;
        var missing = table[(none * width)..];
        var entries = new RowsOfLists(graph, scope, rows, table, none, width);
        var mean = graph.Div(
            graph.ReduceSum(entries.Vectors, [1]),
            graph.Max(entries.Count, graph.Constant(1f))
        );
        return graph.Where(
            graph.Greater(entries.Count, graph.Constant(0f)),
            mean,
            graph.Weights($"{scope}/missing", missing, width),
            $"{scope}/vector"
        );
    }
}
