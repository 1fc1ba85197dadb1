using OnnxRetrieval.Training.Data;

namespace OnnxRetrieval.Training.Objectives;

/// <summary>What an objective of pairs learns from, and how it is shown.</summary>
/// <param name="Train">The items of each user.</param>
/// <param name="Weights">How much each entry of <paramref name="Train"/> counts, 1 on average over a user.</param>
/// <param name="ItemCount">The number of items; the unknown item's row.</param>
/// <param name="BatchSize">Pairs a batch.</param>
/// <param name="Negatives">What is drawn for each batch.</param>
public sealed record PairwiseData(
    UserItems Train,
    float[] Weights,
    int ItemCount,
    int BatchSize,
    NegativeSampling Negatives
)
{
    /// <summary>Share of pairs seen with the unknown user too.</summary>
    public double UnknownRate { get; init; }

    /// <summary>What scores are divided by (τ), above 0: cosines alone are too close for most losses.</summary>
    public double Temperature { get; init; } = 1;

    /// <summary>Shows pairs as those of strangers with a history too; null: the query tower reads none.</summary>
    public HistoryDraw? Strangers { get; init; }

    /// <summary>The Unix time of each entry of the training items; null: the query tower reads none.</summary>
    public long[]? Times { get; init; }
}
