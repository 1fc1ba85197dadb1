using OnnxRetrieval.Training.Data;
using OnnxRetrieval.Training.Features;
using OnnxRetrieval.Training.Fitting;
using OnnxRetrieval.Training.Fitting.Spectral;
using OnnxRetrieval.Training.Tests.Support;
using OnnxRetrieval.Training.Towers;

namespace OnnxRetrieval.Training.Tests.Fitting;

[Collection(TorchTests.Name)]
public sealed class ModelFactoryTests
{
    private static readonly FitSettings Settings = Recipe.Resolve(new(), Blocks.LeaveLast()) with
    {
        Model = new()
        {
            Dimensions = 8,
            Bias = true,
            InitialRange = 0.2,
        },
        UnknownRate = 0.05,
    };

    [Fact]
    public void Tables_are_uniform_in_the_range_with_a_row_more_for_the_unknown()
    {
        var items = UserItems.From(Blocks.Interactions(), Blocks.Users);
        using var model = ModelFactory.Create(
            Settings,
            items,
            Blocks.Items,
            EncodedFeatures.None,
            1
        );

        foreach (
            var (tower, count) in new[]
            {
                (model.Query, Blocks.Users),
                (model.Candidate, Blocks.Items),
            }
        )
        {
            var values = tower.ForwardAll().ToArray();
            Assert.Equal((count, 8), (tower.Count, tower.Dimensions));
            Assert.Equal((count + 1) * 8, values.Length);
            Assert.All(values, value => Assert.InRange(value, -0.2f, 0.2f));
            Assert.Equal(0, values.Average(), 0.03);
            // The variance of a uniform distribution of width w is w²/12.
            Assert.Equal(0.16 / 12, values.Average(value => value * value), 0.002);
        }
    }

    [Theory]
    [InlineData("recency")]
    [InlineData("attention")]
    public void Embeddings_and_weights_decay_and_biases_do_not(string history)
    {
        var settings = Settings with
        {
            Model = Settings.Model with
            {
                History = history,
                HistoryLength = 3,
                QueryLayers = [4],
                LayerNorm = true,
            },
        };
        using var model = ModelFactory.Create(
            settings,
            UserItems.From(Blocks.Interactions(), Blocks.Users),
            Blocks.Items,
            EncodedFeatures.None,
            1
        );

        Assert.All(
            model.Parameters,
            parameter =>
                Assert.Equal(
                    !parameter.Name.EndsWith("bias", StringComparison.Ordinal)
                        && parameter.Name.Split('/')[^1] is not ("gain" or "shift" or "places"),
                    parameter.IsDecayed
                )
        );
        Assert.Contains(model.Parameters, parameter => !parameter.IsDecayed);
    }

    [Fact]
    public void A_spectral_start_is_added_to_the_rows_of_whoever_is_known()
    {
        var items = UserItems.From(Blocks.Interactions(), Blocks.Users);
        using var scope = TorchSharp.torch.NewDisposeScope();
        using var start = SpectralStart.Of(
            new(items, RecencyWeights.Uniform(items), Blocks.Items, 0.75),
            rank: 4,
            seed: 1
        );
        var vectors = start.With(0.1, 0.3);
        using var random = Create(null);
        using var model = Create(vectors);

        AssertStartsFrom(vectors.Users(), random.Query, model.Query);
        AssertStartsFrom(vectors.Items(), random.Candidate, model.Candidate);

        TwoTowerModel Create(StartingVectors? from) =>
            ModelFactory.Create(Settings, items, Blocks.Items, EncodedFeatures.None, 1, from);

        // Four of eight dimensions, and not the unknown one's row.
        static void AssertStartsFrom(TorchSharp.torch.Tensor start, Tower random, Tower tower)
        {
            var added = tower.ForwardAll().sub(random.ForwardAll()).ToArray();
            var expected = start.ToArray();
            for (var at = 0; at < added.Length; at++)
            {
                var (row, column) = (at / 8, at % 8);
                Assert.Equal(
                    column < 4 && row < start.shape[0] ? expected[row * 4 + column] : 0,
                    added[at],
                    1e-5
                );
            }
        }
    }

    [Fact]
    public void The_bias_starts_at_the_centred_logarithm_of_the_smoothed_popularity()
    {
        var items = UserItems.From(new([0, 1, 2, 0], [0, 0, 0, 1]), 3);
        using var model = ModelFactory.Create(Settings, items, 3, EncodedFeatures.None, 1);

        var bias = model.Bias!.Value.ToArray();

        // Counts 3, 1, 0, each and one more of 7.
        double[] logs = [Math.Log(4 / 7.0), Math.Log(2 / 7.0), Math.Log(1 / 7.0)];
        for (var item = 0; item < 3; item++)
        {
            Assert.Equal(logs[item] - logs.Average(), bias[item], 1e-5);
        }
        // The unknown item takes as large a share as one item of the unknown rate would.
        Assert.Equal(Math.Log(1 / 7.0 / 3) - logs.Average(), bias[3], 1e-5);
    }

    [Fact]
    public void Without_a_bias_there_is_none()
    {
        var items = UserItems.From(new([0], [0]), 1);

        var settings = Settings with { Model = Settings.Model with { Bias = false } };
        using var model = ModelFactory.Create(settings, items, 2, EncodedFeatures.None, 1);

        Assert.Null(model.Bias);
        Assert.Equal(2, model.Parameters.Count());
    }

    [Fact]
    public void The_seed_decides_the_values_whatever_was_drawn_before()
    {
        var one = Values(1);
        using (TorchSharp.torch.rand(5)) { }

        Assert.Equal(one, Values(1));
        Assert.NotEqual(one, Values(2));

        static float[] Values(int seed)
        {
            var items = UserItems.From(new([0], [0]), 1);
            using var model = ModelFactory.Create(Settings, items, 2, EncodedFeatures.None, seed);
            return model.Candidate.ForwardAll().ToArray();
        }
    }
}
