namespace OnnxRetrieval.Tool.Reports;

/// <summary>Sizes for people.</summary>
internal static class ByteCount
{
    /// <summary>In the largest unit of which there is at least one: <c>1.5 MiB</c>.</summary>
    public static string Shown(long bytes) =>
        bytes switch
        {
            >= 1L << 30 => FormattableString.Invariant($"{bytes / (double)(1L << 30):0.0} GiB"),
            >= 1 << 20 => FormattableString.Invariant($"{bytes / (double)(1 << 20):0.0} MiB"),
            >= 1 << 10 => FormattableString.Invariant($"{bytes / (double)(1 << 10):0.0} KiB"),
            _ => FormattableString.Invariant($"{bytes} B"),
        };
}
