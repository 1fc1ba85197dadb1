using OnnxRetrieval.Training.Fitting;
using OnnxRetrieval.Training.Tests.Support;

namespace OnnxRetrieval.Training.Tests.Fitting;

public sealed class RecipeTests
{
    [Fact]
    public void Basic_is_the_tutorial_to_the_letter()
    {
        var settings = Recipe.Resolve(new() { Recipe = "basic" }, Blocks.LeaveLast());

        Assert.Equal(
            (32, "mse", "adagrad", 50, 1000, 0.1),
            (
                settings.Dimensions,
                settings.Objective,
                settings.Optimizer,
                settings.Epochs,
                settings.BatchSize,
                settings.LearningRate
            )
        );
        Assert.Equal(
            (false, false, 0.05, 0.0, 5),
            (
                settings.CosineDecay,
                settings.Bias,
                settings.InitialRange,
                settings.UnknownRate,
                settings.ValidateEvery
            )
        );
        Assert.Equal([0], settings.Regularization);
        Assert.Equal([0], settings.RecencyHalfLife);
        Assert.False(settings.UsesValidation);
    }

    [Fact]
    public void The_default_is_the_exact_softmax_with_choices_and_a_trained_unknown()
    {
        var settings = Recipe.Resolve(new(), Blocks.LeaveLast());

        Assert.Equal("softmax", settings.Objective);
        Assert.True(settings.UsesValidation);
        Assert.True(settings.UnknownRate > 0);
        Assert.True(settings.Regularization.Count > 1);
        Assert.Equal(settings.Regularization.Order(), settings.Regularization);
        Assert.Equal(0, settings.RecencyHalfLife[0]);
    }

    [Fact]
    public void What_the_options_say_goes_over_the_recipe()
    {
        var options = new TrainingOptions
        {
            Model = new() { Dimensions = 5 },
            Fit = new()
            {
                Objective = "sampled-softmax",
                Epochs = 6,
                BatchSize = 7,
                LearningRate = 0.8,
                Regularization = 0.9,
                RecencyHalfLife = 3,
                Patience = 4,
            },
        };

        var settings = Recipe.Resolve(options, Blocks.LeaveLast());

        Assert.Equal(
            (5, "sampled-softmax", 6, 7, 0.8, 4),
            (
                settings.Dimensions,
                settings.Objective,
                settings.Epochs,
                settings.BatchSize,
                settings.LearningRate,
                settings.Patience
            )
        );
        Assert.Equal([0.9], settings.Regularization);
        Assert.Equal([3], settings.RecencyHalfLife);
    }

    [Fact]
    public void Without_times_recency_is_not_tried_and_asking_for_it_is_refused()
    {
        var split = Blocks.LeaveLast();
        split = split with { Train = split.Train with { Times = null } };

        Assert.Equal([0], Recipe.Resolve(new(), split).RecencyHalfLife);
        var error = Assert.Throws<InputException>(() =>
            Recipe.Resolve(new() { Fit = new() { RecencyHalfLife = 2 } }, split)
        );
        Assert.Contains("--time", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Recency_weights_are_refused_where_the_objective_has_none()
    {
        var options = new TrainingOptions
        {
            Recipe = "basic",
            Fit = new() { RecencyHalfLife = 2 },
        };

        var error = Assert.Throws<InputException>(() =>
            Recipe.Resolve(options, Blocks.LeaveLast())
        );

        Assert.Contains("'mse' has no recency weights", error.Message, StringComparison.Ordinal);
    }

    public static TheoryData<string, TrainingOptions> OutOfRange =>
        new()
        {
            {
                "no recipe 'best'; there are default, basic",
                new() { Recipe = "best" }
            },
            {
                "no objective 'bpr'; there are softmax",
                new() { Fit = new() { Objective = "bpr" } }
            },
            {
                "dimensions is 0",
                new() { Model = new() { Dimensions = 0 } }
            },
            {
                "dimensions is 4097",
                new() { Model = new() { Dimensions = 4097 } }
            },
            {
                "epochs is 0",
                new() { Fit = new() { Epochs = 0 } }
            },
            {
                "batch size is -1",
                new() { Fit = new() { BatchSize = -1 } }
            },
            {
                "patience is -1",
                new() { Fit = new() { Patience = -1 } }
            },
            {
                "checkpoint interval is 0",
                new() { Fit = new() { CheckpointEvery = 0 } }
            },
            {
                "number of threads is 0",
                new() { Threads = 0 }
            },
            {
                "baked k is 0",
                new() { Export = new() { BakedK = 0 } }
            },
            {
                "learning rate is 0",
                new() { Fit = new() { LearningRate = 0 } }
            },
            {
                "learning rate is NaN",
                new() { Fit = new() { LearningRate = double.NaN } }
            },
            {
                "learning rate is",
                new() { Fit = new() { LearningRate = double.PositiveInfinity } }
            },
            {
                "regularization is -1",
                new() { Fit = new() { Regularization = -1 } }
            },
            {
                "recency half-life is -1",
                new() { Fit = new() { RecencyHalfLife = -1 } }
            },
        };

    [Theory]
    [MemberData(nameof(OutOfRange), DisableDiscoveryEnumeration = true)]
    public void A_value_out_of_range_is_told_with_the_range(string told, TrainingOptions options)
    {
        var error = Assert.Throws<InputException>(() => Recipe.Check(options));

        Assert.Contains(told, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_ends_of_the_ranges_are_allowed() =>
        Assert.Null(
            Record.Exception(() =>
            {
                Recipe.Check(new());
                Recipe.Check(
                    new()
                    {
                        Recipe = "basic",
                        Threads = 1,
                        Model = new() { Dimensions = 4096 },
                        Fit = new()
                        {
                            Objective = "mse",
                            Epochs = 1,
                            BatchSize = 1,
                            Patience = 0,
                            Regularization = 0,
                            RecencyHalfLife = 0,
                        },
                        Export = new() { BakedK = 1 },
                    }
                );
            })
        );
}
