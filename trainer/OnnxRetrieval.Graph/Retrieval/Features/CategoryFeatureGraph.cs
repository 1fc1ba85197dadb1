namespace OnnxRetrieval.Graph;

/// <summary>
/// A value out of a vocabulary, such as an id or a country: its row in a table of vectors. A missing value ("" or -1) and
/// one that the vocabulary lacks take the table's last row. Input: string or int64 <c>[batch]</c>.
/// </summary>
public sealed class CategoryFeatureGraph : IFeatureGraph
{
    private readonly string inputName;
    private readonly IdTable values;
    private readonly ReadOnlyMemory<float> table;
    private readonly bool isIdentity;

    /// <summary>A feature.</summary>
    /// <param name="inputName">Its name, such as <c>country</c>.</param>
    /// <param name="values">The values, all different and none equal to what stands for a missing one ("" or -1).</param>
    /// <param name="table">
    /// <c>[values.Count + 1, width]</c>, the last row for missing and unknown values. Not copied: it must not change before
    /// the model is written.
    /// </param>
    /// <param name="width">The length of a vector.</param>
    /// <param name="isIdentity">Whether the value says who or what the query is, as an id does. Default: no.</param>
    /// <exception cref="GraphException">Name, values or table are not as told.</exception>
    public CategoryFeatureGraph(
        string inputName,
        IdTable values,
        ReadOnlyMemory<float> table,
        int width,
        bool isIdentity = false
    )
    {
        FeatureChecks.RequireName(inputName);
        FeatureChecks.RequireVocabulary(values, inputName);
        FeatureChecks.RequireTable(table, values.Count + 1, width, "vectors", inputName, values);
        this.inputName = inputName;
        this.values = values;
        this.table = table;
        this.isIdentity = isIdentity;
        Width = width;
    }

    /// <summary>The length of a vector.</summary>
    public int Width { get; }

    /// <inheritdoc/>
    public FeatureOutput Emit(GraphBuilder graph)
    {
        var (vector, row) = Look(graph, isIdentity);
        return new FeatureOutput(vector, isIdentity ? Known(graph, row) : null);
    }

    /// <summary>The vector, and whether the value is in the vocabulary.</summary>
    internal (GraphValue Vector, GraphValue Known) EmitIdentity(GraphBuilder graph)
    {
        var (vector, row) = Look(graph, isId: true);
        return (vector, Known(graph, row));
    }

    private (GraphValue Vector, GraphValue Row) Look(GraphBuilder graph, bool isId)
    {
        var scope = graph.Scope(inputName);
        var value = FeatureInput.One(
            graph,
            inputName,
            FeatureInput.TypeOf(values),
            isId ? FeatureRole.Id : FeatureRole.Category,
            $"Raw {inputName}, one a query: one of {values.Count} known values. Any other, and {FeatureInput.NoneText(values)}, counts as unknown."
        );
        var row = graph.LabelEncoder(value, values, values.Count, $"{scope}/row");
        var weights = graph.Weights($"{scope}/vectors", table, values.Count + 1, Width);
        return (graph.Gather(weights, row, name: $"{scope}/vector"), row);
    }

    private GraphValue Known(GraphBuilder graph, GraphValue row) =>
        graph.Less(row, graph.Constant((long)values.Count));
}
