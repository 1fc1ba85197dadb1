using OnnxRetrieval.Quality.Data;
using OnnxRetrieval.Training;

namespace OnnxRetrieval.Quality.Measuring;

/// <summary>Data with a split, whose validation part compares options.</summary>
/// <param name="Name">What <c>--sets</c> and the table call it.</param>
/// <param name="Title">What it is.</param>
/// <param name="Source">The data.</param>
/// <param name="Split">How data is held out.</param>
internal sealed record AblationSet(
    string Name,
    string Title,
    DataSource Source,
    SplitOptions Split
);

/// <summary>The defaults but for one thing.</summary>
/// <param name="Name">What the table calls it, as on the command line.</param>
/// <param name="Change">Sets the one thing.</param>
internal sealed record Ablation(string Name, Func<TrainingOptions, TrainingOptions> Change)
{
    /// <summary>The defaults, then what departs from them.</summary>
    public static IReadOnlyList<Ablation> All { get; } =
    [
        new("defaults", options => options),
        .. Models(
            ("--history none", model => model with { History = "none" }),
            ("--history mean", model => model with { History = "mean" }),
            ("--history recency", model => model with { History = "recency" }),
            ("--history attention", model => model with { History = "attention" }),
            (
                "--history mean --shared-history",
                model => model with { History = "mean", SharedHistory = true }
            ),
            (
                "--history mean --user-embedding false",
                model => model with { History = "mean", UserEmbedding = false }
            ),
            ("--dimensions 32", model => model with { Dimensions = 32 }),
            ("--dimensions 64", model => model with { Dimensions = 64 }),
            ("--dimensions 128", model => model with { Dimensions = 128 }),
            ("--similarity cosine", model => model with { Similarity = "cosine" }),
            ("--query-layers 128", model => model with { QueryLayers = [128] })
        ),
        .. Fits(
            ("--start random", fit => fit with { Start = "random" }),
            ("--recency-half-life 0", fit => fit with { RecencyHalfLife = 0 }),
            ("--regularization 0.1", fit => fit with { Regularization = 0.1 }),
            ("--objective softmax", fit => fit with { Objective = "softmax" }),
            ("--objective sampled-softmax", fit => fit with { Objective = "sampled-softmax" }),
            ("--objective in-batch-softmax", fit => fit with { Objective = "in-batch-softmax" }),
            ("--objective bpr", fit => fit with { Objective = "bpr" }),
            ("--objective bce", fit => fit with { Objective = "bce" }),
            ("--objective ccl", fit => fit with { Objective = "ccl" })
        ),
    ];

    private static IEnumerable<Ablation> Models(
        params (string Name, Func<ModelOptions, ModelOptions> Change)[] changes
    ) =>
        changes.Select(change => new Ablation(
            change.Name,
            options => options with { Model = change.Change(options.Model) }
        ));

    private static IEnumerable<Ablation> Fits(
        params (string Name, Func<FitOptions, FitOptions> Change)[] changes
    ) =>
        changes.Select(change => new Ablation(
            change.Name,
            options => options with { Fit = change.Change(options.Fit) }
        ));
}
