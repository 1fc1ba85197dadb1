using System.Text.Json.Serialization;
using OnnxRetrieval.Training.Customizing;
using OnnxRetrieval.Training.Data;
using OnnxRetrieval.Training.Objectives;
using OnnxRetrieval.Training.Optimization;

namespace OnnxRetrieval.Training.Fitting;

/// <summary>What a fit does, with nothing left open: the recipe's values with the user's in their place.</summary>
public sealed record FitSettings
{
    // libtorch shares work among threads in parts of 32,768 numbers.
    private const int NumbersWorthThreads = 4 * 32_768;

    /// <summary>What the towers are made of.</summary>
    public required ModelSettings Model { get; init; }

    /// <summary>The objective: one of <see cref="ObjectiveKind.Names"/>.</summary>
    public required string Objective { get; init; }

    /// <summary>The optimizer: <c>adagrad</c>, <c>adam</c> or <c>adamw</c>.</summary>
    public required string Optimizer { get; init; }

    /// <summary>The decoupled weight decay (adamw).</summary>
    public double WeightDecay { get; init; } = AdamW.DefaultDecay;

    /// <summary>The greatest norm of a step's gradients together; null: any.</summary>
    public double? ClipNorm { get; init; }

    /// <summary>Most epochs to train; also the length of the rate's schedule.</summary>
    public required int Epochs { get; init; }

    /// <summary>Users (softmax, sampled-softmax) or interactions (the others) a step.</summary>
    public required int BatchSize { get; init; }

    /// <summary>Items drawn a step beside those that its examples have; not of softmax and mse.</summary>
    public int Negatives { get; init; }

    /// <summary>Negatives are drawn in proportion to their popularity to the power of this; 0: uniformly.</summary>
    public double NegativePower { get; init; }

    /// <summary>How many of the negatives count for each example, the highest scoring ones; null: all.</summary>
    public int? HardNegatives { get; init; }

    /// <summary>What scores are divided by in training; not of ccl and mse.</summary>
    public double Temperature { get; init; } = 1;

    /// <summary>The cosine up to which a negative costs nothing (ccl).</summary>
    public double Margin { get; init; }

    /// <summary>How much the negatives of an example count together beside it (bce, ccl).</summary>
    public double NegativeWeight { get; init; }

    /// <summary>The highest rating counts 1 + this times as much as the lowest.</summary>
    public double RatingWeight { get; init; }

    /// <summary>The learning rate at its height.</summary>
    public required double LearningRate { get; init; }

    /// <summary>How the rate goes on: <c>constant</c>, <c>cosine</c> or <c>linear</c>.</summary>
    public required string Schedule { get; init; }

    /// <summary>Steps over which the rate rises at the start.</summary>
    public int WarmupSteps { get; init; }

    /// <summary>
    /// L2 strengths to choose from on the validation set, ascending; one alone is taken as it is. A row of an embedding
    /// gets this times (its frequency / the mean frequency)^<see cref="RegularizationExponent"/>.
    /// </summary>
    public required IReadOnlyList<double> Regularization { get; init; }

    /// <summary>
    /// Half-lives of the recency weights to choose from on the validation set, in interactions of the user; 0: all count the
    /// same. See <c>RecencyWeights</c>.
    /// </summary>
    public required IReadOnlyList<double> RecencyHalfLife { get; init; }

    /// <summary>
    /// Scales of the spectral start to choose from on the validation set, the usual one first; 0 alone: a random start.
    /// </summary>
    public IReadOnlyList<double> StartScale { get; init; } = [0];

    /// <summary>
    /// Whether scales are chosen by training from them, and not by how the starts themselves rank: on the large catalogues that
    /// are sampled from, the start that ranks best is not the one that ends best.
    /// </summary>
    internal bool TrainsStartScales => Objective == "sampled-softmax";

    /// <summary>How far the L2 strength of a row follows its frequency, 0 to 1.</summary>
    public required double RegularizationExponent { get; init; }

    /// <summary>Epochs without a better validation NDCG after which a fit stops; 0: never.</summary>
    public required int Patience { get; init; }

    /// <summary>Epochs between two validations.</summary>
    public required int ValidateEvery { get; init; }

    /// <summary>Users ranked for a validation at most.</summary>
    public int ValidationUsers { get; init; } = ValidationPlan.MostUsers;

    /// <summary>Share of users and items seen as the unknown one; 0: it gets the mean of the trained ones afterwards.</summary>
    public required double UnknownRate { get; init; }

    /// <summary>Share of the users whom an epoch shows as strangers with a history too, where the query tower reads histories.</summary>
    public double HistoryRate { get; init; } = 1;

    /// <summary>What is made in code.</summary>
    [JsonIgnore]
    public Customization Custom { get; init; } = Customization.None;

    /// <summary>
    /// Whether the validation set decides anything. Otherwise it is trained on where it was cut from the training set. The scale
    /// of a start alone is not worth a validation set.
    /// </summary>
    public bool UsesValidation =>
        Regularization.Count > 1 || RecencyHalfLife.Count > 1 || Patience > 0;

    /// <summary>
    /// How many of a machine's cores to compute with. A step of pairs alone has so few numbers that one thread is quicker than
    /// several that wait for each other: with the recipe "basic" more than four times.
    /// </summary>
    internal int ThreadsOf(int cores) =>
        Objective == "mse"
        && Model is { QueryLayers.Count: 0, CandidateLayers.Count: 0 }
        && (long)BatchSize * Model.Dimensions < NumbersWorthThreads
            ? 1
            : cores;

    /// <summary>
    /// The data as a fit uses it: where nothing is chosen on a validation set, what was cut off for one is trained on after
    /// all.
    /// </summary>
    public DataSplit Arrange(DataSplit split) =>
        UsesValidation || !split.ValidIsCarved
            ? split
            : split with
            {
                Train = split.Train.Concat(split.Valid),
                Valid = Interactions.Empty,
                ValidIsCarved = false,
            };
}
