namespace OnnxRetrieval.Graph;

/// <summary>
/// What a query has interacted with, the latest last: the rows of its items in a table of vectors, pooled. Padding ("" or
/// -1) and unknown items are left out wherever they stand. An empty history gives zeros and is not known. Input: string or
/// int64 <c>[batch, length]</c>; the length may be 0.
/// </summary>
/// <remarks>
/// A table that equals the candidates' vectors, with a row of zeros after them, is held by the file only once.
/// </remarks>
public sealed class HistoryFeatureGraph : IFeatureGraph
{
    private readonly string inputName;
    private readonly IdTable items;
    private readonly ReadOnlyMemory<float> table;
    private readonly HistoryPooling pooling;

    /// <summary>A feature.</summary>
    /// <param name="inputName">Its name, such as <c>history</c>.</param>
    /// <param name="items">The items' ids, all different and none equal to padding ("" or -1).</param>
    /// <param name="table"><c>[items.Count + 1, width]</c>; the last row is ignored. Not copied if that holds zeros.</param>
    /// <param name="width">The length of a vector.</param>
    /// <param name="pooling">How the entries become one vector; null: their mean.</param>
    /// <exception cref="GraphException">Name, items, table or pooling are not as told.</exception>
    public HistoryFeatureGraph(
        string inputName,
        IdTable items,
        ReadOnlyMemory<float> table,
        int width,
        HistoryPooling? pooling = null
    )
    {
        FeatureChecks.RequireName(inputName);
        FeatureChecks.RequireVocabulary(items, inputName);
        FeatureChecks.RequireTable(table, items.Count + 1, width, "vectors", inputName, items);
        pooling ??= HistoryPooling.Mean();
        pooling.Validate(inputName, width);
        this.inputName = inputName;
        this.items = items;
        this.table = table;
        this.pooling = pooling;
        Width = width;
    }

    /// <summary>The length of a vector.</summary>
    public int Width { get; }

    /// <inheritdoc/>
    public FeatureOutput Emit(GraphBuilder graph)
    {
        var (vector, isThere) = EmitPooled(graph);
        return new FeatureOutput(
            graph.Where(isThere, vector, graph.Constant(0f)),
            graph.Squeeze(isThere, [1])
        );
    }

    /// <summary>The vector, anything for an empty history, and whether there is one, bool <c>[batch, 1]</c>.</summary>
    internal (GraphValue Vector, GraphValue IsThere) EmitPooled(GraphBuilder graph)
    {
        var scope = graph.Scope(inputName);
        var list = FeatureInput.List(
            graph,
            inputName,
            FeatureInput.TypeOf(items),
            FeatureRole.History,
            $"Raw {inputName}, a list a query, the latest last, padded with {FeatureInput.NoneText(items)}; unknown ids are ignored. May have 0 columns."
        );
        var rows = graph.LabelEncoder(list, items, items.Count, $"{scope}/rows");
        var entries = new RowsOfLists(graph, scope, rows, table, items.Count, Width);
        return (
            pooling.Emit(graph, scope, entries),
            graph.Greater(entries.Count, graph.Constant(0f), $"{scope}/known")
        );
    }
}
