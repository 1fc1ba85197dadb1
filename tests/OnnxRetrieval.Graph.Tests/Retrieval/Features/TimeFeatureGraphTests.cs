namespace OnnxRetrieval.Graph.Tests.Retrieval.Features;

public sealed class TimeFeatureGraphTests
{
    private const int Width = 3;
    private static readonly float[] Hours = FeatureRun.Random(1, TimeFeatureGraph.HourRows * Width);
    private static readonly float[] Weekdays = FeatureRun.Random(
        2,
        TimeFeatureGraph.WeekdayRows * Width
    );

    public static TheoryData<bool, bool> Parts =>
        new()
        {
            { true, true },
            { true, false },
            { false, true },
        };

    [Theory]
    [MemberData(nameof(Parts))]
    public void A_time_has_the_hour_and_weekday_of_the_calendar(bool hour, bool weekday)
    {
        var random = new Random(3);
        long[] times =
        [
            0,
            3599,
            3600,
            86399,
            86400,
            -1,
            long.MinValue,
            .. Enumerable.Range(0, 200).Select(_ => random.NextInt64(0, 4_000_000_000)),
        ];

        var (vectors, known) = FeatureRun.Run(
            new TimeFeatureGraph(
                "time",
                hour ? (ReadOnlyMemory<float>?)Hours : null,
                weekday ? (ReadOnlyMemory<float>?)Weekdays : null,
                Width
            ),
            ("time", times)
        );

        FeatureRun.AssertClose([.. times.Select(time => Expected(time, hour, weekday))], vectors);
        Assert.Null(known);
    }

    [Fact]
    public void A_time_of_which_nothing_is_taken_is_refused() =>
        Assert.Throws<GraphException>(() => new TimeFeatureGraph("time", null, null, Width));

    private static float[] Expected(long time, bool hour, bool weekday)
    {
        var clock = time < 0 ? default : DateTimeOffset.FromUnixTimeSeconds(time);
        var hours = FeatureRun.Row(Hours, time < 0 ? 24 : clock.Hour, Width);
        var weekdays = FeatureRun.Row(Weekdays, time < 0 ? 7 : (int)clock.DayOfWeek, Width);
        return
        [
            .. Enumerable
                .Range(0, Width)
                .Select(i => (hour ? hours[i] : 0) + (weekday ? weekdays[i] : 0)),
        ];
    }
}
