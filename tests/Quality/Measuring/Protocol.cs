using OnnxRetrieval.Quality.Data;
using OnnxRetrieval.Training;

namespace OnnxRetrieval.Quality.Measuring;

/// <summary>Data with a split, and what a model trained on it with the defaults must reach.</summary>
/// <param name="Name">What <c>--sets</c> calls it.</param>
/// <param name="Title">What the report calls it.</param>
/// <param name="Source">The data.</param>
/// <param name="Split">How data is held out.</param>
/// <param name="Goals">What must be reached.</param>
internal sealed record Protocol(
    string Name,
    string Title,
    DataSource Source,
    SplitOptions Split,
    IReadOnlyList<Goal> Goals
)
{
    /// <summary>Who competes.</summary>
    public Contest Contest { get; init; } = Contest.Users;

    /// <summary>What the seconds of a training must not exceed; null: its time is not told.</summary>
    public TimeGoal? Time { get; init; }
}

/// <summary>A metric that must be reached.</summary>
/// <param name="Metric">Its name, such as <c>ndcg@10</c>.</param>
/// <param name="AtLeast">What must be reached.</param>
/// <param name="Aim">What is aimed at.</param>
/// <param name="Of">The contender whose metric these are multiples of; null: they are the metric itself.</param>
internal sealed record Goal(string Metric, double AtLeast, double Aim, string? Of = null);

/// <summary>How long a training may take.</summary>
/// <param name="AtMost">Seconds that must be reached.</param>
/// <param name="Aim">Seconds that are aimed at.</param>
internal sealed record TimeGoal(double AtMost, double Aim);
