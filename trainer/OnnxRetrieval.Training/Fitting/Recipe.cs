using OnnxRetrieval.Graph;
using OnnxRetrieval.Training.Data;
using OnnxRetrieval.Training.Evaluation;
using OnnxRetrieval.Training.Features;
using OnnxRetrieval.Training.Fitting.Spectral;
using OnnxRetrieval.Training.Optimization;

namespace OnnxRetrieval.Training.Fitting;

/// <summary>Named sets of defaults.</summary>
public static class Recipe
{
    /// <summary>
    /// Catalogues up to this many items are trained with the exact softmax; larger ones by sampling. At 41,000 items and
    /// 30,000 users sampling was ten times quicker an epoch, and reached a better validation NDCG.
    /// </summary>
    private const int LargestExactCatalogue = 20_000;

    /// <summary>The power of the popularity where negatives follow it and none is given: word2vec's.</summary>
    private const double UsualNegativePower = 0.75;

    /// <summary>
    /// What a softmax divides cosines by where nothing is said: numbers between -1 and 1 as they are would leave it flat.
    /// </summary>
    private const double CosineTemperature = 0.1;

    /// <summary>Items of a history that attention reads where nothing is said: its cost grows with their number.</summary>
    private const int AttentionLength = 50;

    /// <summary>The names that options may give.</summary>
    public static IReadOnlyList<string> Names { get; } = ["default", "basic"];

    /// <summary>How a query tower may read histories.</summary>
    public static IReadOnlyList<string> Histories { get; } =
    ["none", "mean", "recency", "attention"];

    /// <summary>What may follow a hidden layer's sum.</summary>
    public static IReadOnlyList<string> Activations { get; } =
    ["relu", "gelu", "tanh", "silu", "none"];

    /// <summary>Settles everything that the options leave to the recipe.</summary>
    /// <param name="options">What the user asked for.</param>
    /// <param name="split">The data, whose size decides some defaults.</param>
    /// <exception cref="InputException">An option is out of its range, or a name is unknown.</exception>
    public static FitSettings Resolve(TrainingOptions options, DataSplit split)
    {
        var readsTime = options.Model.QueryFeatures.Any(feature =>
            KindOf(feature) is FeatureKind.Hour or FeatureKind.Weekday
        );
        var objective =
            options.Fit.Objective
            ?? (
                options.Recipe == "basic" ? "mse"
                : readsTime ? "in-batch-softmax"
                : split.Dataset.Items.Count <= LargestExactCatalogue ? "softmax"
                : "sampled-softmax"
            );
        ObjectiveKind.Check(objective, options.Fit);
        if (readsTime && ObjectiveKind.BatchesUsers(objective))
        {
            throw InputException.WrongUse(
                $"The objective '{objective}' learns all of a user's interactions at once, so it cannot learn from the time of each. "
                    + "Use 'in-batch-softmax', 'bpr', 'bce' or 'ccl', or leave the hour and the weekday out."
            );
        }
        if (options.Fit.RecencyHalfLife > 0 && split.Train.Times is null)
        {
            throw InputException.WrongUse(
                "A recency half-life needs times, and the interactions have none. Name the column with --time."
            );
        }
        var recipe = options.Recipe == "basic" ? Basic(objective) : Default(objective, split);
        var model = Resolve(options.Model, recipe.Model);
        if (objective == "mse" && model.History != "none")
        {
            throw InputException.WrongUse(
                "The objective 'mse' predicts ratings of known users, and trains no histories. Leave the history out, or use 'softmax'."
            );
        }
        recipe = SpectralRecipe.Apply(recipe, model, options, split);
        model = Resolve(options.Model, recipe.Model);
        var settings = recipe with
        {
            Model = model,
            Epochs = options.Fit.Epochs ?? recipe.Epochs,
            BatchSize = options.Fit.BatchSize ?? recipe.BatchSize,
            Negatives = options.Fit.Negatives ?? recipe.Negatives,
            NegativePower = options.Fit switch
            {
                { NegativeSampling: "uniform" } => 0,
                { NegativePower: { } power } => power,
                { NegativeSampling: "popularity" } => UsualNegativePower,
                _ => recipe.NegativePower,
            },
            HardNegatives = options.Fit.HardNegatives ?? recipe.HardNegatives,
            Temperature =
                options.Fit.Temperature ?? (model.Cosine ? CosineTemperature : recipe.Temperature),
            Margin = options.Fit.Margin ?? recipe.Margin,
            NegativeWeight = options.Fit.NegativeWeight ?? recipe.NegativeWeight,
            RatingWeight = options.Fit.RatingWeight,
            Optimizer = options.Fit.Optimizer ?? recipe.Optimizer,
            WeightDecay = options.Fit.WeightDecay ?? recipe.WeightDecay,
            ClipNorm = options.Fit.ClipNorm,
            LearningRate = options.Fit.LearningRate ?? recipe.LearningRate,
            Schedule = options.Fit.Schedule ?? recipe.Schedule,
            WarmupSteps = options.Fit.WarmupSteps,
            Regularization =
                options.Fit.Regularization is { } strength ? [strength]
                // The decoupled decay stands in its place.
                : options.Fit.Optimizer == "adamw" ? [0]
                : recipe.Regularization,
            RecencyHalfLife = options.Fit.RecencyHalfLife is { } halfLife
                ? [halfLife]
                : recipe.RecencyHalfLife,
            StartScale =
                options.Fit.StartScale is not { } scale ? recipe.StartScale
                : recipe.StartScale is [0]
                    ? throw InputException.WrongUse(
                        "Only a spectral start has a scale. Leave --start-scale out."
                    )
                : [scale],
            Patience = options.Fit.Patience ?? recipe.Patience,
        };
        var plan = ValidationPlan.For(settings, split);
        return settings with
        {
            ValidationUsers = plan.Users,
            ValidateEvery = Math.Max(settings.ValidateEvery, plan.Every),
        };
    }

