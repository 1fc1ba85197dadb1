using System.Globalization;
using Google.Protobuf;
using OnnxRetrieval.Graph.Onnx;

namespace OnnxRetrieval.Graph;

// Values that the file holds.
public sealed partial class GraphBuilder
{
    private readonly Dictionary<string, GraphValue> constants = new(StringComparer.Ordinal);

    /// <summary>
    /// Floats held by the file: once where an earlier value has the same elements and the same shape, which is then given
    /// back. The memory is not copied: it must not change before the model is written.
    /// </summary>
    /// <param name="name">The value's name, where it is a new one.</param>
    /// <param name="values">The elements, in row-major order.</param>
    /// <param name="shape">The shape, whose product is the number of elements.</param>
    public GraphValue Weights(
        string name,
        ReadOnlyMemory<float> values,
        params ReadOnlySpan<long> shape
    ) => AddInitializer(name, ElementType.Float, shape, values.Length, TensorProto.Of(values));

    /// <summary>64-bit integers held by the file. The memory is not copied, as above.</summary>
    /// <inheritdoc cref="Weights(string, ReadOnlyMemory{float}, ReadOnlySpan{long})"/>
    public GraphValue Weights(
        string name,
        ReadOnlyMemory<long> values,
        params ReadOnlySpan<long> shape
    ) => AddInitializer(name, ElementType.Int64, shape, values.Length, TensorProto.Of(values));

    /// <summary>Truth values held by the file. The memory is not copied, as above.</summary>
    /// <inheritdoc cref="Weights(string, ReadOnlyMemory{float}, ReadOnlySpan{long})"/>
    public GraphValue Weights(
        string name,
        ReadOnlyMemory<bool> values,
        params ReadOnlySpan<long> shape
    ) => AddInitializer(name, ElementType.Bool, shape, values.Length, TensorProto.Of(values));

    /// <summary>8-bit integers held by the file. The memory is not copied, as above.</summary>
    /// <inheritdoc cref="Weights(string, ReadOnlyMemory{float}, ReadOnlySpan{long})"/>
    public GraphValue Weights(
        string name,
        ReadOnlyMemory<sbyte> values,
        params ReadOnlySpan<long> shape
    ) => AddInitializer(name, ElementType.Int8, shape, values.Length, TensorProto.Of(values));

    /// <summary>Strings held by the file, copied as UTF-8.</summary>
    /// <inheritdoc cref="Weights(string, ReadOnlyMemory{float}, ReadOnlySpan{long})"/>
    public GraphValue Weights(
        string name,
        IReadOnlyCollection<string> values,
        params ReadOnlySpan<long> shape
    )
    {
        var tensor = new TensorProto();
        tensor.StringData.Capacity = values.Count;
        foreach (var value in values)
        {
            tensor.StringData.Add(Utf8.Encode(value, $"initializer '{name}'"));
        }
        return AddInitializer(name, ElementType.String, shape, values.Count, tensor);
    }

    /// <summary>The ids of a table followed by one more, <c>[count + 1]</c>, or without it, <c>[count]</c>.</summary>
    internal GraphValue Weights(string name, IdTable ids, bool withPadding)
    {
        var count = ids.Count + (withPadding ? 1 : 0);
        if (!ids.IsString)
        {
            long[] integers = withPadding
                ? [.. ids.Integers, RetrievalContract.NoNumber]
                : ids.Integers.ToArray();
            return Weights(name, integers, count);
        }
        var tensor = new TensorProto();
        tensor.StringData.Capacity = count;
        tensor.StringData.AddRange(Encoded(ids));
        if (withPadding)
        {
            tensor.StringData.Add(ByteString.CopyFromUtf8(RetrievalContract.NoStringId));
        }
        return AddInitializer(name, ElementType.String, [count], count, tensor);
    }

    /// <summary>A float constant of rank 0. Equal constants are held once.</summary>
    public GraphValue Constant(float value) =>
        SmallConstant(ElementType.Float, [], 1, TensorProto.Of<float>(new[] { value }));

    /// <summary>An int64 constant of rank 0. Equal constants are held once.</summary>
    public GraphValue Constant(long value) =>
        SmallConstant(ElementType.Int64, [], 1, TensorProto.Of<long>(new[] { value }));

    /// <summary>A truth value of rank 0. Equal constants are held once.</summary>
    public GraphValue Constant(bool value) =>
        SmallConstant(ElementType.Bool, [], 1, TensorProto.Of<bool>(new[] { value }));

    /// <summary>An int64 constant of rank 1, such as a shape. Equal constants are held once.</summary>
    public GraphValue Constant(params ReadOnlySpan<long> values) =>
        SmallConstant(
            ElementType.Int64,
            [values.Length],
            values.Length,
            TensorProto.Of<long>(values.ToArray())
        );

    private GraphValue SmallConstant(
        ElementType type,
        ReadOnlySpan<long> shape,
        int count,
        TensorProto tensor
    )
    {
        var key = string.Create(
            CultureInfo.InvariantCulture,
            $"{type}/{shape.Length}/{Convert.ToHexString(tensor.RawData.Span)}"
        );
        if (!constants.TryGetValue(key, out var constant))
        {
            constant = AddInitializer(FreshName("constant"), type, shape, count, tensor, true);
            constants.Add(key, constant);
        }
        return constant;
    }

    // Only values of one type and shape are compared, which mostly differ in their first bytes.
    private GraphValue? Equivalent(ElementType type, TensorProto tensor)
    {
        foreach (var initializer in initializers)
        {
            var held = initializer.Tensor;
            if (
                initializer.Value.Type == type
                && held.Dims.Equals(tensor.Dims)
                && held.HasSameElements(tensor)
            )
            {
                return initializer.Value;
            }
        }
        return null;
    }

    private GraphValue AddInitializer(
        string name,
        ElementType type,
        ReadOnlySpan<long> shape,
        long count,
        TensorProto tensor,
        bool claimed = false
    )
    {
        if (!claimed)
        {
            Claim(name, "initializer");
        }
        var product = 1L;
        foreach (var size in shape)
        {
            if (size < 0)
            {
                throw new GraphException($"Initializer '{name}' has a negative size ({size}).");
            }
            product = checked(product * size);
        }
        if (product != count)
        {
            throw new GraphException(
                $"Initializer '{name}' has {count} elements, and its shape [{string.Join(", ", shape.ToArray())}] asks for {product}."
            );
        }
        tensor.DataType = (int)type;
        tensor.Dims.AddRange(shape.ToArray());
        if (!claimed && Equivalent(type, tensor) is { } equivalent)
        {
            return equivalent;
        }
        var value = new GraphValue(
            this,
            GraphValue.ValueKind.Initializer,
            name,
            type,
            Array.ConvertAll(shape.ToArray(), Dimension.Of)
        )
        {
            Sizes = SizesIn(type, tensor, shape),
        };
        initializers.Add(new Initializer(value, tensor));
        return value;
    }

    private static Dimension[]? SizesIn(
        ElementType type,
        TensorProto tensor,
        ReadOnlySpan<long> shape
    ) =>
        type == ElementType.Int64 && shape.Length == 1 && shape[0] is > 0 and <= 8
            ? Array.ConvertAll(
                tensor.Numbers<long>().ToArray(),
                size => size < 0 ? Dimension.Unknown : Dimension.Of(size)
            )
            : null;
}
