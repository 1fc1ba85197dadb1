using OnnxRetrieval.Training.Data;
using OnnxRetrieval.Training.Evaluation;

namespace OnnxRetrieval.Training.Reporting;

/// <summary>What a report is made from. Parts that a run does not have are null, and left out of the page.</summary>
public sealed record ReportContent
{
    /// <summary>What the model is called.</summary>
    public required string Name { get; init; }

    /// <summary>The data and its parts.</summary>
    public required DataSplit Split { get; init; }

    /// <summary>The loaded recommender.</summary>
    public required Retriever Retriever { get; init; }

    /// <summary>What was given of each user when the model was measured, the latest last.</summary>
    public required UserHistories Given { get; init; }

    /// <summary>Files that lead from items to items, by what the page calls them.</summary>
    public IReadOnlyDictionary<string, Retriever> ItemToItem { get; init; } =
        new Dictionary<string, Retriever>();

    /// <summary>What was measured.</summary>
    public EvaluationReport? Evaluation { get; init; }

    /// <summary>A record an epoch of the fit that was validated.</summary>
    public IReadOnlyList<EpochRecord> History { get; init; } = [];

    /// <summary>A record an epoch of the last fit on training and validation data together.</summary>
    public IReadOnlyList<EpochRecord> Refit { get; init; } = [];

    /// <summary>The candidates' vectors in row order, <c>[items, dimensions]</c>.</summary>
    public float[]? Vectors { get; init; }

    /// <summary>The options as given, as JSON.</summary>
    public string? Options { get; init; }
}