    private static ModelSettings Resolve(ModelOptions options, ModelSettings recipe)
    {
        var cosine = options.Similarity is { } similarity ? similarity == "cosine" : recipe.Cosine;
        return recipe with
        {
            Dimensions = options.Dimensions ?? recipe.Dimensions,
            // A bias does a cosine harm: it outweighs numbers between -1 and 1.
            Bias = recipe.Bias && !cosine,
            UserEmbedding = options.UserEmbedding ?? recipe.UserEmbedding,
            History =
                options.History
                ?? (
                    options.QueryFeatures.Any(feature => KindOf(feature) == FeatureKind.History)
                        ? "mean"
                        : recipe.History
                ),
            HistoryLength =
                options.HistoryLength
                ?? (options.History == "attention" ? AttentionLength : recipe.HistoryLength),
            SharedHistory = options.SharedHistory ?? recipe.SharedHistory,
            QueryLayers = options.QueryLayers,
            CandidateLayers = options.CandidateLayers,
            Activation = options.Activation is { } activation
                ? Enum.Parse<Activation>(activation, ignoreCase: true)
                : recipe.Activation,
            LayerNorm = options.LayerNorm ?? recipe.LayerNorm,
            Dropout = options.Dropout ?? recipe.Dropout,
            Residual = options.Residual ?? recipe.Residual,
            Cosine = cosine,
        };
    }

    private static FeatureKind? KindOf(FeatureOptions feature) =>
        FeatureOptionsCheck.KindOf(feature, "--query-feature");

    /// <summary>The Keras RS tutorial "Recommending movies: retrieval", to the letter. A reproduction, not a good model.</summary>
    private static FitSettings Basic(string objective) =>
        WithNegatives(
            new()
            {
                Model = new()
                {
                    Dimensions = 32,
                    Bias = false,
                    InitialRange = 0.05,
                },
                Objective = objective,
                Optimizer = "adagrad",
                Epochs = 50,
                BatchSize = 1000,
                LearningRate = 0.1,
                Schedule = "constant",
                Regularization = [0],
                RecencyHalfLife = [0],
                RegularizationExponent = 0,
                Patience = 0,
                ValidateEvery = 5,
                UnknownRate = 0,
            }
        );

    /// <summary>Settings with the numbers that belong to their objective.</summary>
    private static FitSettings WithNegatives(FitSettings settings) =>
        settings.Objective switch
        {
            "sampled-softmax" => settings with { Negatives = 4096 },
            "in-batch-softmax" => settings with { Negatives = 1024 },
            "bpr" => settings with { Negatives = 256 },
            "bce" => settings with { Negatives = 256, NegativeWeight = 4 },
            "ccl" => settings with
            {
                Negatives = 1024,
                NegativeWeight = 20,
                Margin = 0.2,
                Model = settings.Model with { Bias = false, Cosine = true },
            },
            _ => settings,
        };

