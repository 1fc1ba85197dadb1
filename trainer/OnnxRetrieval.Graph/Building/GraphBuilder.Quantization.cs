using OnnxRetrieval.Graph.Onnx;

namespace OnnxRetrieval.Graph;

// Products of 8-bit integers.
public sealed partial class GraphBuilder
{
    /// <summary>value / scale + zero, rounded to the nearest of 0 to 255, halves to even ones.</summary>
    /// <param name="value">Floats.</param>
    /// <param name="scale">What one step is worth, more than 0.</param>
    /// <param name="zero">The integer that stands for 0.</param>
    /// <param name="name">The result's name.</param>
    public GraphValue QuantizeLinear(GraphValue value, float scale, byte zero, string? name = null)
    {
        RequireType("QuantizeLinear", value, ElementType.Float);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(scale);
        return Add(
            "QuantizeLinear",
            [value, Constant(scale), Byte(zero)],
            ElementType.UInt8,
            [.. value.Shape],
            name
        );
    }

    /// <summary>(A - zero) · B, of matrices, summed in 32 bits.</summary>
    /// <param name="a">Unsigned, <c>[rows, inner]</c>.</param>
    /// <param name="zero">The integer of A that stands for 0.</param>
    /// <param name="b">Signed, <c>[inner, columns]</c>.</param>
    /// <param name="name">The result's name.</param>
    /// <returns>Int32 <c>[rows, columns]</c>.</returns>
    public GraphValue MatMulInteger(GraphValue a, byte zero, GraphValue b, string? name = null)
    {
        RequireType("MatMulInteger", a, ElementType.UInt8);
        RequireType("MatMulInteger", b, ElementType.Int8);
        RequireRank("MatMulInteger", a, 2);
        RequireRank("MatMulInteger", b, 2);
        _ = Same("MatMulInteger", a.Shape[1], b.Shape[0], $"the inner sizes of {a} and {b}");
        return Add(
            "MatMulInteger",
            [a, b, Byte(zero)],
            ElementType.Int32,
            [a.Shape[0], b.Shape[1]],
            name
        );
    }

    private GraphValue Byte(byte value) =>
        SmallConstant(ElementType.UInt8, [], 1, TensorProto.Of<byte>(new[] { value }));
}
