namespace OnnxRetrieval.Graph;

/// <summary>
/// A time: the row of its hour of day, the row of its weekday, or their sum, both in UTC. With whole-number division,
/// <c>hour = (t / 3600) mod 24</c> and <c>weekday = (t / 86400 + 4) mod 7</c>, where 0 is Sunday. A missing time (-1, and
/// any other below 0) takes the last row of each table. Input: int64 <c>[batch]</c>, seconds since 1970.
/// </summary>
public sealed class TimeFeatureGraph : IFeatureGraph
{
    /// <summary>The rows of a table of hours: 24, and one for missing times.</summary>
    public const int HourRows = 25;

    /// <summary>The rows of a table of weekdays: 7, Sunday first, and one for missing times.</summary>
    public const int WeekdayRows = 8;

    private const long SecondsPerHour = 3600;
    private const long SecondsPerDay = 86400;

    // 1970 began on a Thursday.
    private const long FirstWeekday = 4;

    private readonly string inputName;
    private readonly ReadOnlyMemory<float>? hours;
    private readonly ReadOnlyMemory<float>? weekdays;

    /// <summary>A feature.</summary>
    /// <param name="inputName">Its name, such as <c>time</c>.</param>
    /// <param name="hours"><c>[25, width]</c>, the last row for missing times; null: the hour plays no part.</param>
    /// <param name="weekdays"><c>[8, width]</c>, Sunday first, the last row for missing times; null: the weekday plays no part.</param>
    /// <param name="width">The length of a vector.</param>
    /// <exception cref="GraphException">The name is not as told, a table is of another size, or there is none.</exception>
    public TimeFeatureGraph(
        string inputName,
        ReadOnlyMemory<float>? hours,
        ReadOnlyMemory<float>? weekdays,
        int width
    )
    {
        FeatureChecks.RequireName(inputName);
        if (hours is null && weekdays is null)
        {
            throw new GraphException(
                $"Feature '{inputName}' takes neither the hour nor the weekday of a time: give a table for one of them."
            );
        }
        if (hours is { } hourTable)
        {
            FeatureChecks.RequireTable(hourTable, HourRows, width, "hours", inputName);
        }
        if (weekdays is { } weekdayTable)
        {
            FeatureChecks.RequireTable(weekdayTable, WeekdayRows, width, "weekdays", inputName);
        }
        this.inputName = inputName;
        this.hours = hours;
        this.weekdays = weekdays;
        Width = width;
    }

    /// <summary>The length of a vector.</summary>
    public int Width { get; }

    /// <inheritdoc/>
    public FeatureOutput Emit(GraphBuilder graph)
    {
        var scope = graph.Scope(inputName);
        var time = FeatureInput.One(
            graph,
            inputName,
            ElementType.Int64,
            FeatureRole.Time,
            $"Raw {inputName}, one a query: seconds since 1970 in UTC; -1 where it is missing."
        );
        var missing = graph.Less(time, graph.Constant(0L));
        GraphValue? vector = null;
        if (hours is { } hourTable)
        {
            var hour = graph.Mod(
                graph.Div(time, graph.Constant(SecondsPerHour)),
                graph.Constant(HourRows - 1L)
            );
            vector = Row("hour", hour, hourTable, HourRows);
        }
        if (weekdays is { } weekdayTable)
        {
            var day = graph.Div(time, graph.Constant(SecondsPerDay));
            var weekday = graph.Mod(
                graph.Add(day, graph.Constant(FirstWeekday)),
                graph.Constant(WeekdayRows - 1L)
            );
            var row = Row("weekday", weekday, weekdayTable, WeekdayRows);
            vector = vector is null ? row : graph.Add(vector, row, $"{scope}/vector");
        }
        return new FeatureOutput(vector!, Known: null);

        GraphValue Row(string what, GraphValue part, ReadOnlyMemory<float> table, int rows) =>
            graph.Gather(
                graph.Weights($"{scope}/{what}s", table, rows, Width),
                graph.Where(missing, graph.Constant(rows - 1L), part),
                name: $"{scope}/{what}"
            );
    }
}
