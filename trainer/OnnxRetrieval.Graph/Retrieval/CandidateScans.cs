namespace OnnxRetrieval.Graph;

/// <summary>The ways to search by name.</summary>
public static class CandidateScans
{
    /// <summary>The names, as options and metadata have them.</summary>
    public static IReadOnlyDictionary<string, CandidateScan> Names { get; } =
        new Dictionary<string, CandidateScan>
        {
            ["exact"] = CandidateScan.Exact,
            ["int8"] = CandidateScan.Int8,
            ["lists"] = CandidateScan.Lists,
        };
}
