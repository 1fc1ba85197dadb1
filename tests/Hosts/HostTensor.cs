using System.Globalization;

namespace OnnxRetrieval.Hosts.Tests;

/// <summary>A tensor whose elements are text, so that every host can pass it on unharmed.</summary>
/// <param name="Type"><c>string</c>, <c>int64</c>, <c>float32</c> or <c>bool</c>.</param>
/// <param name="Dims">The shape.</param>
/// <param name="Data">The elements, in row-major order.</param>
internal sealed record HostTensor(string Type, long[] Dims, string[] Data)
{
    public static HostTensor Strings(string[] values, params long[] dims) =>
        new("string", Shape(dims, values.Length), values);

    public static HostTensor Integers(long[] values, params long[] dims) =>
        new(
            "int64",
            Shape(dims, values.Length),
            Array.ConvertAll(values, value => value.ToString(CultureInfo.InvariantCulture))
        );

    public static HostTensor Floats(float[] values, params long[] dims) =>
        new(
            "float32",
            Shape(dims, values.Length),
            Array.ConvertAll(values, value => value.ToString(CultureInfo.InvariantCulture))
        );

    /// <summary>The elements as floats.</summary>
    public float[] ToFloats() => Array.ConvertAll(Data, ToFloat);

    private static float ToFloat(string text) =>
        text switch
        {
            "Infinity" => float.PositiveInfinity,
            "-Infinity" => float.NegativeInfinity,
            _ => float.Parse(text, CultureInfo.InvariantCulture),
        };

    private static long[] Shape(long[] dims, int count) => dims.Length == 0 ? [count] : dims;
}
