using OnnxRetrieval.Training.Data;

namespace OnnxRetrieval.Training.Scoring;

/// <summary>Whom to score, and where to write the results.</summary>
public sealed record ScoringOptions
{
    /// <summary>
    /// The users: a file (CSV, TSV, Parquet, JSON), a glob or a DuckDB query with a row a user, in an order that does not
    /// change. A column named as a feature of the model gives its values.
    /// </summary>
    public required string Users { get; init; }

    /// <summary>The column with the users' ids; null: found by its usual names.</summary>
    public string? UserColumn { get; init; }

    /// <summary>The file to write; its extension is one of <see cref="ResultFile.Extensions"/>.</summary>
    public required string Output { get; init; }

    /// <summary>Results for each user, at least 1.</summary>
    public int Count { get; init; } = 10;

    /// <summary>The part of the users to score. The file of a part is <see cref="ScoringPart.FileOf"/>.</summary>
    public ScoringPart Part { get; init; } = ScoringPart.All;

    /// <summary>Ids that nobody is to get; unknown ones are ignored.</summary>
    public IReadOnlyCollection<string> Excluded { get; init; } = [];

    /// <summary>What each user has met and is not to get; null: nothing.</summary>
    public Dataset? Seen { get; init; }

    /// <summary>Results that are kept in memory before they are written: some 40 MB.</summary>
    internal int ResultsOfPiece { get; init; } = 1 << 20;
}

/// <summary>How far a scoring is.</summary>
/// <param name="Done">Users done, those of an earlier, interrupted run included.</param>
/// <param name="Users">Users of this part.</param>
/// <param name="PerSecond">Users a second in this run.</param>
public sealed record ScoringProgress(long Done, long Users, double PerSecond);

/// <summary>What a scoring came to.</summary>
/// <param name="Path">The file written.</param>
/// <param name="Users">Rows of the users' source that were scored.</param>
/// <param name="Resumed">How many of them an earlier run had scored.</param>
/// <param name="WithoutId">Rows left out in this run, as they have no id.</param>
/// <param name="Results">Rows written.</param>
/// <param name="MissingFeatures">Features of the model that the source has no column for.</param>
/// <param name="BatchSize">Users scored together.</param>
/// <param name="Seconds">Time of this run.</param>
public sealed record ScoringReport(
    string Path,
    long Users,
    long Resumed,
    long WithoutId,
    long Results,
    IReadOnlyList<string> MissingFeatures,
    int BatchSize,
    double Seconds
);
