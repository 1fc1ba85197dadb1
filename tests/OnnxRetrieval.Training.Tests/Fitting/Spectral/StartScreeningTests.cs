using OnnxRetrieval.Training.Fitting;
using OnnxRetrieval.Training.Fitting.Spectral;
using OnnxRetrieval.Training.Tests.Support;

namespace OnnxRetrieval.Training.Tests.Fitting.Spectral;

public sealed class StartScreeningTests
{
    private static readonly FitSettings Settings = Recipe.Resolve(new(), Blocks.LeaveLast()) with
    {
        Regularization = [0.1, 0.2, 0.3],
        RecencyHalfLife = [0, 15],
        StartScale = [0.3, 0.1, 0.03],
    };

    [Fact]
    public void All_strengths_and_half_lives_are_ranked_at_the_first_scale()
    {
        var measured = new List<FitChoice>();

        StartScreening.Best(
            Settings with
            {
                StartScale = [0.3],
            },
            choice =>
            {
                measured.Add(choice);
                return 0;
            }
        );

        Assert.Equal(
            [
                new(0.1, 0, 0.3),
                new(0.2, 0, 0.3),
                new(0.3, 0, 0.3),
                new(0.1, 15, 0.3),
                new(0.2, 15, 0.3),
                new(0.3, 15, 0.3),
            ],
            measured
        );
    }

    [Fact]
    public void The_best_of_them_goes_on_to_other_scales_while_these_are_better()
    {
        var best = StartScreening.Best(
            Settings,
            choice =>
                choice.Regularization + choice.RecencyHalfLife + (choice.StartScale == 0.1 ? 1 : 0)
        );

        Assert.Equal(new FitChoice(0.3, 15, 0.1), best);
    }

    [Fact]
    public void A_scale_no_better_ends_the_screening()
    {
        var scales = new HashSet<double>();

        var best = StartScreening.Best(
            Settings,
            choice =>
            {
                scales.Add(choice.StartScale);
                return choice.StartScale == 0.03 ? 1 : 0;
            }
        );

        // The first of equals.
        Assert.Equal(new FitChoice(0.1, 0, 0.3), best);
        Assert.Equal([0.3, 0.1], scales.OrderDescending());
    }
}
