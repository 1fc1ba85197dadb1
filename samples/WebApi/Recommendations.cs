namespace OnnxRetrieval.Samples.WebApi;

/// <summary>An answer.</summary>
/// <param name="Known">Whether the model knows the user, the item, or anything of the history; false: the items are those for a stranger.</param>
/// <param name="Items">The items found, best first; fewer than asked for where no more are left.</param>
public sealed record Recommendations(bool Known, IReadOnlyList<RecommendedItem> Items);

/// <summary>An item of an answer.</summary>
/// <param name="Id">The item's id.</param>
/// <param name="Title">The item's title, null where the model has no titles.</param>
/// <param name="Score">How well it fits; higher is better, and only the order within one answer means something.</param>
public sealed record RecommendedItem(string Id, string? Title, float Score);
