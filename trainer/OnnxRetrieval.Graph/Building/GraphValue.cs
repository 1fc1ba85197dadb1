namespace OnnxRetrieval.Graph;

/// <summary>A value in a graph under construction: what an input, an initializer or a node gives.</summary>
public sealed class GraphValue
{
    internal GraphValue(
        GraphBuilder owner,
        ValueKind kind,
        string name,
        ElementType type,
        Dimension[] shape
    )
    {
        Owner = owner;
        Kind = kind;
        Name = name;
        Type = type;
        Shape = shape;
    }

    /// <summary>The name, unique in its graph. An output takes the name that it is declared under.</summary>
    public string Name { get; internal set; }

    /// <summary>The type of the elements.</summary>
    public ElementType Type { get; }

    /// <summary>The shape; a scalar's is empty.</summary>
    public IReadOnlyList<Dimension> Shape { get; }

    /// <summary>The number of dimensions.</summary>
    public int Rank => Shape.Count;

    internal GraphBuilder Owner { get; }

    internal ValueKind Kind { get; }

    internal bool IsOutput { get; set; }

    /// <summary>
    /// The elements of a one-dimensional int64 value that holds sizes, as far as they are known while building, so that
    /// what is shaped by them has a known shape too.
    /// </summary>
    internal IReadOnlyList<Dimension>? Sizes { get; init; }

    /// <summary>Name, type and shape, as error messages show them.</summary>
    public override string ToString() => $"'{Name}' ({Type} [{string.Join(", ", Shape)}])";

    internal enum ValueKind
    {
        Input,
        Initializer,
        Node,
    }
}
