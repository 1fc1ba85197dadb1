namespace OnnxRetrieval.Graph;

/// <summary>The search in two passes, <see cref="CandidateScan.Int8"/>: when it pays, and what it scores in full.</summary>
public static class TwoPass
{
    /// <summary>The least candidates with which it pays: with fewer, an exact search is as quick.</summary>
    public const int LeastCandidates = 50_000;

    /// <summary>For k results, the best <c>RescoredPerResult · k + RescoredMore</c> of the first pass are scored in full.</summary>
    public const int RescoredPerResult = 4;

    /// <inheritdoc cref="RescoredPerResult"/>
    public const int RescoredMore = 16;
}