    /// <summary>
    /// A softmax over the catalogue with a popularity bias, and the regularization and recency weights that the validation
    /// set prefers. The fixed values were found on validation sets alone (MovieLens 100K leave-last and random, MovieLens 1M):
    /// a rate of .03 needs 50 epochs where .01 needs over 100, an exponent of .5 to 1 is a tie, and without the bias NDCG@10
    /// falls by a sixth. Histories are read where the validation set looks ahead: there they raise NDCG@10 by a sixth and serve
    /// strangers, while items left out at random (MovieLens 100K, 75/25) are then predicted a fifth worse. Objectives of single
    /// interactions would read a history for each of them, which takes minutes: there they are read where asked for.
    /// </summary>
    private static FitSettings Default(string objective, DataSplit split)
    {
        var usersAtOnce = Math.Clamp(split.Dataset.Users.Count / 16, 64, 256);
        var hasHistories = ObjectiveKind.BatchesUsers(objective) && split.LooksAhead();
        var shared = new FitSettings
        {
            Model = new()
            {
                Dimensions = 64,
                Bias = objective != "mse",
                InitialRange = 0.15,
                History = hasHistories ? "recency" : "none",
            },
            Objective = objective,
            Optimizer = "adam",
            Epochs = 50,
            BatchSize = 1024,
            LearningRate = 0.01,
            Schedule = "cosine",
            Regularization =
            [
                0.01,
                0.02,
                0.04,
                0.06,
                0.08,
                0.1,
                0.13,
                0.17,
                0.22,
                0.3,
                0.4,
                0.6,
                1,
            ],
            RecencyHalfLife = split.Train.Times is null ? [0] : [0, 15],
            RegularizationExponent = FrequencyDecay.UsualExponent,
            Patience = 10,
            ValidateEvery = 1,
            UnknownRate = 0.05,
        };
        shared = WithNegatives(shared);
        return objective switch
        {
            "softmax" => shared with { BatchSize = usersAtOnce, LearningRate = 0.03 },
            "sampled-softmax" => shared with { BatchSize = usersAtOnce, LearningRate = 0.03 },
            "in-batch-softmax" => shared,
            "bpr" => shared with
            {
                // The loss of a pair is far smaller than that of a softmax over many items.
                Regularization =
                [
                    0.0005,
                    0.001,
                    0.002,
                    0.003,
                    0.005,
                    0.007,
                    0.01,
                    0.014,
                    0.02,
                    0.03,
                ],
            },
            "bce" => shared with
            {
                Regularization = [0.002, 0.004, 0.007, 0.01, 0.014, 0.02, 0.03, 0.05, 0.08],
            },
            // The length of a vector does not count in a cosine.
            "ccl" => shared with { Regularization = [0.001] },
            _ => shared with
            {
                LearningRate = 0.005,
                Regularization = [0.001],
                RecencyHalfLife = [0],
                // It keeps its batches, so the unknown entities get the mean of the known ones.
                UnknownRate = 0,
            },
        };
    }

