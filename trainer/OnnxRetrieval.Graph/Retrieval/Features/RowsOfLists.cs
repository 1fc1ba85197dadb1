namespace OnnxRetrieval.Graph;

/// <summary>
/// The vectors of lists' entries, with zeros in place of those that are padding or unknown, so that sums need no mask.
/// </summary>
internal sealed class RowsOfLists
{
    /// <summary>Adds the nodes.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="scope">What the values' names begin with.</param>
    /// <param name="rows">The rows, int64 <c>[batch, length]</c>; <paramref name="none"/> for padding and unknown entries.</param>
    /// <param name="table"><c>[none + 1, width]</c>; the last row is ignored.</param>
    /// <param name="none">The number of known values.</param>
    /// <param name="width">The length of a vector.</param>
    public RowsOfLists(
        GraphBuilder graph,
        string scope,
        GraphValue rows,
        ReadOnlyMemory<float> table,
        int none,
        int width
    )
    {
        var weights = graph.Weights(
            $"{scope}/vectors",
            Tables.WithLastRowZero(table, width),
            none + 1,
            width
        );
        Vectors = graph.Gather(weights, rows, name: $"{scope}/entries");
        Mask = graph.Cast(
            graph.Less(rows, graph.Constant((long)none)),
            ElementType.Float,
            $"{scope}/mask"
        );
        Count = graph.ReduceSum(Mask, [1], keepDimensions: true, $"{scope}/count");
    }

    /// <summary>The vectors, float <c>[batch, length, width]</c>.</summary>
    public GraphValue Vectors { get; }

    /// <summary>1 for a known entry, else 0; float <c>[batch, length]</c>.</summary>
    public GraphValue Mask { get; }

    /// <summary>How many entries are known, float <c>[batch, 1]</c>.</summary>
    public GraphValue Count { get; }
}
