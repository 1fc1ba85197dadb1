using System.Globalization;
using OnnxRetrieval.Graph;
using OnnxRetrieval.Graph.Onnx;
using OnnxRetrieval.Tool.Models;

namespace OnnxRetrieval.Tool.Drawing;

/// <summary>A value's type and shape.</summary>
/// <param name="Type">The type of its elements.</param>
/// <param name="Shape">Sizes, or names or sums of sizes that are known only when run; <c>?</c> where nothing is known.</param>
internal sealed record KnownShape(string Type, IReadOnlyList<string> Shape)
{
    /// <summary>As people write it: <c>float [batch, 48]</c>.</summary>
    public override string ToString() => $"{Type} [{string.Join(", ", Shape)}]";
}

/// <summary>
/// Finds the types and shapes of the values between operators, which files seldom tell, for the operators that retrieval
/// graphs are made of. Of others nothing is found, and of what depends on them neither.
/// </summary>
internal sealed class ShapeInference
{
    private const string Unknown = "?";

    private readonly Dictionary<string, TensorProto> tables;
    private readonly Dictionary<string, KnownShape> known = [];

    // Of values that are the shape of another one: that shape.
    private readonly Dictionary<string, IReadOnlyList<string>> shapes = [];

    private ShapeInference(GraphProto graph)
    {
        tables = graph.Initializer.ToDictionary(table => table.Name);
        foreach (var table in graph.Initializer)
        {
            known[table.Name] = new(
                ModelInspection.TypeName(table.DataType),
                [.. table.Dims.Select(Text)]
            );
        }
        Take(graph.Input.Concat(graph.ValueInfo));
        foreach (var node in graph.Node)
        {
            Infer(node);
        }
        Take(graph.Output);
    }

    /// <summary>The types and shapes of a graph's values, as far as they can be found, by the values' names.</summary>
    public static IReadOnlyDictionary<string, KnownShape> Of(GraphProto graph) =>
        new ShapeInference(graph).known;

    // What the file tells.
    private void Take(IEnumerable<ValueInfoProto> values)
    {
        foreach (var value in values)
        {
            var told = ModelInspection.Value(value);
            known.TryAdd(value.Name, new(told.Type, told.Shape));
        }
    }

    private void Infer(NodeProto node)
    {
        var read = node
            .Input.Where(input => input.Length > 0)
            .Select(input => known.GetValueOrDefault(input))
            .ToList();
        if (read.Contains(null))
        {
            return;
        }
        IReadOnlyList<KnownShape> values = [.. read.OfType<KnownShape>()];
        if (node.OpType == "Shape")
        {
            shapes[node.Output[0]] = values[0].Shape;
        }
        if (Result(node, values) is { } result)
        {
            known.TryAdd(node.Output[0], result);
            if (node.OpType == "TopK")
            {
                known.TryAdd(node.Output[1], result with { Type = "int64" });
            }
        }
    }

    private KnownShape? Result(NodeProto node, IReadOnlyList<KnownShape> read) =>
        node.OpType switch
        {
            "LabelEncoder" => read[0] with { Type = TypeOfValues(node) },
            "Cast" => read[0] with
            {
                Type = ModelInspection.TypeName((int)(Attribute(node, "to")?.I ?? 0)),
            },
            "Less" or "Greater" or "Equal" or "LessOrEqual" or "GreaterOrEqual" => Broadcast(
                "bool",
                read
            ),
            "Where" => Broadcast(read[1].Type, read),
            "Add" or "Sub" or "Mul" or "Div" or "Min" or "Max" or "Mod" or "Pow" or "And" or "Or" =>
                Broadcast(read[0].Type, read),
            "Not"
            or "Abs"
            or "Neg"
            or "Exp"
            or "Log"
            or "Sqrt"
            or "Relu"
            or "Tanh"
            or "Sigmoid"
            or "Sin"
            or "Cos"
            or "Floor"
            or "Clip"
            or "CumSum"
            or "Softmax"
            or "Identity"
            or "ScatterElements"
            or "Reciprocal"
            or "Erf" => read[0],
            "IsNaN" => read[0] with { Type = "bool" },
            "QuantizeLinear" => read[0] with { Type = read.Count > 2 ? read[2].Type : "uint8" },
            "Shape" => new("int64", [Text(read[0].Shape.Count)]),
            "Gather" => Gather(node, read[0], read[1]),
            "GatherElements" => read[0] with { Shape = read[1].Shape },
            "Unsqueeze" => Unsqueeze(node, read[0]),
            "Squeeze" => Squeeze(node, read[0]),
            "ReduceSum"
            or "ReduceMean"
            or "ReduceMax"
            or "ReduceMin"
            or "ReduceSumSquare"
            or "ReduceL2" => Reduce(node, read[0]),
            "Expand" => shapes.TryGetValue(node.Input[1], out var shape)
                ? Broadcast(read[0].Type, [read[0], new(read[0].Type, shape)])
                : null,
            "ConstantOfShape" => shapes.TryGetValue(node.Input[0], out var filled)
                ? new(
                    ModelInspection.TypeName(
                        Attribute(node, "value")?.T.DataType ?? (int)ElementType.Float
                    ),
                    filled
                )
                : null,
            "Pad" => Pad(node, read[0]),
            "Concat" => Concat(node, read),
            "TopK" => With(read[0], Axis(node, read[0], -1), SizeOf(node.Input[1])),
            "Gemm" => new(
                read[0].Type,
                [
                    read[0].Shape[IsSet(node, "transA") ? 1 : 0],
                    read[1].Shape[IsSet(node, "transB") ? 0 : 1],
                ]
            ),
            "MatMul" => MatMul(read[0].Type, read),
            "MatMulInteger" => MatMul("int32", read),
            "Transpose" when Attribute(node, "perm") is { } order => read[0] with
            {
                Shape = [.. order.Ints.Select(axis => read[0].Shape[(int)axis])],
            },
            _ => null,
        };

