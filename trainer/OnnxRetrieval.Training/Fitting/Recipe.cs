using OnnxRetrieval.Training.Data;
using OnnxRetrieval.Training.Evaluation;
using OnnxRetrieval.Training.Features;

namespace OnnxRetrieval.Training.Fitting;

/// <summary>Named sets of defaults.</summary>
public static class Recipe
{
    /// <summary>
    /// Catalogues up to this many items are trained with the exact softmax; larger ones by sampling. At 41,000 items and
    /// 30,000 users sampling was ten times quicker an epoch, and reached a better validation NDCG.
    /// </summary>
    private const int LargestExactCatalogue = 20_000;

    /// <summary>The names that options may give.</summary>
    public static IReadOnlyList<string> Names { get; } = ["default", "basic"];

    /// <summary>The objectives that options may give.</summary>
    public static IReadOnlyList<string> Objectives { get; } = ["softmax", "sampled-softmax", "mse"];

    /// <summary>Settles everything that the options leave to the recipe.</summary>
    /// <param name="options">What the user asked for.</param>
    /// <param name="split">The data, whose size decides some defaults.</param>
    /// <exception cref="InputException">An option is out of its range, or a name is unknown.</exception>
    public static FitSettings Resolve(TrainingOptions options, DataSplit split)
    {
        var objective =
            options.Fit.Objective
            ?? (
                options.Recipe == "basic" ? "mse"
                : split.Dataset.Items.Count <= LargestExactCatalogue ? "softmax"
                : "sampled-softmax"
            );
        if (options.Fit.RecencyHalfLife > 0 && objective == "mse")
        {
            throw InputException.WrongUse(
                "The objective 'mse' has no recency weights. Leave the recency half-life out, or use 'softmax'."
            );
        }
        if (options.Fit.RecencyHalfLife > 0 && split.Train.Times is null)
        {
            throw InputException.WrongUse(
                "A recency half-life needs times, and the interactions have none. Name the column with --time."
            );
        }
        var recipe = options.Recipe == "basic" ? Basic(objective) : Default(objective, split);
        return recipe with
        {
            Dimensions = options.Model.Dimensions ?? recipe.Dimensions,
            Epochs = options.Fit.Epochs ?? recipe.Epochs,
            BatchSize = options.Fit.BatchSize ?? recipe.BatchSize,
            LearningRate = options.Fit.LearningRate ?? recipe.LearningRate,
            Regularization = options.Fit.Regularization is { } strength
                ? [strength]
                : recipe.Regularization,
            RecencyHalfLife = options.Fit.RecencyHalfLife is { } halfLife
                ? [halfLife]
                : recipe.RecencyHalfLife,
            Patience = options.Fit.Patience ?? recipe.Patience,
        };
    }

    /// <summary>The Keras RS tutorial "Recommending movies: retrieval", to the letter. A reproduction, not a good model.</summary>
    private static FitSettings Basic(string objective) =>
        new()
        {
            Dimensions = 32,
            Objective = objective,
            Optimizer = "adagrad",
            Epochs = 50,
            BatchSize = 1000,
            SampledItems = 0,
            LearningRate = 0.1,
            CosineDecay = false,
            Regularization = [0],
            RecencyHalfLife = [0],
            RegularizationExponent = 0,
            Patience = 0,
            ValidateEvery = 5,
            Bias = false,
            InitialRange = 0.05,
            UnknownRate = 0,
        };

    /// <summary>
    /// A softmax over the catalogue with a popularity bias, and the regularization and recency weights that the validation
    /// set prefers. The fixed values were found on validation sets alone (MovieLens 100K leave-last and random, MovieLens 1M):
    /// a rate of .03 needs 50 epochs where .01 needs over 100, an exponent of .5 to 1 is a tie, and without the bias NDCG@10
    /// falls by a sixth.
    /// </summary>
    private static FitSettings Default(string objective, DataSplit split) =>
        new()
        {
            Dimensions = 64,
            Objective = objective,
            Optimizer = "adam",
            Epochs = 50,
            BatchSize =
                objective == "mse" ? 1024 : Math.Clamp(split.Dataset.Users.Count / 16, 64, 256),
            SampledItems = 4096,
            LearningRate = objective == "mse" ? 0.005 : 0.03,
            CosineDecay = true,
            Regularization =
                objective == "mse"
                    ? [0.001]
                    : [0.01, 0.02, 0.04, 0.06, 0.08, 0.1, 0.13, 0.17, 0.22, 0.3, 0.4, 0.6, 1],
            RecencyHalfLife = objective == "mse" || split.Train.Times is null ? [0] : [0, 15],
            RegularizationExponent = 0.75,
            Patience = 10,
            ValidateEvery = 1,
            Bias = objective != "mse",
            InitialRange = 0.15,
            UnknownRate = 0.05,
        };

    /// <summary>Checks what can be checked without data.</summary>
    /// <exception cref="InputException">An option is out of its range, or a name is unknown.</exception>
    public static void Check(TrainingOptions options)
    {
        OneOf("recipe", options.Recipe, Names);
        Baselines.Check(options.Evaluation.Baselines);
        if (options.Fit.Objective is { } objective)
        {
            OneOf("objective", objective, Objectives);
        }
        FeatureOptionsCheck.Check(options);
        InRange("dimensions", options.Model.Dimensions, 1, 4096);
        InRange("number of epochs", options.Fit.Epochs, 1, 1_000_000);
        InRange("batch size", options.Fit.BatchSize, 1, 1_000_000);
        InRange("patience", options.Fit.Patience, 0, 1_000_000);
        InRange("checkpoint interval", options.Fit.CheckpointEvery, 1, 1_000_000);
        InRange("number of threads", options.Threads, 1, 1024);
        InRange("baked k", options.Export.BakedK, 1, 1_000_000);
        if (options.Fit.LearningRate is { } rate && !(rate > 0 && double.IsFinite(rate)))
        {
            throw InputException.WrongUse($"The learning rate is {rate}; it must be above 0.");
        }
        if (
            options.Fit.RecencyHalfLife is { } halfLife
            && !(halfLife >= 0 && double.IsFinite(halfLife))
        )
        {
            throw InputException.WrongUse(
                $"The recency half-life is {halfLife}; it must be at least 0."
            );
        }
        if (
            options.Fit.Regularization is { } strength
            && !(strength >= 0 && double.IsFinite(strength))
        )
        {
            throw InputException.WrongUse(
                $"The regularization is {strength}; it must be at least 0."
            );
        }
    }

    private static void OneOf(string what, string value, IReadOnlyList<string> known)
    {
        if (!known.Contains(value))
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
}
