using OnnxRetrieval.Training.Towers;

namespace OnnxRetrieval.Training.Objectives;

/// <summary>What one step learns from. All of it is plain arrays, so that a batch can be made before its step.</summary>
public sealed record Batch
{
    /// <summary>Query rows, <c>[n]</c>.</summary>
    public required long[] Queries { get; init; }

    /// <summary>Rows by which other features of the queries than their id are read, <c>[n]</c>; null: as <see cref="Queries"/>.</summary>
    public long[]? FeatureRows { get; init; }

    /// <summary>Histories of the queries; null: none has one.</summary>
    public HistoryBatch? Histories { get; init; }

    /// <summary>When the queries are asked, Unix times in seconds, <c>[n]</c>; null: not known.</summary>
    public long[]? Times { get; init; }

    /// <summary>
    /// Candidate rows. Of a pairwise objective: one for each query, then the negatives that all queries share,
    /// <c>[n + m]</c>; of others <c>[m]</c>, shared by all queries. Empty: the whole catalogue.
    /// </summary>
    public required long[] Candidates { get; init; }

    /// <summary>Positions of the positives in the scores <c>[n, m]</c>, flattened; empty where each query has its own candidate.</summary>
    public long[] Positives { get; init; } = [];

    /// <summary>Positions in the scores of the negatives <c>[n, m]</c>, flattened, that are no negatives of their query.</summary>
    public long[] Excluded { get; init; } = [];

    /// <summary>For each query its target, or the number of its positives; empty where the objective has none.</summary>
    public float[] Targets { get; init; } = [];

    /// <summary>How much each interaction counts, 1 on average; empty: all the same.</summary>
    public float[] Weights { get; init; } = [];

    /// <summary>How many interactions the batch stands for.</summary>
    public required int Interactions { get; init; }

    /// <summary>What the query tower is told.</summary>
    public TowerInput QueryInput =>
        new(Queries)
        {
            FeatureRows = FeatureRows,
            Histories = Histories,
            Times = Times,
        };
}
