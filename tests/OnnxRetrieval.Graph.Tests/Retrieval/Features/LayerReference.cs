namespace OnnxRetrieval.Graph.Tests.Retrieval.Features;

/// <summary>Layers, computed plainly.</summary>
internal static class LayerReference
{
    public static float[] Plus(float[] a, float[] b) => [.. a.Zip(b, (x, y) => x + y)];

    public static float[] Times(float[] vector, float[] matrix, int outputs) =>
        [
            .. Enumerable
                .Range(0, outputs)
                .Select(j => vector.Select((x, i) => x * matrix[(i * outputs) + j]).Sum()),
        ];

    public static float[] Normalize(float[] vector, LayerNorm norm)
    {
        var mean = vector.Average();
        var variance = vector.Average(x => (x - mean) * (x - mean));
        return
        [
            .. vector.Select(
                (x, i) =>
                    ((x - mean) / MathF.Sqrt(variance + norm.Epsilon) * norm.Gamma.Span[i])
                    + norm.Beta.Span[i]
            ),
        ];
    }

    public static float[] Layer(DenseLayer layer, float[] vector)
    {
        var result = Plus(
            Times(vector, layer.Weights.ToArray(), layer.Bias.Length),
            layer.Bias.ToArray()
        );
        if (layer.Norm is not null)
        {
            result = Normalize(result, layer.Norm);
        }
        result = [.. result.Select(x => Activate(layer.Activation, x))];
        return layer.IsResidual ? Plus(vector, result) : result;
    }

    private static float Activate(Activation activation, float x) =>
        activation switch
        {
            Activation.Relu => MathF.Max(x, 0),
            Activation.Gelu => x * NormalDistribution(x),
            Activation.Tanh => MathF.Tanh(x),
            Activation.Silu => x / (1 + MathF.Exp(-x)),
            _ => x,
        };

    // Simpson's rule over the density from 0 on: exact enough here, and another way than an error function.
    private static float NormalDistribution(double x)
    {
        const int steps = 200;
        var width = x / steps;
        var sum = 0.0;
        for (var i = 0; i <= steps; i++)
        {
            var weight =
                i is 0 or steps ? 1
                : i % 2 == 1 ? 4
                : 2;
            sum += weight * Math.Exp(-(i * width) * (i * width) / 2);
        }
        return (float)(.5 + (sum * width / 3 / Math.Sqrt(2 * Math.PI)));
    }
}
