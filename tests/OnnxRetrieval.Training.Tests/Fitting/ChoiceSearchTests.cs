using FsCheck;
using FsCheck.Fluent;
using OnnxRetrieval.Training.Fitting;
using OnnxRetrieval.Training.Tests.Support;

namespace OnnxRetrieval.Training.Tests.Fitting;

public sealed class ChoiceSearchTests
{
    private static readonly double[] Strengths = [0.01, 0.1, 1, 10, 100];
    private static readonly double[] HalfLives = [0, 5, 15];

    [Fact]
    public void It_begins_in_the_middle_without_recency() =>
        Assert.Equal(new FitChoice(1, 0), ChoiceSearch.First(Settings()));

    [Fact]
    public void A_single_value_is_tried_once()
    {
        var settings = Settings() with { Regularization = [0.5], RecencyHalfLife = [0] };

        var tried = Search(settings, _ => 1);

        Assert.Equal(new FitChoice(0.5, 0), Assert.Single(tried).Choice);
    }

    [Fact]
    public void It_climbs_to_the_only_hill()
    {
        foreach (var top in Strengths)
        {
            foreach (var halfLife in HalfLives)
            {
                var tried = Search(
                    Settings(),
                    choice =>
                        1
                        - Math.Abs(
                            Array.IndexOf(Strengths, choice.Regularization)
                                - Array.IndexOf(Strengths, top)
                        )
                        - Math.Abs(
                            Array.IndexOf(HalfLives, choice.RecencyHalfLife)
                                - Array.IndexOf(HalfLives, halfLife)
                        )
                );

                Assert.Equal(new FitChoice(top, halfLife), ChoiceSearch.Best(tried).Choice);
            }
        }
    }

    [Fact]
    public void Sampling_climbs_to_smaller_scales_with_weaker_strengths()
    {
        var settings = Settings() with
        {
            Objective = "sampled-softmax",
            RecencyHalfLife = [0],
            StartScale = [0.3, 0.1, 0.03],
        };

        var tried = Search(
            settings,
            choice =>
                -Math.Abs(Math.Log10(choice.Regularization / 0.01))
                - Math.Abs(Math.Log10(choice.StartScale / 0.03))
        );

        Assert.Equal(
            [new(1, 0, 0.3), new(0.01, 0, 0.1), new(0.01, 0, 0.03)],
            tried.Take(3).Select(fit => fit.Choice)
        );
        Assert.Equal(new FitChoice(0.01, 0, 0.03), ChoiceSearch.Best(tried).Choice);
    }

    [Fact]
    public void Without_sampling_the_scale_stays()
    {
        var settings = Settings() with { StartScale = [0.3, 0.1], RecencyHalfLife = [0] };

        var tried = Search(settings, choice => -choice.StartScale);

        Assert.All(tried, fit => Assert.Equal(0.3, fit.Choice.StartScale));
    }

    [Fact]
    public void The_first_of_equals_is_the_best()
    {
        var tried = Search(Settings(), _ => 0.5);

        Assert.Equal(tried[0].Choice, ChoiceSearch.Best(tried).Choice);
    }

    [Fact]
    public void It_ends_at_a_best_neighbour_and_repeats_nothing_whatever_the_metrics() =>
        Prop.ForAll(
                Gen.Choose(0, 100).ArrayOf(Strengths.Length * HalfLives.Length).ToArbitrary(),
                metrics =>
                {
                    var tried = Search(Settings(), Metric);
                    var choices = tried.Select(fit => fit.Choice).ToArray();
                    Assert.Equal(choices.Length, choices.Distinct().Count());
                    var best = ChoiceSearch.Best(tried);
                    Assert.Equal(tried.Max(fit => fit.BestMetric), best.BestMetric);
                    foreach (var strength in Strengths)
                    {
                        foreach (var halfLife in HalfLives)
                        {
                            var distance =
                                Math.Abs(
                                    Array.IndexOf(Strengths, strength)
                                        - Array.IndexOf(Strengths, best.Choice.Regularization)
                                )
                                + Math.Abs(
                                    Array.IndexOf(HalfLives, halfLife)
                                        - Array.IndexOf(HalfLives, best.Choice.RecencyHalfLife)
                                );
                            if (distance == 1)
                            {
                                Assert.True(Metric(new(strength, halfLife)) <= best.BestMetric);
                            }
                        }
                    }

                    double Metric(FitChoice choice) =>
                        metrics[
                            Array.IndexOf(Strengths, choice.Regularization) * HalfLives.Length
                                + Array.IndexOf(HalfLives, choice.RecencyHalfLife)
                        ];
                }
            )
            .QuickCheckThrowOnFailure();

    private static List<FitState> Search(FitSettings settings, Func<FitChoice, double> metric)
    {
        var finished = new List<FitState>();
        for (
            FitChoice? choice = ChoiceSearch.First(settings);
            choice is not null;
            choice = ChoiceSearch.Next(settings, finished)
        )
        {
            finished.Add(
                FitState.Start(choice) with
                {
                    BestMetric = metric(choice),
                    BestEpoch = 1,
                }
            );
            Assert.True(finished.Count <= Strengths.Length * HalfLives.Length, "It does not end.");
        }
        return finished;
    }

    private static FitSettings Settings() =>
        Recipe.Resolve(new() { Fit = new() { Start = "random" } }, Blocks.LeaveLast()) with
        {
            Regularization = Strengths,
            RecencyHalfLife = HalfLives,
        };
}
