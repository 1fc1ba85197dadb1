namespace OnnxRetrieval.Training.Objectives;

/// <summary>What one step learns from. All of it is plain arrays, so that a batch can be made before its step.</summary>
public sealed record Batch
{
    /// <summary>Query rows, <c>[n]</c>.</summary>
    public required long[] Queries { get; init; }

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
}
