using OnnxRetrieval.Training.Optimization;

namespace OnnxRetrieval.Training.Tests.Optimization;

public sealed class RateScheduleTests
{
    [Theory]
    [InlineData("constant", 0, 0.3)]
    [InlineData("constant", 99, 0.3)]
    [InlineData("cosine", 0, 0.3)]
    [InlineData("cosine", 50, 0.15)]
    [InlineData("cosine", 25, 0.25606601717798213)]
    [InlineData("cosine", 100, 0)]
    [InlineData("linear", 0, 0.3)]
    [InlineData("linear", 50, 0.15)]
    [InlineData("linear", 25, 0.225)]
    [InlineData("linear", 100, 0)]
    public void The_rate_falls_from_its_height_to_0_after_the_last_step(
        string kind,
        long step,
        double expected
    ) => Assert.Equal(expected, new RateSchedule(kind, 0.3, 0, 100).At(step), 1e-15);

    [Theory]
    [InlineData("constant")]
    [InlineData("cosine")]
    [InlineData("linear")]
    public void The_rate_rises_in_equal_parts_over_the_warm_up_and_then_goes_on_as_without(
        string kind
    )
    {
        var schedule = new RateSchedule(kind, 1, 4, 24);

        Assert.Equal(
            [0.25, 0.5, 0.75, 1],
            Enumerable.Range(0, 4).Select(step => schedule.At(step))
        );
        var without = new RateSchedule(kind, 1, 0, 20);
        for (var step = 0; step <= 20; step++)
        {
            Assert.Equal(without.At(step), schedule.At(step + 4), 1e-15);
        }
    }

    [Theory]
    [InlineData("cosine")]
    [InlineData("linear")]
    public void A_falling_rate_never_rises(string kind)
    {
        var schedule = new RateSchedule(kind, 1, 0, 50);

        for (var step = 1; step < 50; step++)
        {
            Assert.True(schedule.At(step) < schedule.At(step - 1));
            Assert.True(schedule.At(step) > 0);
        }
    }
}
