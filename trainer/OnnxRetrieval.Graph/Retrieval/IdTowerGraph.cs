namespace OnnxRetrieval.Graph;

/// <summary>
/// A tower of one id feature: the row of the id in a table of vectors. Ids that the table lacks, padding among them, take
/// its last row.
/// </summary>
public sealed class IdTowerGraph : ITowerGraph
{
    private readonly string inputName;
    private readonly IdTable ids;
    private readonly ReadOnlyMemory<float> table;
    private readonly int dimensions;

    /// <summary>A tower.</summary>
    /// <param name="inputName">The feature's name, such as <c>user_id</c>.</param>
    /// <param name="ids">The ids, all different and none equal to the padding ("" or -1).</param>
    /// <param name="table">
    /// <c>[ids.Count + 1, dimensions]</c>, the last row for unknown ids. Not copied, unless it is to be normalized: it must
    /// not change before the model is written.
    /// </param>
    /// <param name="dimensions">The length of a vector.</param>
    /// <param name="normalize">Whether vectors are scaled to length 1.</param>
    /// <exception cref="GraphException">Ids or table are not as told.</exception>
    public IdTowerGraph(
        string inputName,
        IdTable ids,
        ReadOnlyMemory<float> table,
        int dimensions,
        bool normalize = false
    )
    {
        if (ids.Count == 0)
        {
            throw new GraphException($"The tower of '{inputName}' has no ids.");
        }
        IdChecks.RequireUsable(ids, $"tower of '{inputName}'");
        Tables.RequireFinite(
            table.Span,
            ids.Count + 1,
            dimensions,
            $"vectors of the tower of '{inputName}'",
            ids
        );
        this.inputName = inputName;
        this.ids = ids;
        this.dimensions = dimensions;
        if (normalize)
        {
            var normalized = table.ToArray();
            Tables.NormalizeRows(normalized, dimensions);
            table = normalized;
        }
        this.table = table;
    }

    /// <inheritdoc/>
    public TowerOutput Emit(GraphBuilder graph)
    {
        var id = FeatureInput.One(
            graph,
            inputName,
            FeatureInput.TypeOf(ids),
            FeatureRole.Id,
            $"Raw {inputName}, one a query. One of {ids.Count} known ids; any other gives what suits strangers."
        );
        var row = graph.LabelEncoder(id, ids, ids.Count, $"/{inputName}/row");
        var weights = graph.Weights($"/{inputName}/vectors", table, ids.Count + 1, dimensions);
        return new TowerOutput(
            graph.Gather(weights, row, name: $"/{inputName}/vector"),
            graph.Less(row, graph.Constant((long)ids.Count), $"/{inputName}/known")
        );
    }
}
