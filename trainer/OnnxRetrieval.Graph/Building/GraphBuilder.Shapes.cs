using OnnxRetrieval.Graph.Onnx;

namespace OnnxRetrieval.Graph;

// Operators on shapes: nothing is computed, elements move.
public sealed partial class GraphBuilder
{
    /// <summary>The shape of a value, int64 <c>[rank]</c>.</summary>
    public GraphValue Shape(GraphValue value, string? name = null)
    {
        Check(value);
        return Add("Shape", [value], ElementType.Int64, [value.Rank], name, sizes: value.Shape);
    }

    /// <summary>Part of the shape of a value: the sizes of the dimensions from <paramref name="start"/> on, before <paramref name="end"/>.</summary>
    public GraphValue Shape(GraphValue value, int start, int end, string? name = null)
    {
        Check(value);
        if (start < 0 || end > value.Rank || start >= end)
        {
            throw new GraphException(
                $"Shape of {value}: there are no dimensions from {start} on, before {end}."
            );
        }
        return Add(
            "Shape",
            [value],
            ElementType.Int64,
            [end - start],
            name,
            [Attribute("start", start), Attribute("end", end)],
            since: 15,
            sizes: [.. value.Shape.Skip(start).Take(end - start)]
        );
    }

    /// <summary>Values joined along an axis; their other dimensions are equal.</summary>
    public GraphValue Concat(ReadOnlySpan<GraphValue> values, int axis, string? name = null)
    {
        if (values.IsEmpty)
        {
            throw new GraphException("Concat needs at least one value.");
        }
        var first = values[0];
        Check(first);
        axis = NormalizeAxis("Concat", axis, first.Rank);
        Dimension[] shape = [.. first.Shape];
        List<Dimension>? sizes = first.Sizes is null ? null : [.. first.Sizes];
        foreach (var value in values[1..])
        {
            RequireSameType("Concat", first, value);
            RequireRank("Concat", value, first.Rank);
            for (var i = 0; i < shape.Length; i++)
            {
                shape[i] =
                    i != axis
                        ? Same("Concat", shape[i], value.Shape[i], $"sizes of {first} and {value}")
                    : shape[i].Size is { } size && value.Shape[i].Size is { } more ? size + more
                    : Dimension.Unknown;
            }
            sizes = sizes is null || value.Sizes is null ? null : [.. sizes, .. value.Sizes];
        }
        return Add(
            "Concat",
            values.ToArray(),
            first.Type,
            shape,
            name,
            [Attribute("axis", axis)],
            sizes: sizes
        );
    }

    /// <summary>Dimensions of size 1 put in, at these positions in the result.</summary>
    public GraphValue Unsqueeze(GraphValue value, ReadOnlySpan<int> axes, string? name = null)
    {
        Check(value);
        var normalized = NormalizeAxes("Unsqueeze", axes, value.Rank + axes.Length);
        List<Dimension> shape = [.. value.Shape];
        foreach (var axis in normalized)
        {
            shape.Insert(axis, 1);
        }
        return Add("Unsqueeze", [value, Axes(normalized)], value.Type, [.. shape], name);
    }

    /// <summary>Dimensions of size 1 taken out.</summary>
    public GraphValue Squeeze(GraphValue value, ReadOnlySpan<int> axes, string? name = null)
    {
        Check(value);
        var normalized = NormalizeAxes("Squeeze", axes, value.Rank);
        List<Dimension> shape = [.. value.Shape];
        foreach (var axis in normalized.Reverse())
        {
            _ = Same("Squeeze", shape[axis], 1, $"axis {axis} of {value} and 1");
            shape.RemoveAt(axis);
        }
        return Add("Squeeze", [value, Axes(normalized)], value.Type, [.. shape], name);
    }

    /// <summary>
    /// The same elements in another shape. One size may be -1: what is left for it; 0 keeps the size that the value has in
    /// this place.
    /// </summary>
    public GraphValue Reshape(GraphValue value, ReadOnlySpan<long> shape, string? name = null)
    {
        Check(value);
        var free = 0;
        var product = 1L;
        var kept = new List<int>();
        var result = new Dimension[shape.Length];
        for (var i = 0; i < shape.Length; i++)
        {
            if (shape[i] == -1)
            {
                free++;
            }
            else if (shape[i] == 0 && i < value.Rank)
            {
                // Kept sizes count on both sides, so that they need not be known.
                kept.Add(i);
                result[i] = value.Shape[i];
            }
            else if (shape[i] < 1)
            {
                throw new GraphException($"Reshape of {value}: {shape[i]} is no size.");
            }
            else
            {
                product *= shape[i];
                result[i] = shape[i];
            }
        }
        long? count = 1;
        for (var i = 0; i < value.Rank; i++)
        {
            if (!kept.Contains(i))
            {
                count *= value.Shape[i].Size;
            }
        }
        if (
            free > 1
            || (count is { } known && (free == 1 ? known % product : known - product) != 0)
        )
        {
            throw new GraphException(
                $"Reshape of {value} to [{string.Join(", ", shape.ToArray())}] is not possible."
            );
        }
        if (free == 1 && count is { } all)
        {
            result[shape.IndexOf(-1)] = all / product;
        }
        return Add("Reshape", [value, Constant(shape)], value.Type, result, name);
    }

