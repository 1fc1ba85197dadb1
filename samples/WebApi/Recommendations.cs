namespace OnnxRetrieval.Samples.WebApi;

/// <summary>An answer.</summary>
/// <param name="Known">Whether the model knows the user, the item, or anything of the history; false: the items are those for a stranger.</param>
/// <param name="Items">The items found, best first; fewer than asked for where no more are left.</param>
public sealed record Recommendations(bool Known, IReadOnlyList<RecommendedItem> Items);
