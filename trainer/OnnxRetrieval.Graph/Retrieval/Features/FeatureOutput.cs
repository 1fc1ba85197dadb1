namespace OnnxRetrieval.Graph;

/// <summary>What a feature gives.</summary>
/// <param name="Vector">The vectors, float <c>[batch, width]</c>.</param>
/// <param name="Known">
/// Whether each query is one that this feature recognizes, bool <c>[batch]</c>; null for a feature that says nothing about
/// who the query is, such as its country or its time.
/// </param>
public sealed record FeatureOutput(GraphValue Vector, GraphValue? Known);
