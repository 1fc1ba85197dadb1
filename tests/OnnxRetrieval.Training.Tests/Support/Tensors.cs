using OnnxRetrieval.Training.Towers;
using static TorchSharp.torch;

namespace OnnxRetrieval.Training.Tests.Support;

/// <summary>Tensors to plain arrays and back.</summary>
internal static class Tensors
{
    public static float[] ToArray(this Tensor tensor)
    {
        using var scope = NewDisposeScope();
        return tensor.contiguous().data<float>().ToArray();
    }

    /// <summary>A parameter with uniform values in ±<paramref name="range"/>, <c>[rows, columns]</c>.</summary>
    public static Parameter Parameter(
        string name,
        Random random,
        int rows,
        int columns,
        double range = 1
    ) => new(name, tensor(Values(random, rows * columns, range), [rows, columns]));

    public static float[] Values(Random random, int count, double range = 1) =>
        [.. Enumerable.Range(0, count).Select(_ => (float)((2 * random.NextDouble() - 1) * range))];
}
