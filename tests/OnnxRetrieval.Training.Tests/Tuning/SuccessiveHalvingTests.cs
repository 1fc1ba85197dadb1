using System.Text.Json.Nodes;
using OnnxRetrieval.Training.Tuning;

namespace OnnxRetrieval.Training.Tests.Tuning;

public sealed class SuccessiveHalvingTests
{
    private static readonly SuccessiveHalving Halving = new(3, [0.1, 0.4, 1]);

    [Theory]
    [InlineData(50, 5, 20, 50)]
    [InlineData(3, 1, 2, 3)]
    [InlineData(1, 1, 1, 1)]
    public void Rungs_are_shares_of_the_trials_own_schedule(int epochs, params int[] rungs) =>
        Assert.Equal(rungs, Halving.RungsOf(epochs));

    [Fact]
    public void The_best_third_goes_on_as_soon_as_it_is_known()
    {
        Trial[] trials = [At(2, 0.1), At(3, 0.3)];
        Assert.Null(Halving.Next(trials, isLastCall: false));

        trials = [.. trials, At(4, 0.2)];
        Assert.Equal(3, Halving.Next(trials, isLastCall: false)?.Number);

        trials[1] = At(3, 0.3, 0.35);
        Assert.Null(Halving.Next(trials, isLastCall: false));
    }

    [Fact]
    public void A_higher_rung_comes_first()
    {
        Trial[] trials =
        [
            At(2, 0.1, 0.2),
            At(3, 0.3, 0.3),
            At(4, 0.2, 0.4),
            At(5, 0.5),
            At(6, 0.01),
            At(7, 0.02),
        ];

        Assert.Equal(4, Halving.Next(trials, isLastCall: false)?.Number);
    }

    [Fact]
    public void Of_equals_the_first_goes_on() =>
        Assert.Equal(
            2,
            Halving.Next([At(2, 0.1), At(3, 0.1), At(4, 0.1)], isLastCall: false)?.Number
        );

    [Fact]
    public void At_the_last_call_some_trial_ends_however_few_there_are()
    {
        Assert.Equal(2, Halving.Next([At(2, 0.1)], isLastCall: true)?.Number);
        Assert.Equal(2, Halving.Next([At(2, 0.1, 0.2)], isLastCall: true)?.Number);
        Assert.Null(Halving.Next([Complete(2, 0.1, 0.2, 0.3)], isLastCall: true));
    }

    [Fact]
    public void A_failed_trial_never_goes_on()
    {
        Trial failed = new()
        {
            Number = 2,
            Values = new Dictionary<string, JsonNode?>(),
            Status = TrialStatus.Failed,
            Rungs = [new(1, null)],
        };

        Assert.Null(Halving.Next([failed], isLastCall: true));
        Assert.Equal(3, Halving.Next([failed, At(3, 0.1), At(4, 0)], isLastCall: true)?.Number);
    }

    [Fact]
    public void A_trial_that_was_interrupted_comes_before_all()
    {
        var begun = At(5) with { Status = TrialStatus.Running };

        Assert.Same(
            begun,
            Halving.Next([At(2, 0.1), At(3, 0.2), At(4, 0.3), begun], isLastCall: false)
        );
    }

    [Fact]
    public void Few_checkpoints_are_kept_at_each_rung()
    {
        var trials = Enumerable
            .Range(2, 40)
            .Select(number =>
                number % 3 == 0 ? At(number, number, number)
                : number % 7 == 0 ? Complete(number, 1, 1, 1)
                : At(number, number)
            )
            .ToList();

        Assert.Equal([41, 40, 38, 39, 36, 33], Halving.Waiting(trials).Select(one => one.Number));
    }

    [Fact]
    public void Poor_trials_get_little_and_the_best_gets_all()
    {
        var trials = new List<Trial>();
        var epochs = 0;
        while (true)
        {
            var next = Halving.Next(trials, isLastCall: false);
            if (next is null && trials.Count < 27)
            {
                next = At(trials.Count + 2);
                trials.Add(next);
            }
            next ??= Halving.Next(trials, isLastCall: true);
            if (next is null)
            {
                break;
            }
            int[] rungs = Halving.RungsOf(50);
            var passed = next.Rungs.Count;
            epochs += rungs[passed] - (passed > 0 ? rungs[passed - 1] : 0);
            // A trial is as good as its number, mixed up.
            var metric = next.Number * 11 % 29;
            trials[next.Number - 2] = next with
            {
                Rungs = [.. next.Rungs, new(rungs[passed], metric)],
                Status = passed == 2 ? TrialStatus.Complete : TrialStatus.Stopped,
            };
        }

        Assert.Equal(27, trials.Count);
        Assert.InRange(trials.Count(trial => trial.Rungs.Count > 1), 9, 14);
        Assert.InRange(epochs, 27 * 5, 27 * 50 / 3);
        Assert.Equal(TrialStatus.Complete, trials.MaxBy(trial => trial.Rungs[0].Metric)!.Status);
    }

    private static Trial At(int number, params double[] metrics) =>
        new()
        {
            Number = number,
            Values = new Dictionary<string, JsonNode?>(),
            Status = TrialStatus.Stopped,
            Rungs = [.. metrics.Select((metric, rung) => new TrialRung(rung + 1, metric))],
        };

    private static Trial Complete(int number, params double[] metrics) =>
        At(number, metrics) with
        {
            Status = TrialStatus.Complete,
        };
}
