using OnnxRetrieval.Training.Fitting;

namespace OnnxRetrieval.Training.Tests.Fitting;

public sealed class RivalryTests
{
    private static readonly FitState Rival = State([
        .. Enumerable.Range(1, 50).Select(e => 0.2 - 0.1 / e),
    ]);

    [Fact]
    public void A_fit_that_stays_as_far_behind_is_given_up() =>
        Assert.True(Lost([.. Rival.History.Take(10).Select(record => Value(record) - 0.05)]));

    [Fact]
    public void A_fit_that_falls_further_behind_is_given_up() =>
        Assert.True(Lost([.. Enumerable.Range(1, 20).Select(e => 0.15 - 0.001 * e)]));

    [Fact]
    public void A_slow_start_that_catches_up_fast_enough_goes_on() =>
        // 0.05 behind at first, and nearer by 0.002 an epoch: level after 25 of 50.
        Assert.False(
            Lost([
                .. Rival.History.Take(10).Select((record, e) => Value(record) - 0.05 + 0.002 * e),
            ])
        );

    [Fact]
    public void A_fit_that_was_ahead_within_the_window_goes_on()
    {
        double[] values = [.. Rival.History.Take(10).Select(record => Value(record) - 0.05)];
        values[4] = 0.3;

        Assert.False(Lost(values));
    }

    [Fact]
    public void Nothing_is_said_before_the_window_is_full_or_without_one()
    {
        double[] behind = [.. Rival.History.Take(9).Select(record => Value(record) - 0.05)];

        Assert.False(Lost(behind));
        Assert.False(Rivalry.IsLost(State([.. behind, 0, 0, 0]), Rival, 0, 50));
    }

    [Fact]
    public void A_rival_that_ended_earlier_counts_with_its_last_epoch()
    {
        var shortRival = State([0.1, 0.2, 0.3]);

        Assert.True(Rivalry.IsLost(State([.. Enumerable.Repeat(0.05, 10)]), shortRival, 4, 50));
        Assert.False(Rivalry.IsLost(State([.. Enumerable.Repeat(0.4, 10)]), shortRival, 4, 50));
    }

    [Fact]
    public void Epochs_without_a_validation_are_passed_over()
    {
        // Validated every third epoch, .05 behind, and level after 25 of 50 or never.
        Assert.False(Lost(Thinned(e => Value(Rival.History[e]) - 0.05 + 0.002 * e, 12)));
        Assert.True(Lost(Thinned(e => Value(Rival.History[e]) - 0.05, 12)));
        // A rival validated as rarely counts with what it had reached.
        Assert.True(
            Rivalry.IsLost(
                State(Thinned(_ => 0.1, 12)),
                State(Thinned(e => 0.2 + 0.001 * e, 50)),
                10,
                50
            )
        );

        static double[] Thinned(Func<int, double> value, int epochs) =>
            [.. Enumerable.Range(0, epochs).Select(e => e % 3 == 2 ? value(e) : double.NaN)];
    }

    private static bool Lost(double[] values) => Rivalry.IsLost(State(values), Rival, 10, 50);

    private static double Value(EpochRecord record) => record.Metrics[Fit.ChoiceMetric];

    private static FitState State(double[] values) =>
        new(
            new FitChoice(0.1, 0),
            values.Length,
            1,
            values.Max(),
            [
                .. values.Select(
                    (value, i) =>
                        new EpochRecord(
                            i + 1,
                            1,
                            null,
                            new Dictionary<string, double> { [Fit.ChoiceMetric] = value },
                            0.1
                        )
                ),
            ]
        );
}
