namespace OnnxRetrieval.Graph;

/// <summary>The names of contract version 1, which <c>docs/contract.md</c> explains.</summary>
public static class RetrievalContract
{
    /// <summary>The contract's version.</summary>
    public const int Version = 1;

    /// <summary>Input: how many results, int64 <c>[1]</c>.</summary>
    public const string K = "k";

    /// <summary>Input: ids never to return, <c>[1 or batch, count]</c>.</summary>
    public const string Exclude = "exclude";

    /// <summary>Input of some files: the only ids to return, <c>[1 or batch, count]</c>; count 0: all.</summary>
    public const string Candidates = "candidates";

    /// <summary>Input of files with inverted lists: how many of their blocks to look into, int64 <c>[1]</c>; 0: as many as the file says.</summary>
    public const string Probes = "nprobe";

    /// <summary>Output: ids, best first, <c>[batch, k]</c>.</summary>
    public const string CandidateId = "candidate_id";

    /// <summary>Output: scores, float <c>[batch, k]</c>.</summary>
    public const string Score = "score";

    /// <summary>Output: rows in the candidate matrix, int64 <c>[batch, k]</c>.</summary>
    public const string CandidateIndex = "candidate_index";

    /// <summary>Output: whether anything about the query is known, its id or an item of its history, bool <c>[batch]</c>.</summary>
    public const string QueryKnown = "query_known";

    /// <summary>The symbol of the number of queries in one call.</summary>
    public const string Batch = "batch";

    /// <summary>The string id that stands for none.</summary>
    public const string NoStringId = "";

    /// <summary>The integer id, and the row, that stands for none.</summary>
    public const long NoNumber = -1;

    /// <summary>The names that neither a feature nor a column may have.</summary>
    public static IReadOnlyList<string> ReservedNames { get; } =
    [K, Exclude, Candidates, Probes, CandidateId, Score, CandidateIndex, QueryKnown];
}