    private static KnownShape Gather(NodeProto node, KnownShape table, KnownShape rows)
    {
        var axis = Axis(node, table, 0);
        return table with
        {
            Shape = [.. table.Shape.Take(axis), .. rows.Shape, .. table.Shape.Skip(axis + 1)],
        };
    }

    private KnownShape? Unsqueeze(NodeProto node, KnownShape value)
    {
        if (Axes(node) is not { } axes)
        {
            return null;
        }
        var shape = value.Shape.ToList();
        var rank = shape.Count + axes.Count;
        foreach (var axis in axes.Select(axis => axis < 0 ? axis + rank : axis).Order())
        {
            shape.Insert((int)axis, "1");
        }
        return value with { Shape = shape };
    }

    private KnownShape? Squeeze(NodeProto node, KnownShape value) =>
        Axes(node) is { } axes
            ? value with
            {
                Shape = [.. value.Shape.Where((_, at) => !Holds(axes, at, value.Shape.Count))],
            }
            : null;

    private KnownShape Reduce(NodeProto node, KnownShape value)
    {
        bool IsReduced(int at) => Axes(node) is not { } axes || Holds(axes, at, value.Shape.Count);

        return value with
        {
            Shape =
            [
                .. Attribute(node, "keepdims")?.I == 0
                    ? value.Shape.Where((_, at) => !IsReduced(at))
                    : value.Shape.Select((size, at) => IsReduced(at) ? "1" : size),
            ],
        };
    }

    private KnownShape? Pad(NodeProto node, KnownShape value) =>
        node.Input.Count > 1 && Integers(node.Input[1]) is { } pads
            ? value with
            {
                Shape =
                [
                    .. value.Shape.Select(
                        (size, at) => Sum([size, Text(pads[at] + pads[at + value.Shape.Count])])
                    ),
                ],
            }
            : null;

    private static KnownShape Concat(NodeProto node, IReadOnlyList<KnownShape> values)
    {
        var axis = Axis(node, values[0], 0);
        return With(values[0], axis, Sum([.. values.Select(value => value.Shape[axis])]));
    }

    private static KnownShape MatMul(string type, IReadOnlyList<KnownShape> read) =>
        new(
            type,
            [
                .. BroadcastShape([read[0].Shape.SkipLast(2), read[1].Shape.SkipLast(2)]),
                read[0].Shape[^2],
                read[1].Shape[^1],
            ]
        );

    private static KnownShape Broadcast(string type, IReadOnlyList<KnownShape> values) =>
        new(type, BroadcastShape(values.Select(value => value.Shape)));

    private static List<string> BroadcastShape(IEnumerable<IEnumerable<string>> shapes)
    {
        var reversed = shapes.Select(shape => shape.Reverse().ToList()).ToList();
        return
        [
            .. Enumerable
                .Range(0, reversed.Max(shape => shape.Count))
                .Select(at =>
                    reversed
                        .Where(shape => at < shape.Count)
                        .Select(shape => shape[at])
                        .FirstOrDefault(size => size != "1")
                    ?? "1"
                )
                .Reverse(),
        ];
    }

    private static KnownShape With(KnownShape value, int axis, string size) =>
        value with
        {
            Shape = [.. value.Shape.Select((old, at) => at == axis ? size : old)],
        };

    private string SizeOf(string count) =>
        Integers(count) is [var number] ? Text(number)
        : count.Contains('k', StringComparison.Ordinal) ? count.TrimStart('/')
        : Unknown;

    private static string Sum(IReadOnlyList<string> sizes)
    {
        long sum = 0;
        var names = new List<string>();
        foreach (var size in sizes)
        {
            if (long.TryParse(size, CultureInfo.InvariantCulture, out var number))
            {
                sum += number;
            }
            else
            {
                names.Add(size);
            }
        }
        return sum > 0 || names.Count == 0
            ? string.Join(" + ", [.. names, Text(sum)])
            : string.Join(" + ", names);
    }

    // From the second input, or in older opsets an attribute; null: neither tells.
    private IReadOnlyList<long>? Axes(NodeProto node) =>
        node.Input.Count > 1 ? Integers(node.Input[1]) : Attribute(node, "axes")?.Ints;

    private long[]? Integers(string name) =>
        tables.TryGetValue(name, out var table)
        && table.DataType == (int)ElementType.Int64
        && !table.RawData.IsEmpty
            ? table.Numbers<long>().ToArray()
            : null;

    private static bool Holds(IReadOnlyList<long> axes, int at, int rank) =>
        axes.Any(axis => (axis < 0 ? axis + rank : axis) == at);

    private static int Axis(NodeProto node, KnownShape value, int otherwise)
    {
        var axis = (int)(Attribute(node, "axis")?.I ?? otherwise);
        return axis < 0 ? axis + value.Shape.Count : axis;
    }

    private static string TypeOfValues(NodeProto node) =>
        Attribute(node, "values_strings") is not null ? "string"
        : Attribute(node, "values_floats") is not null ? "float"
        : "int64";

    private static bool IsSet(NodeProto node, string name) => Attribute(node, name)?.I == 1;

    private static AttributeProto? Attribute(NodeProto node, string name) =>
        node.Attribute.FirstOrDefault(attribute => attribute.Name == name);

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
