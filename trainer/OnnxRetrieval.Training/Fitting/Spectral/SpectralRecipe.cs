using System.Globalization;
using OnnxRetrieval.Training.Data;

namespace OnnxRetrieval.Training.Fitting.Spectral;

/// <summary>When a fit has a spectral start, and what else is then different from the recipe.</summary>
internal static class SpectralRecipe
{
    /// <summary>Numbers in the tables at most: a decomposition holds several arrays of that length.</summary>
    private const long MostNumbers = 200_000_000;

    private const int Dimensions = 128;

    /// <summary>
    /// Length of the vectors with histories of at most <see cref="FewRows"/> users and items together: on MovieLens 100K anything
    /// from 48 to 128 was the same to the validation set, and a file has a table more then.
    /// </summary>
    private const int HistoryDimensions = 48;
    private const int FewRows = 5000;

    /// <summary>
    /// Noise beside the singular vectors, uniform in ± this: what else starts at 0 would stay equal in all rows.
    /// </summary>
    private const double Noise = 0.0075;

    /// <summary>Significant digits of a strength: more would tell nothing.</summary>
    private const int Digits = 3;

    /// <summary>λ in units of the <see cref="NoiseLevel"/>.</summary>
    private static readonly double[] Ratios = [0.25, 0.35, 0.45, 0.55, 0.65, 0.75, 0.85, 1, 1.15];

    /// <summary>κ: .3 as a rule, and less where a start is too long at that.</summary>
    private static readonly double[] Scales = [0.3, 0.1, 0.03];

    /// <summary>
    /// κ and epochs with histories: a start says what belongs together, and training what follows what, which takes longer and
    /// ends better from further away (validation sets of MovieLens 100K, leave-last: NDCG@10 .118 with .3 and 16 epochs, .133
    /// with .1 and 24).
    /// </summary>
    private static readonly double[] HistoryScales = [0.1, 0.03];
    private const int HistoryEpochs = 24;
    private const int Epochs = 12;

    /// <summary>
    /// Epochs of sampling, without and with histories: where catalogues are large, 7 epochs ended as 10 do (validation NDCG@10
    /// of 30,000 users and 41,000 items, κ = .1: .0799 and .0802), and with histories the best one came before the eighth.
    /// </summary>
    private const int SampledEpochs = 8;
    private const int SampledHistoryEpochs = 12;

    /// <summary>The recipe for a spectral start where it can be had, else as it is.</summary>
    /// <param name="recipe">The recipe for a random start.</param>
    /// <param name="model">The towers that the options and the recipe come to.</param>
    /// <param name="options">What the user asked for.</param>
    /// <param name="split">The data.</param>
    /// <exception cref="InputException">The options ask for a spectral start, and it cannot be had.</exception>
    public static FitSettings Apply(
        FitSettings recipe,
        ModelSettings model,
        TrainingOptions options,
        DataSplit split
    )
    {
        if (options.Fit.Start == "random")
        {
            return recipe;
        }
        if (Obstacle(recipe, model, options, split) is { } obstacle)
        {
            return options.Fit.Start is null
                ? recipe
                : throw InputException.WrongUse(
                    $"A spectral start {obstacle}. Leave --start out, or use --start random."
                );
        }
        var noise = NoiseOf(split.Train, split);
        var hasHistory = model.History != "none";
        var samples = recipe.Objective == "sampled-softmax";
        return recipe with
        {
            Model = recipe.Model with
            {
                Dimensions =
                    hasHistory && RowsOf(split) <= FewRows ? HistoryDimensions : Dimensions,
                InitialRange = Noise,
            },
            Epochs = (samples, hasHistory) switch
            {
                (true, true) => SampledHistoryEpochs,
                (true, false) => SampledEpochs,
                (false, true) => HistoryEpochs,
                _ => Epochs,
            },
            Regularization = [.. Ratios.Select(ratio => Short(ratio * noise))],
            StartScale = hasHistory ? HistoryScales : Scales,
        };
    }

    /// <summary>
    /// The values for a fit on more data than they were chosen on: a strength that was chosen keeps its ratio to the noise.
    /// </summary>
    /// <param name="choice">The values as chosen on the training data.</param>
    /// <param name="settings">The lists that they were chosen from.</param>
    /// <param name="split">The data.</param>
    /// <param name="train">What is fitted on.</param>
    public static FitChoice Carry(
        FitChoice choice,
        FitSettings settings,
        DataSplit split,
        Interactions train
    ) =>
        choice.StartScale == 0 || settings.Regularization.Count == 1
            ? choice
            : choice with
            {
                Regularization =
                    choice.Regularization * NoiseOf(train, split) / NoiseOf(split.Train, split),
            };

    private static long RowsOf(DataSplit split) =>
        split.Dataset.Users.Count + (long)split.Dataset.Items.Count;

    private static double Short(double strength) =>
        double.Parse(
            strength.ToString($"g{Digits}", CultureInfo.InvariantCulture),
            CultureInfo.InvariantCulture
        );

    private static double NoiseOf(Interactions train, DataSplit split) =>
        NoiseLevel.Of(train, split.Dataset.Users.Count, split.Dataset.Items.Count);

    /// <summary>Why there is no spectral start, as the end of a sentence; null: there is one.</summary>
    private static string? Obstacle(
        FitSettings recipe,
        ModelSettings model,
        TrainingOptions options,
        DataSplit split
    )
    {
        var rows = RowsOf(split);
        return options.Recipe != "default" ? $"is not part of the recipe '{options.Recipe}'"
            : !ObjectiveKind.BatchesUsers(recipe.Objective)
                ? $"is for the objectives 'softmax' and 'sampled-softmax', not for '{recipe.Objective}'"
            : !model.UserEmbedding ? "needs an embedding for each user"
            : model.QueryLayers.Count + model.CandidateLayers.Count > 0
                ? "is for towers without layers"
            : model.Cosine ? "is for dot products, not for cosines"
            : model.History == "attention" ? "is not for histories read by attention"
            : options.Fit.Optimizer == "adamw"
                ? "follows the L2 regularization, which 'adamw' has not"
            : rows * (options.Model.Dimensions ?? Dimensions) > MostNumbers
                ? $"takes too much memory for {rows:N0} users and items"
            : NoiseOf(split.Train, split) == 0 ? "needs more than one user and item"
            : null;
    }
}
