using OnnxRetrieval.Training.Data;

namespace OnnxRetrieval.Training.Fitting;

/// <summary>
/// How many users are ranked for a validation, and how often, so that it takes about a tenth of the time of training.
/// </summary>
/// <param name="Users">Users ranked at most, sampled evenly by row where there are more.</param>
/// <param name="Every">Epochs from one validation to the next.</param>
/// <remarks>
/// Sizes decide it and no clock, so that runs repeat. Both sides cost in proportion to the scores that they compute. What is
/// chosen on too few users is chosen by chance: rather than fall below <see cref="LeastUsers"/>, validations become rarer, and
/// where even that is not enough, as for the thousand users of MovieLens 100K, they take up to a sixth of an epoch's time:
/// there that is milliseconds.
/// </remarks>
internal readonly record struct ValidationPlan(int Users, int Every)
{
    /// <summary>Users ranked at most: enough for a standard error below .01.</summary>
    public const int MostUsers = 5000;

    /// <summary>Users ranked at least, or all where there are fewer.</summary>
    public const int LeastUsers = 1000;

    /// <summary>Epochs from one validation to the next at most: patience and the best epoch go by validations.</summary>
    public const int RarestEvery = 3;

    private const double Share = 0.1;

    /// <summary>Scores of a validation that nobody waits for: some milliseconds.</summary>
    private const long Trifle = 1_000_000;

    /// <summary>
    /// What a score costs in training beside validation: by a softmax a gradient for both towers, several passes over the
    /// scores and the optimizer (measured on MovieLens 1M: tests/Benchmarks, "validate"); by pairs a gathered row each.
    /// </summary>
    private const double SoftmaxCost = 2.3;
    private const double PairCost = 20;

    /// <summary>The plan for a fit.</summary>
    /// <param name="settings">Objective, batch size and negatives.</param>
    /// <param name="split">Training and validation data.</param>
    public static ValidationPlan For(FitSettings settings, DataSplit split)
    {
        long items = split.Dataset.Items.Count;
        long count = split.Train.Count;
        long users = split.Train.Users.Distinct().Count();
        var heldOut = split.Valid.Users.Distinct().Count();
        var cost = settings.Objective switch
        {
            "softmax" => SoftmaxCost * users * items,
            "sampled-softmax" => SoftmaxCost
                * users
                * Math.Min(
                    items,
                    settings.Negatives + settings.BatchSize * (count / Math.Max(1, users))
                ),
            "in-batch-softmax" => SoftmaxCost * count * (settings.BatchSize + settings.Negatives),
            _ => PairCost * count * (1 + settings.Negatives),
        };
        var affordable = Share * cost / items;
        var least = Math.Min(heldOut, LeastUsers);
        var ranked = (int)Math.Clamp(affordable, least, Math.Max(least, MostUsers));
        var needed = Math.Min(ranked, heldOut);
        if (needed * items <= Trifle)
        {
            return new(ranked, 1);
        }
        return new(
            ranked,
            (int)Math.Clamp(Math.Ceiling(needed / Math.Max(1, affordable)), 1, RarestEvery)
        );
    }
}
