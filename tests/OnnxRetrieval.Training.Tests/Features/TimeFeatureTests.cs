using OnnxRetrieval.Training.Features;

namespace OnnxRetrieval.Training.Tests.Features;

public sealed class TimeFeatureTests
{
    [Theory]
    [InlineData("1970-01-01 00:00:00", 0, DayOfWeek.Thursday)]
    [InlineData("1997-12-04 23:59:59", 23, DayOfWeek.Thursday)]
    [InlineData("2024-03-03 12:30:00", 12, DayOfWeek.Sunday)]
    public void The_hour_and_the_weekday_are_those_of_the_calendar(
        string time,
        int hour,
        DayOfWeek day
    )
    {
        var seconds = DateTimeOffset
            .Parse($"{time}Z", System.Globalization.CultureInfo.InvariantCulture)
            .ToUnixTimeSeconds();

        Assert.Equal(hour, new TimeFeature(FeatureKind.Hour).RowOf(seconds));
        Assert.Equal((int)day, new TimeFeature(FeatureKind.Weekday).RowOf(seconds));
    }

    [Fact]
    public void A_missing_time_has_the_last_row()
    {
        var (hour, weekday) = (
            new TimeFeature(FeatureKind.Hour),
            new TimeFeature(FeatureKind.Weekday)
        );

        Assert.Equal((25, 8), (hour.Rows, weekday.Rows));
        Assert.Equal((24, 7), (hour.RowOf(-1), weekday.RowOf(TimeFeature.NoTime)));
    }
}
