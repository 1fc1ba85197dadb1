namespace OnnxRetrieval.Graph;

/// <summary>The inputs of features. Features of one name read one input.</summary>
internal static class FeatureInput
{
    /// <summary>One value a query, <c>[batch]</c>.</summary>
    public static GraphValue One(
        GraphBuilder graph,
        string name,
        ElementType type,
        string role,
        string doc
    ) => Declare(graph, name, type, [RetrievalContract.Batch], role, doc);

    /// <summary>A list a query, <c>[batch, length]</c>.</summary>
    public static GraphValue List(
        GraphBuilder graph,
        string name,
        ElementType type,
        string role,
        string doc
    ) => Declare(graph, name, type, [RetrievalContract.Batch, $"{name}_length"], role, doc);

    /// <summary>The type of ids.</summary>
    public static ElementType TypeOf(IdTable ids) =>
        ids.IsString ? ElementType.String : ElementType.Int64;

    /// <summary>What stands for none among ids, as the documentation of an input shows it.</summary>
    public static string NoneText(IdTable ids) => ids.IsString ? "\"\"" : "-1";

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
