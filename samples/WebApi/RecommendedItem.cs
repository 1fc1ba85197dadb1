namespace OnnxRetrieval.Samples.WebApi;

/// <summary>An item of an answer.</summary>
/// <param name="Id">The item's id.</param>
/// <param name="Title">The item's title, null where the model has no titles.</param>
/// <param name="Score">How well it fits; higher is better, and only the order within one answer means something.</param>
public sealed record RecommendedItem(string Id, string? Title, float Score);
