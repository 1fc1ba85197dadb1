using System.ComponentModel.DataAnnotations;

namespace OnnxRetrieval.Samples.WebApi;

/// <summary>For whom, how many, and what not. With neither a user nor a history, the items are those for a stranger.</summary>
public sealed record RecommendationRequest
{
    /// <summary>The user's id.</summary>
    [StringLength(Limits.IdLength)]
    public string? User { get; init; }

    /// <summary>Ids of items that the user met, the latest last: all of a stranger's, or a known user's since the training. They are left out.</summary>
    [MaxLength(Limits.Ids)]
    public string[]? History { get; init; }

    /// <summary>Ids of further items to leave out, such as those already seen.</summary>
    [MaxLength(Limits.Ids)]
    public string[]? Exclude { get; init; }

    /// <summary>How many items.</summary>
    [Range(1, Limits.Results)]
    public int K { get; init; } = 10;
}
