using System.Globalization;
using OnnxRetrieval.Graph;

namespace OnnxRetrieval.Training.Features;

/// <summary>Raw values in the type of a vocabulary.</summary>
internal static class RawValues
{
    /// <summary>A value; "" stands for a missing one.</summary>
    public static FeatureValue Of(IdTable values, string value) =>
        values.IsString ? new(value) : new(Integer(value));

    /// <summary>A list of values.</summary>
    public static FeatureValue Of(IdTable values, string[] list) =>
        values.IsString ? new(list) : new(Array.ConvertAll(list, Integer));

    private static long Integer(string value) =>
        value.Length == 0
            ? RetrievalContract.NoNumber
            : long.Parse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
}
