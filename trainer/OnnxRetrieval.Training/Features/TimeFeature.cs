namespace OnnxRetrieval.Training.Features;

/// <summary>
/// The hour or the weekday of a query's time, UTC: <c>(seconds / unit + first) mod period</c> in whole numbers, weekdays
/// from Sunday, with a last row for queries without a time. The input is an int64, Unix seconds, below 0 where it is
/// missing.
/// </summary>
public sealed class TimeFeature : EncodedFeature
{
    /// <summary>The name of the input, which the hour and the weekday share.</summary>
    public const string InputName = "time";

    /// <summary>Stands for a missing time.</summary>
    public const long NoTime = -1;

    private readonly long unit;
    private readonly long first;
    private readonly int period;

    internal TimeFeature(FeatureKind kind)
        : base(InputName, kind)
    {
        // 1970 began on a Thursday.
        (unit, first, period) = kind == FeatureKind.Hour ? (3_600, 0, 24) : (86_400, 4, 7);
    }

    /// <summary>The rows of the table, the unknown one last: 25 for hours, 8 for weekdays.</summary>
    public int Rows => period + 1;

    /// <summary>The row of a time.</summary>
    /// <param name="seconds">Unix time in seconds.</param>
    public int RowOf(long seconds) =>
        seconds < 0 ? period : (int)(((seconds / unit) + first) % period);

    /// <summary>A time belongs to a query, not to an entity: it is missing here.</summary>
    public override FeatureValue Raw(int entity) => new(NoTime);
}
