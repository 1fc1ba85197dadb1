namespace OnnxRetrieval.Graph;

// Operators that work element by element; two operands are broadcast against each other.
public sealed partial class GraphBuilder
{
    private static readonly ElementType[] Numbers =
    [
        ElementType.Float,
        ElementType.Double,
        ElementType.Int32,
        ElementType.Int64,
    ];

    private static readonly ElementType[] Floats = [ElementType.Float, ElementType.Double];

    /// <summary>a + b.</summary>
    public GraphValue Add(GraphValue a, GraphValue b, string? name = null) =>
        Arithmetic("Add", a, b, name);

    /// <summary>a - b.</summary>
    public GraphValue Sub(GraphValue a, GraphValue b, string? name = null) =>
        Arithmetic("Sub", a, b, name);

    /// <summary>a · b.</summary>
    public GraphValue Mul(GraphValue a, GraphValue b, string? name = null) =>
        Arithmetic("Mul", a, b, name);

    /// <summary>a / b.</summary>
    public GraphValue Div(GraphValue a, GraphValue b, string? name = null) =>
        Arithmetic("Div", a, b, name);

    /// <summary>
    /// What is left of a after division by b, with the sign of b: 0 or more for a positive b.
    /// </summary>
    public GraphValue Mod(GraphValue a, GraphValue b, string? name = null)
    {
        RequireType("Mod", a, ElementType.Int64, ElementType.Int32);
        return Arithmetic("Mod", a, b, name);
    }

    /// <summary>a to the power of b.</summary>
    public GraphValue Pow(GraphValue a, GraphValue b, string? name = null) =>
        Arithmetic("Pow", a, b, name);

    /// <summary>The lesser of a and b.</summary>
    public GraphValue Min(GraphValue a, GraphValue b, string? name = null) =>
        Arithmetic("Min", a, b, name, Lesser(a, b));

    /// <summary>The greater of a and b.</summary>
    public GraphValue Max(GraphValue a, GraphValue b, string? name = null) =>
        Arithmetic("Max", a, b, name);

    /// <summary>max(value, 0).</summary>
    public GraphValue Relu(GraphValue value, string? name = null) =>
        Unary("Relu", value, name, Floats);

    /// <summary>1 / (1 + e^-value).</summary>
    public GraphValue Sigmoid(GraphValue value, string? name = null) =>
        Unary("Sigmoid", value, name, Floats);

    /// <summary>Hyperbolic tangent.</summary>
    public GraphValue Tanh(GraphValue value, string? name = null) =>
        Unary("Tanh", value, name, Floats);

    /// <summary>The error function.</summary>
    public GraphValue Erf(GraphValue value, string? name = null) =>
        Unary("Erf", value, name, Floats);

    /// <summary>e^value.</summary>
    public GraphValue Exp(GraphValue value, string? name = null) =>
        Unary("Exp", value, name, Floats);

    /// <summary>Natural logarithm.</summary>
    public GraphValue Log(GraphValue value, string? name = null) =>
        Unary("Log", value, name, Floats);

    /// <summary>Square root.</summary>
    public GraphValue Sqrt(GraphValue value, string? name = null) =>
        Unary("Sqrt", value, name, Floats);

    /// <summary>|value|.</summary>
    public GraphValue Abs(GraphValue value, string? name = null) =>
        Unary("Abs", value, name, Numbers);

    /// <summary>-value.</summary>
    public GraphValue Neg(GraphValue value, string? name = null) =>
        Unary("Neg", value, name, Numbers);

    /// <summary>The value unchanged, under another name.</summary>
    public GraphValue Identity(GraphValue value, string? name = null)
    {
        Check(value);
        return Add("Identity", [value], value.Type, [.. value.Shape], name, sizes: value.Sizes);
    }

    /// <summary>value · sigmoid(value) (Elfwing, Uchibe and Doya 2017, "Sigmoid-Weighted Linear Units").</summary>
    public GraphValue Silu(GraphValue value, string? name = null) =>
        Mul(value, Sigmoid(value), name);

    /// <summary>
    /// value · Φ(value) with the normal distribution's Φ (Hendrycks and Gimpel 2016, "Gaussian Error Linear Units"), from
    /// operators that every opset has.
    /// </summary>
    public GraphValue Gelu(GraphValue value, string? name = null)
    {
        RequireType("Gelu", value, ElementType.Float);
        var scaled = Mul(value, Constant(1 / MathF.Sqrt(2)));
        var distribution = Mul(Add(Erf(scaled), Constant(1f)), Constant(.5f));
        return Mul(value, distribution, name);
    }

