using OnnxRetrieval.Training.Data;
using OnnxRetrieval.Training.Fitting.Spectral;
using OnnxRetrieval.Training.Tests.Support;
using static TorchSharp.torch;

namespace OnnxRetrieval.Training.Tests.Fitting.Spectral;

[Collection(TorchTests.Name)]
public sealed class NoiseLevelTests
{
    [Fact]
    public void Power_iteration_finds_the_largest_singular_value()
    {
        var train = UserItems.From(Blocks.Interactions(), Blocks.Users);
        var weights = RecencyWeights.Uniform(train);

        var found = NoiseLevel.LargestSingularValue(
            new(train, weights, Blocks.Items, ExplicitMatrix.Exponent)
        );

        using var scope = NewDisposeScope();
        var exact = linalg.svdvals(tensor(ExplicitMatrix.Of(train, weights, Blocks.Items)));
        Assert.Equal(exact[0].item<double>(), found, 0.01 * found);
    }

    [Fact]
    public void Structure_stands_above_it_and_noise_below()
    {
        var structured = Blocks.Interactions();
        var noise = RandomData.Interactions(Blocks.Users, Blocks.Items, 1.0 / 6, 1);

        // Four blocks differ in three directions.
        Assert.Equal(3, Above(structured));
        Assert.InRange(Above(noise), 0, 2);

        static int Above(Interactions train)
        {
            using var scope = NewDisposeScope();
            var items = UserItems.From(train, Blocks.Users);
            var values = linalg.svdvals(
                tensor(ExplicitMatrix.Of(items, RecencyWeights.Uniform(items), Blocks.Items))
            );
            var level = NoiseLevel.Of(train, Blocks.Users, Blocks.Items);
            return values.data<double>().Count(value => value > level);
        }
    }

    [Fact]
    public void The_data_alone_decides_it()
    {
        var one = NoiseLevel.Of(Blocks.Interactions(), Blocks.Users, Blocks.Items);
        var again = NoiseLevel.Of(Blocks.Interactions(), Blocks.Users, Blocks.Items);

        Assert.Equal(one, again);
        Assert.True(one > 0);
    }

    [Fact]
    public void A_single_user_leaves_nothing_to_chance() =>
        Assert.Equal(0, NoiseLevel.Of(new([0, 0], [0, 1]), 1, 2), 1e-6);

    [Fact]
    public void Nothing_has_no_noise() => Assert.Equal(0, NoiseLevel.Of(new([], []), 3, 2));
}
