namespace OnnxRetrieval.Graph;

/// <summary>The inputs of features. Features of one name read one input.</summary>
public static class FeatureInput
{
    /// <summary>One value a query, <c>[batch]</c>: declared, or that of another feature of the same name.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="name">The input's name.</param>
    /// <param name="type">The type of its values.</param>
    /// <param name="role">What it is for, one of <see cref="FeatureRole"/>.</param>
    /// <param name="doc">What it is, for people.</param>
    /// <exception cref="GraphException">Another feature reads an input of that name as another type.</exception>
    public static GraphValue One(
        GraphBuilder graph,
        string name,
        ElementType type,
        string role,
        string doc
    ) => Declare(graph, name, type, [RetrievalContract.Batch], role, doc);

    /// <summary>One number a query, float <c>[batch]</c>, NaN where it is missing.</summary>
    /// <inheritdoc cref="One"/>
    public static GraphValue Number(GraphBuilder graph, string name) =>
        One(
            graph,
            name,
            ElementType.Float,
            FeatureRole.Number,
            $"Raw {name}, one a query; NaN where it is missing."
        );

    /// <summary>A list a query, <c>[batch, length]</c>.</summary>
    /// <inheritdoc cref="One"/>
    public static GraphValue List(
        GraphBuilder graph,
        string name,
        ElementType type,
        string role,
        string doc
    ) => Declare(graph, name, type, [RetrievalContract.Batch, $"{name}_length"], role, doc);

    /// <summary>The type of ids.</summary>
    internal static ElementType TypeOf(IdTable ids) =>
        ids.IsString ? ElementType.String : ElementType.Int64;

    /// <summary>What stands for none among ids, as the documentation of an input shows it.</summary>
    internal static string NoneText(IdTable ids) => ids.IsString ? "\"\"" : "-1";

    private static GraphValue Declare(
        GraphBuilder graph,
        string name,
        ElementType type,
        Dimension[] shape,
        string role,
        string doc
    )
    {
        ArgumentNullException.ThrowIfNull(graph);
        var declared = graph.Inputs.FirstOrDefault(input => input.Name == name);
        if (declared is null)
        {
            graph.InputRoles.Add(name, role);
            return graph.Input(name, type, shape, doc);
        }
        if (declared.Type != type || declared.Rank != shape.Length)
        {
            throw new GraphException(
                $"Two features read the input '{name}', one as {type} [{string.Join(", ", shape)}], the other as {declared.Type} [{string.Join(", ", declared.Shape)}]: give one of them another name."
            );
        }
        return declared;
    }
}