    /// <summary>The value, not below <paramref name="minimum"/> and not above <paramref name="maximum"/>.</summary>
    public GraphValue Clip(GraphValue value, float? minimum, float? maximum, string? name = null)
    {
        RequireType("Clip", value, ElementType.Float);
        if (minimum > maximum)
        {
            throw new GraphException(
                $"Clip: the minimum {minimum} is above the maximum {maximum}."
            );
        }
        var low = minimum is { } least ? Constant(least) : null;
        return Add(
            "Clip",
            maximum is { } most ? [value, low, Constant(most)] : [value, low],
            value.Type,
            [.. value.Shape],
            name
        );
    }

    /// <summary>The elements as another type. Strings can be cast neither from nor to here.</summary>
    public GraphValue Cast(GraphValue value, ElementType type, string? name = null)
    {
        Check(value);
        if (value.Type == ElementType.String || type == ElementType.String)
        {
            throw new GraphException(
                $"Cast of {value} to {type}: hosts disagree on how strings and numbers are cast."
            );
        }
        return Add(
            "Cast",
            [value],
            type,
            [.. value.Shape],
            name,
            [Attribute("to", (long)type)],
            sizes: type == ElementType.Int64 ? value.Sizes : null
        );
    }

    /// <summary>Whether an element is not a number.</summary>
    public GraphValue IsNaN(GraphValue value, string? name = null)
    {
        RequireType("IsNaN", value, Floats);
        return Add("IsNaN", [value], ElementType.Bool, [.. value.Shape], name);
    }

    /// <summary>Whether both are true.</summary>
    public GraphValue And(GraphValue a, GraphValue b, string? name = null) =>
        Logical("And", a, b, name);

    /// <summary>Whether either is true.</summary>
    public GraphValue Or(GraphValue a, GraphValue b, string? name = null) =>
        Logical("Or", a, b, name);

    /// <summary>Whether it is false.</summary>
    public GraphValue Not(GraphValue value, string? name = null)
    {
        RequireType("Not", value, ElementType.Bool);
        return Add("Not", [value], ElementType.Bool, [.. value.Shape], name);
    }

    /// <summary>a = b. Strings can be compared from opset 19 on.</summary>
    public GraphValue Equal(GraphValue a, GraphValue b, string? name = null)
    {
        RequireSameType("Equal", a, b);
        return Add(
            "Equal",
            [a, b],
            ElementType.Bool,
            Broadcast("Equal", a, b),
            name,
            since: a.Type == ElementType.String ? 19 : OldestOpset
        );
    }

    /// <summary>a &lt; b.</summary>
    public GraphValue Less(GraphValue a, GraphValue b, string? name = null) =>
        Comparison("Less", a, b, name);

    /// <summary>a &gt; b.</summary>
    public GraphValue Greater(GraphValue a, GraphValue b, string? name = null) =>
        Comparison("Greater", a, b, name);

    /// <summary>a ≥ b.</summary>
    public GraphValue GreaterOrEqual(GraphValue a, GraphValue b, string? name = null) =>
        Comparison("GreaterOrEqual", a, b, name);

    /// <summary><paramref name="a"/> where the condition is true, else <paramref name="b"/>.</summary>
    public GraphValue Where(GraphValue condition, GraphValue a, GraphValue b, string? name = null)
    {
        RequireType("Where", condition, ElementType.Bool);
        RequireSameType("Where", a, b);
        var shape = Broadcast(
            "Where",
            condition.Shape,
            Broadcast("Where", a, b),
            $"{condition}, {a} and {b}"
        );
        return Add("Where", [condition, a, b], a.Type, shape, name);
    }

    private GraphValue Arithmetic(
        string operation,
        GraphValue a,
        GraphValue b,
        string? name,
        Dimension[]? sizes = null
    )
    {
        RequireType(operation, a, Numbers);
        RequireSameType(operation, a, b);
        return Add(operation, [a, b], a.Type, Broadcast(operation, a, b), name, sizes: sizes);
    }

    private GraphValue Comparison(string operation, GraphValue a, GraphValue b, string? name)
    {
        RequireType(operation, a, Numbers);
        RequireSameType(operation, a, b);
        return Add(operation, [a, b], ElementType.Bool, Broadcast(operation, a, b), name);
    }

    private GraphValue Logical(string operation, GraphValue a, GraphValue b, string? name)
    {
        RequireType(operation, a, ElementType.Bool);
        RequireType(operation, b, ElementType.Bool);
        return Add(operation, [a, b], ElementType.Bool, Broadcast(operation, a, b), name);
    }

    private GraphValue Unary(
        string operation,
        GraphValue value,
        string? name,
        ElementType[] allowed
    )
    {
        RequireType(operation, value, allowed);
        return Add(operation, [value], value.Type, [.. value.Shape], name);
    }

    // Sizes of which both are known.
    private static Dimension[]? Lesser(GraphValue a, GraphValue b) =>
        a?.Sizes is [{ Size: { } first }] && b?.Sizes is [{ Size: { } second }]
            ? [Math.Min(first, second)]
            : null;
}
