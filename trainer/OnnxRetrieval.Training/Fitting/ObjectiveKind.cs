using OnnxRetrieval.Training.Customizing;
using OnnxRetrieval.Training.Data;
using OnnxRetrieval.Training.Objectives;
using OnnxRetrieval.Training.Towers;

namespace OnnxRetrieval.Training.Fitting;

/// <summary>The objectives by name: which options each has, and how it is made.</summary>
internal static class ObjectiveKind
{
    private static readonly string[] Softmaxes = ["softmax", "sampled-softmax", "in-batch-softmax"];
    private static readonly string[] Sampling =
    [
        "sampled-softmax",
        "in-batch-softmax",
        "bpr",
        "bce",
        "ccl",
    ];

    /// <summary>The names that options may give.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Softmaxes, "bpr", "bce", "ccl", "mse"];

    /// <summary>The options that not every objective has.</summary>
    private static readonly OwnOption[] OwnOptions =
    [
        new("drawn negatives", "--negatives", fit => fit.Negatives is not null, Sampling),
        new(
            "drawn negatives",
            "--negative-sampling",
            fit => fit.NegativeSampling is not null,
            Sampling
        ),
        new("drawn negatives", "--negative-power", fit => fit.NegativePower is not null, Sampling),
        new("drawn negatives", "--hard-negatives", fit => fit.HardNegatives is not null, Sampling),
        new(
            "temperature",
            "--temperature",
            fit => fit.Temperature is not null,
            [.. Softmaxes, "bpr", "bce"]
        ),
        new("margin", "--margin", fit => fit.Margin is not null, ["ccl"]),
        new(
            "negative weight",
            "--negative-weight",
            fit => fit.NegativeWeight is not null,
            ["bce", "ccl"]
        ),
        new(
            "recency weights",
            "--recency-half-life",
            fit => fit.RecencyHalfLife > 0,
            [.. Softmaxes, "bpr", "bce", "ccl"]
        ),
        new(
            "rating weights",
            "--rating-weight",
            fit => fit.RatingWeight > 0,
            [.. Softmaxes, "bpr", "bce", "ccl"]
        ),
    ];

    /// <summary>Whether a batch is of users, each with all of its items, rather than of interactions.</summary>
    public static bool BatchesUsers(string objective) =>
        objective is "softmax" or "sampled-softmax";

    /// <summary>Refuses options that an objective does not have.</summary>
    /// <exception cref="InputException">There is one.</exception>
    public static void Check(string objective, FitOptions fit)
    {
        foreach (var option in OwnOptions)
        {
            if (option.IsGiven(fit) && !option.Objectives.Contains(objective))
            {
                throw InputException.WrongUse(
                    $"The objective '{objective}' has no {option.What}. Leave {option.Flag} out, or use --objective with {string.Join(", ", option.Objectives)}."
                );
            }
        }
    }

    /// <summary>An objective over some training data.</summary>
    /// <param name="settings">Which, and its numbers.</param>
    /// <param name="train">The training data.</param>
    /// <param name="items">The same by user.</param>
    /// <param name="itemCount">The number of items.</param>
    /// <param name="recencyHalfLife">The half-life of the recency weights; 0: none.</param>
    /// <param name="seed">Decides what is not drawn anew each epoch.</param>
    /// <param name="query">The query tower, which may read histories and times.</param>
    public static Objective Create(
        FitSettings settings,
        Interactions train,
        UserItems items,
        int itemCount,
        double recencyHalfLife,
        int seed,
        Tower query
    )
    {
        var size = settings.BatchSize;
        if (settings.Custom.Objective is null && settings.Objective == "mse")
        {
            return new MeanSquaredError(train, RatingScale.Of(train), size, seed);
        }
        var weights = Weights(settings, train, items, recencyHalfLife);
        var histories =
            query.ReadsHistory || query.ReadsTime
                ? UserHistories.From(train, items.UserCount)
                : null;
        var strangers = query.ReadsHistory
            ? new HistoryDraw(
                histories!,
                settings.Model.History == "mean" ? int.MaxValue : settings.Model.HistoryLength,
                settings.HistoryRate
            )
            : null;
        var pairs = new PairwiseData(
            items,
            weights,
            itemCount,
            size,
            new NegativeSampling(settings.Negatives, settings.NegativePower, settings.HardNegatives)
        )
        {
            UnknownRate = settings.UnknownRate,
            Temperature = settings.Temperature,
            Strangers = strangers,
            Times = query.ReadsTime ? histories!.TimesOf(items) : null,
        };
        if (settings.Custom.Objective is { } custom)
        {
            return custom(new ObjectiveParts(train, pairs, settings, seed));
        }
        return settings.Objective switch
        {
            "softmax" or "sampled-softmax" => new SoftmaxCrossEntropy(
                items,
                weights,
                itemCount,
                size,
                settings.Objective == "softmax" ? null : pairs.Negatives,
                settings.UnknownRate,
                settings.Temperature,
                strangers
            ),
            "in-batch-softmax" => new InBatchSoftmax(pairs),
            "bpr" => new BayesianPersonalizedRanking(pairs),
            "bce" => new BinaryCrossEntropy(pairs, settings.NegativeWeight),
            "ccl" => new CosineContrastive(pairs, settings.NegativeWeight, settings.Margin),
            _ => throw new ArgumentOutOfRangeException(
                nameof(settings),
                settings.Objective,
                "No such objective."
            ),
        };
    }

    /// <summary>How much each entry of the training data counts.</summary>
    /// <param name="settings">The ratings' weight.</param>
    /// <param name="train">The training data.</param>
    /// <param name="items">The same by user.</param>
    /// <param name="recencyHalfLife">The half-life of the recency weights; 0: none.</param>
    /// <returns>Weights aligned with the entries of <paramref name="items"/>, 1 on average over a user.</returns>
    public static float[] Weights(
        FitSettings settings,
        Interactions train,
        UserItems items,
        double recencyHalfLife
    )
    {
        var weights =
            recencyHalfLife > 0 ? RecencyWeights.Of(train, items, recencyHalfLife)
            : train.Weights is not null ? GivenWeights.Of(train, items)
            : RecencyWeights.Uniform(items);
        if (settings.RatingWeight > 0)
        {
            RatingWeights.Apply(weights, train, items, settings.RatingWeight);
        }
        return weights;
    }

    /// <param name="What">What the objective would need to have.</param>
    /// <param name="Flag">The option on a command line.</param>
    /// <param name="IsGiven">Whether it is given.</param>
    /// <param name="Objectives">The objectives that have it.</param>
    private sealed record OwnOption(
        string What,
        string Flag,
        Func<FitOptions, bool> IsGiven,
        string[] Objectives
    );
}
