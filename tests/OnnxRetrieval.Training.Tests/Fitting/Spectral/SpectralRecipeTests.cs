using OnnxRetrieval.Training.Data;
using OnnxRetrieval.Training.Fitting;
using OnnxRetrieval.Training.Fitting.Spectral;
using OnnxRetrieval.Training.Tests.Support;

namespace OnnxRetrieval.Training.Tests.Fitting.Spectral;

public sealed class SpectralRecipeTests
{
    private static readonly DataSplit Split = Blocks.LeaveLast();

    [Theory]
    [InlineData("softmax", "none", 12, 0.3)]
    [InlineData("sampled-softmax", "none", 8, 0.3)]
    [InlineData("softmax", "recency", 24, 0.1)]
    public void A_spectral_start_needs_few_epochs(
        string objective,
        string history,
        int epochs,
        double scale
    )
    {
        var settings = Recipe.Resolve(
            new()
            {
                Fit = new() { Objective = objective },
                Model = new() { History = history },
            },
            Split
        );

        Assert.Equal(epochs, settings.Epochs);
        Assert.Equal(scale, settings.StartScale[0]);
        Assert.Equal(settings.StartScale.OrderDescending(), settings.StartScale);
    }

    [Fact]
    public void Strengths_follow_the_noise_of_the_data()
    {
        var noise = NoiseLevel.Of(Split.Train, Blocks.Users, Blocks.Items);

        var strengths = Recipe.Resolve(new(), Split).Regularization;

        Assert.Equal(strengths.Order(), strengths);
        Assert.Equal(0.25 * noise, strengths[0], 0.001 * noise);
        Assert.Equal(1.15 * noise, strengths[^1], 0.006 * noise);
    }

    /// <summary>There are 132 users and items.</summary>
    [Theory]
    [InlineData("none", 128)]
    [InlineData("recency", 48)]
    public void Histories_of_few_items_have_short_vectors(string history, int dimensions)
    {
        var settings = Recipe.Resolve(new() { Model = new() { History = history } }, Split);

        Assert.Equal(dimensions, settings.Model.Dimensions);
    }

    [Fact]
    public void A_random_start_can_be_asked_for()
    {
        var settings = Recipe.Resolve(new() { Fit = new() { Start = "random" } }, Split);

        Assert.Equal([0], settings.StartScale);
        Assert.Equal(50, settings.Epochs);
    }

    public static TheoryData<string, TrainingOptions> Obstacles =>
        new()
        {
            {
                "not part of the recipe 'basic'",
                new() { Recipe = "basic" }
            },
            {
                "not for 'bpr'",
                new() { Fit = new() { Objective = "bpr" } }
            },
            {
                "needs an embedding for each user",
                new()
                {
                    Model = new() { UserEmbedding = false, History = "mean" },
                }
            },
            {
                "towers without layers",
                new() { Model = new() { QueryLayers = [16] } }
            },
            {
                "not for cosines",
                new() { Model = new() { Similarity = "cosine" } }
            },
            {
                "not for histories read by attention",
                new() { Model = new() { History = "attention" } }
            },
            {
                "'adamw' has not",
                new() { Fit = new() { Optimizer = "adamw" } }
            },
        };

    [Theory]
    [MemberData(nameof(Obstacles), DisableDiscoveryEnumeration = true)]
    public void Where_it_cannot_be_the_start_is_random_and_asking_for_it_is_refused(
        string told,
        TrainingOptions options
    )
    {
        Assert.Equal([0], Recipe.Resolve(options, Split).StartScale);

        var error = Assert.Throws<InputException>(() =>
            Recipe.Resolve(options with { Fit = options.Fit with { Start = "spectral" } }, Split)
        );

        Assert.True(error.IsWrongUse);
        Assert.Contains(told, error.Message, StringComparison.Ordinal);
        Assert.Contains("--start random", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_single_user_starts_at_random()
    {
        var split = Split with { Train = new([0, 0], [0, 1]), Valid = Interactions.Empty };

        Assert.Equal([0], Recipe.Resolve(new(), split).StartScale);
    }

    [Fact]
    public void A_scale_can_be_given_and_belongs_to_a_spectral_start()
    {
        var fit = new FitOptions { StartScale = 0.2 };

        Assert.Equal([0.2], Recipe.Resolve(new() { Fit = fit }, Split).StartScale);
        var error = Assert.Throws<InputException>(() =>
            Recipe.Resolve(new() { Fit = fit with { Start = "random" } }, Split)
        );
        Assert.Contains("--start-scale", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_strength_that_was_chosen_keeps_its_ratio_to_the_noise()
    {
        var settings = Recipe.Resolve(new(), Split);
        var all = Split.Train.Concat(Split.Valid);
        var chosen = new FitChoice(0.2, 15, 0.3);
        var ratio =
            NoiseLevel.Of(all, Blocks.Users, Blocks.Items)
            / NoiseLevel.Of(Split.Train, Blocks.Users, Blocks.Items);

        Assert.NotEqual(1, ratio);
        var carried = SpectralRecipe.Carry(chosen, settings, Split, all);
        Assert.Equal(0.2 * ratio, carried.Regularization, 1e-12);
        Assert.Equal(chosen, carried with { Regularization = 0.2 });
        Assert.Equal(
            chosen,
            SpectralRecipe.Carry(chosen, settings with { Regularization = [0.2] }, Split, all)
        );
        Assert.Equal(
            chosen with
            {
                StartScale = 0,
            },
            SpectralRecipe.Carry(chosen with { StartScale = 0 }, settings, Split, all)
        );
    }
}
