using System.Globalization;

namespace OnnxRetrieval.Benchmarks.Train;

/// <summary>The most memory that this process has held since it was last asked; Linux alone tells.</summary>
internal static class PeakMemory
{
    /// <summary>In gigabytes; NaN where it is not told.</summary>
    public static double InGigabytes()
    {
        const string Status = "/proc/self/status";
        if (!File.Exists(Status))
        {
            return double.NaN;
        }
        var line = File.ReadLines(Status)
            .First(text => text.StartsWith("VmHWM", StringComparison.Ordinal));
        var kilobytes = double.Parse(
            line.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries)[1],
            CultureInfo.InvariantCulture
        );
        // 5: the mark starts anew.
        File.WriteAllText("/proc/self/clear_refs", "5");
        return kilobytes * 1024 / 1e9;
    }
}
