namespace OnnxRetrieval.Graph;

// Products of matrices, and the layers made of them.
public sealed partial class GraphBuilder
{
    /// <summary>
    /// α·A·B + β·C, of matrices, either transposed first; C is broadcast to the result's shape <c>[rows, columns]</c>.
    /// </summary>
    public GraphValue Gemm(
        GraphValue a,
        GraphValue b,
        GraphValue? c = null,
        bool transposeA = false,
        bool transposeB = false,
        float alpha = 1,
        float beta = 1,
        string? name = null
    )
    {
        RequireType("Gemm", a, ElementType.Float);
        RequireSameType("Gemm", a, b);
        RequireRank("Gemm", a, 2);
        RequireRank("Gemm", b, 2);
        _ = Same(
            "Gemm",
            a.Shape[transposeA ? 0 : 1],
            b.Shape[transposeB ? 1 : 0],
            $"the inner sizes of {a} and {b}"
        );
        Dimension[] shape = [a.Shape[transposeA ? 1 : 0], b.Shape[transposeB ? 0 : 1]];
        if (c is not null)
        {
            RequireSameType("Gemm", a, c);
            if (c.Rank > 2)
            {
                throw new GraphException(
                    $"Gemm adds a value of at most 2 dimensions, and {c} has {c.Rank}."
                );
            }
            _ = Broadcast("Gemm", shape, c.Shape, $"the product and {c}");
        }
        List<Onnx.AttributeProto> attributes = [];
        if (alpha != 1)
        {
            attributes.Add(Attribute("alpha", alpha));
        }
        if (beta != 1)
        {
            attributes.Add(Attribute("beta", beta));
        }
        if (transposeA)
        {
            attributes.Add(Attribute("transA", 1));
        }
        if (transposeB)
        {
            attributes.Add(Attribute("transB", 1));
        }
        return Add(
            "Gemm",
            c is null ? [a, b] : [a, b, c],
            a.Type,
            shape,
            name,
            attributes.ToArray()
        );
    }

    /// <summary>
    /// The product of the last two dimensions, <c>[…, rows, inner]</c> by <c>[…, inner, columns]</c>; those before are
    /// broadcast.
    /// </summary>
    public GraphValue MatMul(GraphValue a, GraphValue b, string? name = null)
    {
        RequireType("MatMul", a, Numbers);
        RequireSameType("MatMul", a, b);
        if (a.Rank < 2 || b.Rank < 2)
        {
            throw new GraphException(
                $"MatMul takes values of 2 dimensions or more, and got {a} and {b}."
            );
        }
        _ = Same("MatMul", a.Shape[^1], b.Shape[^2], $"the inner sizes of {a} and {b}");
        var batch = Broadcast(
            "MatMul",
            [.. a.Shape.SkipLast(2)],
            [.. b.Shape.SkipLast(2)],
            $"{a} and {b}"
        );
        return Add("MatMul", [a, b], a.Type, [.. batch, a.Shape[^2], b.Shape[^1]], name);
    }

    /// <summary>
    /// (value - mean) / √(variance + ε) · scale + bias over the last dimension (Ba, Kiros and Hinton 2016, "Layer
    /// Normalization"), from operators that every opset has.
    /// </summary>
    /// <param name="value"><c>[…, size]</c>.</param>
    /// <param name="scale"><c>[size]</c>.</param>
    /// <param name="bias"><c>[size]</c>.</param>
    /// <param name="epsilon">Added to the variance.</param>
    /// <param name="name">The result's name.</param>
    public GraphValue LayerNormalization(
        GraphValue value,
        GraphValue scale,
        GraphValue bias,
        float epsilon = 1e-5f,
        string? name = null
    )
    {
        RequireType("LayerNormalization", value, ElementType.Float);
        var centred = Sub(value, ReduceMean(value, [-1], keepDimensions: true));
        var variance = ReduceMean(Mul(centred, centred), [-1], keepDimensions: true);
        var normalized = Div(centred, Sqrt(Add(variance, Constant(epsilon))));
        return Add(Mul(normalized, scale), bias, name);
    }

    /// <summary>
    /// Vectors of length 1 along the last dimension. One shorter than <paramref name="epsilon"/> is divided by that
    /// instead, so that a zero vector stays one.
    /// </summary>
    public GraphValue Normalize(GraphValue value, float epsilon = 1e-12f, string? name = null)
    {
        RequireType("Normalize", value, ElementType.Float);
        var length = ReduceL2(value, [-1], keepDimensions: true);
        return Div(value, Clip(length, epsilon, null), name);
    }
}