    /// <summary>The dimensions in another order.</summary>
    public GraphValue Transpose(
        GraphValue value,
        ReadOnlySpan<int> permutation,
        string? name = null
    )
    {
        Check(value);
        if (NormalizeAxes("Transpose", permutation, value.Rank).Length != value.Rank)
        {
            throw new GraphException($"Transpose of {value}: name every axis once.");
        }
        var axes = new long[value.Rank];
        var shape = new Dimension[value.Rank];
        for (var i = 0; i < axes.Length; i++)
        {
            axes[i] = NormalizeAxis("Transpose", permutation[i], value.Rank);
            shape[i] = value.Shape[(int)axes[i]];
        }
        return Add("Transpose", [value], value.Type, shape, name, [Attribute("perm", axes)]);
    }

    /// <summary>The value stretched to a shape (both broadcast against each other).</summary>
    /// <param name="value">The value.</param>
    /// <param name="shape">The shape, int64 <c>[rank]</c>.</param>
    /// <param name="name">The result's name.</param>
    public GraphValue Expand(GraphValue value, GraphValue shape, string? name = null)
    {
        Check(value);
        var sizes = RequireSizes("Expand", shape);
        return Expand(
            value,
            shape,
            Broadcast("Expand", value.Shape, sizes, $"{value} and {shape}"),
            name
        );
    }

    /// <summary>As above, with a result of which the caller knows more than that two sizes fit together.</summary>
    internal GraphValue Expand(
        GraphValue value,
        GraphValue shape,
        Dimension[] result,
        string? name = null
    ) => Add("Expand", [value, shape], value.Type, result, name);

    /// <summary>One float in every place of a shape.</summary>
    /// <param name="shape">The shape, int64 <c>[rank]</c>.</param>
    /// <param name="value">The float.</param>
    /// <param name="name">The result's name.</param>
    public GraphValue ConstantOfShape(GraphValue shape, float value, string? name = null)
    {
        var sizes = RequireSizes("ConstantOfShape", shape);
        var tensor = TensorProto.Of<float>(new[] { value });
        tensor.DataType = (int)ElementType.Float;
        tensor.Dims.Add(1);
        return Add(
            "ConstantOfShape",
            [shape],
            ElementType.Float,
            [.. sizes],
            name,
            [Attribute("value", tensor)]
        );
    }

    /// <summary>The part from <paramref name="start"/> on, before <paramref name="end"/>, along an axis. Negative positions count from the end.</summary>
    public GraphValue Slice(
        GraphValue value,
        int axis,
        long start,
        long end = long.MaxValue,
        string? name = null
    )
    {
        Check(value);
        axis = NormalizeAxis("Slice", axis, value.Rank);
        Dimension[] shape = [.. value.Shape];
        var (first, last) = (0L, 0L);
        if (shape[axis].Size is { } size)
        {
            first = Position(start, size);
            last = Math.Max(first, Position(end, size));
            shape[axis] = last - first;
        }
        else if (start != 0 || end != long.MaxValue)
        {
            shape[axis] = Dimension.Unknown;
        }
        return Add(
            "Slice",
            [value, Constant([start]), Constant([end]), Constant([(long)axis])],
            value.Type,
            shape,
            name,
            sizes: value.Sizes is { } sizes
                ? [.. sizes.Skip((int)first).Take((int)(last - first))]
                : null
        );

        static long Position(long position, long size) =>
            Math.Clamp(position < 0 ? position + size : position, 0, size);
    }

    /// <summary>Elements put around: <paramref name="before"/> and <paramref name="after"/> along one axis.</summary>
    /// <param name="value">The value.</param>
    /// <param name="axis">The axis.</param>
    /// <param name="before">How many before, at least 0.</param>
    /// <param name="after">How many after, at least 0.</param>
    /// <param name="filler">What to put there: of the value's type, rank 0.</param>
    /// <param name="name">The result's name.</param>
    public GraphValue Pad(
        GraphValue value,
        int axis,
        int before,
        int after,
        GraphValue filler,
        string? name = null
    )
    {
        RequireType("Pad", value, [.. Numbers, ElementType.Bool]);
        RequireSameType("Pad", value, filler);
        RequireRank("Pad", filler, 0);
        ArgumentOutOfRangeException.ThrowIfNegative(before);
        ArgumentOutOfRangeException.ThrowIfNegative(after);
        axis = NormalizeAxis("Pad", axis, value.Rank);
        var pads = new long[2 * value.Rank];
        pads[axis] = before;
        pads[value.Rank + axis] = after;
        Dimension[] shape = [.. value.Shape];
        shape[axis] = shape[axis].Size is { } size ? size + before + after : Dimension.Unknown;
        return Add("Pad", [value, Constant(pads.AsSpan()), filler], value.Type, shape, name);
    }

    private GraphValue Axes(int[] axes) =>
        Constant(Array.ConvertAll(axes, axis => (long)axis).AsSpan());

    private IReadOnlyList<Dimension> RequireSizes(string operation, GraphValue shape)
    {
        RequireType(operation, shape, ElementType.Int64);
        RequireRank(operation, shape, 1);
        if (shape.Sizes is { } sizes)
        {
            return sizes;
        }
        return shape.Shape[0].Size is { } rank
            ? new Dimension[rank]
            : throw new GraphException(
                $"{operation}: the number of dimensions that {shape} describes is not known."
            );
    }
}