    /// <summary>Checks what can be checked without data.</summary>
    /// <exception cref="InputException">An option is out of its range, or a name is unknown.</exception>
    public static void Check(TrainingOptions options)
    {
        OneOf("recipe", options.Recipe, Names);
        Baselines.Check(options.Evaluation.Baselines);
        OneOf("objective", options.Fit.Objective, ObjectiveKind.Names);
        OneOf("negative sampling", options.Fit.NegativeSampling, ["uniform", "popularity"]);
        OneOf("optimizer", options.Fit.Optimizer, ["adagrad", "adam", "adamw"]);
        OneOf("schedule", options.Fit.Schedule, RateSchedule.Kinds);
        OneOf("start", options.Fit.Start, ["spectral", "random"]);
        FeatureOptionsCheck.Check(options);
        InRange("dimensions", options.Model.Dimensions, 1, 4096);
        InRange("length of histories", options.Model.HistoryLength, 1, 10_000);
        foreach (var width in options.Model.QueryLayers.Concat(options.Model.CandidateLayers))
        {
            InRange("width of a layer", width, 1, 65_536);
        }
        if (options.Model.Dropout is { } dropout && !(dropout is >= 0 and < 1))
        {
            throw InputException.WrongUse(
                $"The dropout is {dropout}; it must be at least 0 and below 1."
            );
        }
        OneOf("history", options.Model.History ?? "none", Histories);
        OneOf("similarity", options.Model.Similarity ?? "dot", ["dot", "cosine"]);
        OneOf("activation", options.Model.Activation ?? "none", Activations);
        if (options.Model is { UserEmbedding: false, History: null or "none" })
        {
            throw InputException.WrongUse(
                "Without an embedding for each user the query tower needs a history. Choose one with --history."
            );
        }
        InRange("number of epochs", options.Fit.Epochs, 1, 1_000_000);
        InRange("batch size", options.Fit.BatchSize, 1, 1_000_000);
        InRange("number of negatives", options.Fit.Negatives, 1, 1_000_000);
        InRange("number of hard negatives", options.Fit.HardNegatives, 1, 1_000_000);
        InRange("number of warm-up steps", options.Fit.WarmupSteps, 0, int.MaxValue);
        InRange("patience", options.Fit.Patience, 0, 1_000_000);
        InRange("checkpoint interval", options.Fit.CheckpointEvery, 1, 1_000_000);
        InRange("number of threads", options.Threads, 1, 1024);
        InRange("baked k", options.Export.BakedK, 1, 1_000_000);
        InRange("window of item pairs", options.Pairs.PairWindow, 1, 1000);
        InRange("pause between sessions", options.Pairs.PairPause, 1, int.MaxValue);
        Above("learning rate", options.Fit.LearningRate, 0);
        Above("temperature", options.Fit.Temperature, 0);
        Above("negative weight", options.Fit.NegativeWeight, 0);
        Above("gradient norm", options.Fit.ClipNorm, 0);
        Above("start scale", options.Fit.StartScale, 0);
        AtLeast("recency half-life", options.Fit.RecencyHalfLife, 0);
        AtLeast("rating weight", options.Fit.RatingWeight, 0);
        AtLeast("regularization", options.Fit.Regularization, 0);
        AtLeast("weight decay", options.Fit.WeightDecay, 0);
        if (options.Fit.Margin is { } margin && !(margin is >= -1 and <= 1))
        {
            throw InputException.WrongUse($"The margin is {margin}; it must be between -1 and 1.");
        }
        if (options.Fit.NegativePower is { } power && !(power is > 0 and <= 2))
        {
            throw InputException.WrongUse(
                $"The negative power is {power}; it must be above 0 and at most 2. For equal chances, use --negative-sampling uniform."
            );
        }
        CheckTogether(options.Fit, options.Recipe);
        if (options.Export is { BakedK: not null, CandidatesInput: true })
        {
            throw InputException.WrongUse(
                "A file with a fixed number of results has no input 'candidates'. Leave out --baked-k or --candidates-input."
            );
        }
        if (options is { Fit.Objective: "ccl", Model.Similarity: "dot" })
        {
            throw InputException.WrongUse(
                "The objective 'ccl' is of cosines. Leave --similarity out, or use --similarity cosine."
            );
        }
    }

    /// <summary>Refuses options that do not go together.</summary>
    private static void CheckTogether(FitOptions fit, string recipe)
    {
        if ((fit.Objective ?? (recipe == "basic" ? "mse" : null)) is { } objective)
        {
            ObjectiveKind.Check(objective, fit);
        }
        if (fit is { NegativeSampling: "uniform", NegativePower: not null })
        {
            throw InputException.WrongUse(
                "Uniform sampling has no negative power. Leave --negative-power out, or use --negative-sampling popularity."
            );
        }
        if (fit.WeightDecay is not null && fit.Optimizer != "adamw")
        {
            throw InputException.WrongUse(
                $"Only the optimizer 'adamw' has a weight decay. Use --optimizer adamw, or --regularization instead of --weight-decay."
            );
        }
    }

    private static void OneOf(string what, string? value, IReadOnlyList<string> known)
    {
        if (value is not null && !known.Contains(value))
        {
            throw InputException.WrongUse(
                $"There is no {what} '{value}'; there are {string.Join(", ", known)}."
            );
        }
    }

    private static void InRange(string what, int? value, int least, int most)
    {
        if (value is { } given && (given < least || given > most))
        {
            throw InputException.WrongUse(
                $"The {what} is {given}; it must be between {least} and {most}."
            );
        }
    }

    private static void Above(string what, double? value, double bound)
    {
        if (value is { } given && !(given > bound && double.IsFinite(given)))
        {
            throw InputException.WrongUse($"The {what} is {given}; it must be above {bound}.");
        }
    }

    private static void AtLeast(string what, double? value, double least)
    {
        if (value is { } given && !(given >= least && double.IsFinite(given)))
        {
            throw InputException.WrongUse($"The {what} is {given}; it must be at least {least}.");
        }
    }
}
