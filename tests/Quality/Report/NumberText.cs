using System.Globalization;
using OnnxRetrieval.Quality.Measuring;

namespace OnnxRetrieval.Quality.Report;

/// <summary>Numbers as the tables show them.</summary>
internal static class NumberText
{
    /// <summary>What stands where there is no number.</summary>
    public const string Missing = "–";

    /// <summary>Metrics, with their spread where there are several.</summary>
    public static string Metric(Spread? spread) => Text(spread, ".0000;-.0000");

    /// <summary>How far a metric is above another.</summary>
    public static string Above(Spread? spread) => Text(spread, "+.0000;-.0000");

    /// <summary>One metric.</summary>
    public static string Metric(double value) =>
        value.ToString(".000;-.000", CultureInfo.InvariantCulture);

    /// <summary>Times, with their spread where there are several.</summary>
    public static string Seconds(Spread? spread) => Text(spread, "0.0");

    private static string Text(Spread? spread, string format)
    {
        if (spread is not { } known)
        {
            return Missing;
        }
        var mean = known.Mean.ToString(format, CultureInfo.InvariantCulture);
        return known.Count == 1
            ? mean
            : $"{mean} ± {known.Deviation.ToString(format.Split(';')[0].TrimStart('+'), CultureInfo.InvariantCulture)}";
    }
}
