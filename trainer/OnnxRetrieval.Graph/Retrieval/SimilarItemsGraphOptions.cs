namespace OnnxRetrieval.Graph;

/// <summary>How an item-to-item graph is written.</summary>
public sealed record SimilarItemsGraphOptions : RetrievalGraphOptions
{
    /// <summary>The name of the input with the item's id.</summary>
    public string InputName { get; init; } = "item_id";
}
