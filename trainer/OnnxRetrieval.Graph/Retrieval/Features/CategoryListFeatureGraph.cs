namespace OnnxRetrieval.Graph;

/// <summary>
/// Several values out of a vocabulary, such as genres: the mean of their rows in a table of vectors, a value that is given
/// twice counting twice. Padding ("" or -1) and values that the vocabulary lacks are left out, wherever they stand; where
/// nothing else is left, the table's last row is taken. Input: string or int64 <c>[batch, length]</c>; the length may be 0.
/// </summary>
public sealed class CategoryListFeatureGraph : IFeatureGraph
{
    private readonly string inputName;
    private readonly IdTable values;
    private readonly ReadOnlyMemory<float> table;

    /// <summary>A feature.</summary>
    /// <param name="inputName">Its name, such as <c>genres</c>.</param>
    /// <param name="values">The values, all different and none equal to padding ("" or -1).</param>
    /// <param name="table"><c>[values.Count + 1, width]</c>, the last row for lists without a known value.</param>
    /// <param name="width">The length of a vector.</param>
    /// <exception cref="GraphException">Name, values or table are not as told.</exception>
    public CategoryListFeatureGraph(
        string inputName,
        IdTable values,
        ReadOnlyMemory<float> table,
        int width
    )
    {
        FeatureChecks.RequireName(inputName);
        FeatureChecks.RequireVocabulary(values, inputName);
        FeatureChecks.RequireTable(table, values.Count + 1, width, "vectors", inputName, values);
        this.inputName = inputName;
        this.values = values;
        this.table = table;
        Width = width;
    }

    /// <summary>The length of a vector.</summary>
    public int Width { get; }

    /// <inheritdoc/>
    public FeatureOutput Emit(GraphBuilder graph)
    {
        var scope = graph.Scope(inputName);
        var list = FeatureInput.List(
            graph,
            inputName,
            FeatureInput.TypeOf(values),
            FeatureRole.Category,
            $"Raw {inputName}, a list a query, padded with {FeatureInput.NoneText(values)}; unknown values are ignored. May have 0 columns."
        );
        var rows = graph.LabelEncoder(list, values, values.Count, $"{scope}/rows");
        return new FeatureOutput(MeanOfRows.Emit(graph, scope, rows, table, Width), Known: null);
    }
}
