namespace OnnxRetrieval.Training.Towers;

/// <summary>What a tower is told of some entities.</summary>
/// <param name="Rows">The entities' rows, <c>[n]</c>, each at most the tower's count: that row is the unknown entity.</param>
public sealed record TowerInput(long[] Rows)
{
    /// <summary>
    /// Rows by which features other than the id are read, <c>[n]</c>: a stranger of known features has its own row here and
    /// the unknown one in <see cref="Rows"/>. Null: the same.
    /// </summary>
    public long[]? FeatureRows { get; init; }

    /// <summary>The history of each entity; null: none has one.</summary>
    public HistoryBatch? Histories { get; init; }

    /// <summary>When each query is asked, Unix times in seconds, <c>[n]</c>; -1: not known. Null: none is known.</summary>
    public long[]? Times { get; init; }
}
