using OnnxRetrieval.Training.Data;
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
                settings.Model.Dimensions,
                settings.Objective,
                settings.Optimizer,
                settings.Epochs,
                settings.BatchSize,
                settings.LearningRate
            )
        );
        Assert.Equal(
            ("constant", false, 0.05, 0.0, 5),
            (
                settings.Schedule,
                settings.Model.Bias,
                settings.Model.InitialRange,
                settings.UnknownRate,
                settings.ValidateEvery
            )
        );
        Assert.Equal([0], settings.Regularization);
        Assert.Equal([0], settings.RecencyHalfLife);
        Assert.False(settings.UsesValidation);
    }

    [Theory]
    [InlineData("basic", 1000, 1)]
    [InlineData("basic", 8192, 8)]
    [InlineData("default", 1000, 8)]
    public void Small_steps_of_pairs_take_one_thread(string recipe, int batchSize, int expected)
    {
        var settings = Recipe.Resolve(
            new()
            {
                Recipe = recipe,
                Fit = new() { BatchSize = batchSize },
            },
            Blocks.LeaveLast()
        );

        Assert.Equal(expected, settings.ThreadsOf(8));
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

    [Theory]
    [InlineData("softmax", "leave-last", "recency")]
    [InlineData("bpr", "temporal", "none")]
    [InlineData("softmax", "random", "none")]
    [InlineData("mse", "leave-last", "none")]
    public void Histories_are_read_where_what_comes_next_is_to_be_predicted(
        string objective,
        string split,
        string history
    )
    {
        var settings = Recipe.Resolve(
            new() { Fit = new() { Objective = objective } },
            Splitter.Split(Blocks.Dataset(), new() { Kind = split }, 1)
        );

        Assert.Equal(history, settings.Model.History);
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
                settings.Model.Dimensions,
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

    [Fact]
    public void Everything_that_training_takes_can_be_given()
    {
        var fit = new FitOptions
        {
            Objective = "in-batch-softmax",
            Negatives = 7,
            NegativePower = 0.5,
            HardNegatives = 3,
            Temperature = 0.2,
            RatingWeight = 2,
            Optimizer = "adamw",
            WeightDecay = 0.3,
            Schedule = "linear",
            WarmupSteps = 5,
            ClipNorm = 1.5,
        };

        var settings = Recipe.Resolve(new() { Fit = fit }, Blocks.LeaveLast());

        Assert.Equal(
            (7, 0.5, 3, 0.2, 2.0),
            (
                settings.Negatives,
                settings.NegativePower,
                settings.HardNegatives,
                settings.Temperature,
                settings.RatingWeight
            )
        );
        Assert.Equal(
            ("adamw", 0.3, "linear", 5, 1.5),
            (
                settings.Optimizer,
                settings.WeightDecay,
                settings.Schedule,
                settings.WarmupSteps,
                settings.ClipNorm
            )
        );
        // The decoupled decay stands in the place of the L2 regularization, unless that is given.
        Assert.Equal([0], settings.Regularization);
        Assert.Equal(
            [0.1],
            Recipe
                .Resolve(new() { Fit = fit with { Regularization = 0.1 } }, Blocks.LeaveLast())
                .Regularization
        );
    }

    [Theory]
    [InlineData(null, null, 0)]
    [InlineData("uniform", null, 0)]
    [InlineData("popularity", null, 0.75)]
    [InlineData("popularity", 0.3, 0.3)]
    [InlineData(null, 1.0, 1)]
    public void A_negative_power_asks_for_popularity(
        string? sampling,
        double? power,
        double expected
    )
    {
        var settings = Recipe.Resolve(
            new()
            {
                Fit = new()
                {
                    Objective = "bpr",
                    NegativeSampling = sampling,
                    NegativePower = power,
                },
            },
            Blocks.LeaveLast()
        );

        Assert.Equal(expected, settings.NegativePower);
    }

    public static TheoryData<string, FitOptions> NotTogether =>
        new()
        {
            {
                "'bpr' has no margin. Leave --margin out, or use --objective with ccl",
                new() { Objective = "bpr", Margin = 0.5 }
            },
            {
                "'softmax' has no drawn negatives. Leave --negatives out",
                new() { Objective = "softmax", Negatives = 5 }
            },
            {
                "'mse' has no drawn negatives. Leave --hard-negatives out",
                new() { Objective = "mse", HardNegatives = 5 }
            },
            {
                "'ccl' has no temperature",
                new() { Objective = "ccl", Temperature = 0.5 }
            },
            {
                "'bpr' has no negative weight. Leave --negative-weight out, or use --objective with bce, ccl",
                new() { Objective = "bpr", NegativeWeight = 2 }
            },
            {
                "'mse' has no rating weights",
                new() { Objective = "mse", RatingWeight = 2 }
            },
            {
                "Uniform sampling has no negative power",
                new()
                {
                    Objective = "bpr",
                    NegativeSampling = "uniform",
                    NegativePower = 0.5,
                }
            },
            {
                "Only the optimizer 'adamw' has a weight decay",
                new() { WeightDecay = 0.1 }
            },
        };

    [Theory]
    [MemberData(nameof(NotTogether), DisableDiscoveryEnumeration = true)]
    public void Options_that_do_not_go_together_are_told_with_what_to_do(
        string told,
        FitOptions fit
    )
    {
        var error = Assert.Throws<InputException>(() => Recipe.Check(new() { Fit = fit }));

        Assert.Contains(told, error.Message, StringComparison.Ordinal);
        Assert.True(error.IsWrongUse);
    }

    [Fact]
    public void The_objective_that_the_recipe_takes_is_held_to_its_options_too()
    {
        var error = Assert.Throws<InputException>(() =>
            Recipe.Resolve(new() { Fit = new() { Negatives = 5 } }, Blocks.LeaveLast())
        );

        Assert.Contains(
            "'softmax' has no drawn negatives",
            error.Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_cosine_loss_refuses_dot_products()
    {
        var error = Assert.Throws<InputException>(() =>
            Recipe.Check(
                new()
                {
                    Fit = new() { Objective = "ccl" },
                    Model = new() { Similarity = "dot" },
                }
            )
        );

        Assert.Contains("--similarity cosine", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("default")]
    [InlineData("basic")]
    public void Every_objective_has_defaults(string recipe)
    {
        foreach (var objective in ObjectiveKind.Names)
        {
            var settings = Recipe.Resolve(
                new()
                {
                    Recipe = recipe,
                    Fit = new() { Objective = objective },
                },
                Blocks.LeaveLast()
            );

            Assert.Equal(objective == "ccl", settings.Model.Cosine);
            Assert.Equal(settings.Regularization.Order(), settings.Regularization);

            Assert.Equal(objective, settings.Objective);
            Assert.Equal(objective is not ("softmax" or "mse"), settings.Negatives > 0);
            Assert.Equal(objective is "bce" or "ccl", settings.NegativeWeight > 0);
        }
    }

    public static TheoryData<string, TrainingOptions> OutOfRange =>
        new()
        {
            {
                "no recipe 'best'; there are default, basic",
                new() { Recipe = "best" }
            },
            {
                "no objective 'best'; there are softmax",
                new() { Fit = new() { Objective = "best" } }
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
                "Leave out --baked-k or --candidates-input",
                new()
                {
                    Export = new() { BakedK = 5, CandidatesInput = true },
                }
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
                "no optimizer 'sgd'; there are adagrad, adam, adamw",
                new() { Fit = new() { Optimizer = "sgd" } }
            },
            {
                "no schedule 'step'; there are constant, cosine, linear",
                new() { Fit = new() { Schedule = "step" } }
            },
            {
                "no negative sampling 'best'",
                new() { Fit = new() { NegativeSampling = "best" } }
            },
            {
                "number of negatives is 0",
                new() { Fit = new() { Negatives = 0 } }
            },
            {
                "number of hard negatives is 0",
                new() { Fit = new() { HardNegatives = 0 } }
            },
            {
                "warm-up steps is -1",
                new() { Fit = new() { WarmupSteps = -1 } }
            },
            {
                "temperature is 0",
                new() { Fit = new() { Temperature = 0 } }
            },
            {
                "negative weight is 0",
                new() { Fit = new() { NegativeWeight = 0 } }
            },
            {
                "gradient norm is 0",
                new() { Fit = new() { ClipNorm = 0 } }
            },
            {
                "rating weight is -1",
                new() { Fit = new() { RatingWeight = -1 } }
            },
            {
                "weight decay is -1",
                new() { Fit = new() { WeightDecay = -1 } }
            },
            {
                "margin is 1.5",
                new() { Fit = new() { Margin = 1.5 } }
            },
            {
                "negative power is 0",
                new() { Fit = new() { NegativePower = 0 } }
            },
            {
                "negative power is 3",
                new() { Fit = new() { NegativePower = 3 } }
            },
            {
                "no start 'zero'; there are spectral, random",
                new() { Fit = new() { Start = "zero" } }
            },
            {
                "start scale is 0",
                new() { Fit = new() { StartScale = 0 } }
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
