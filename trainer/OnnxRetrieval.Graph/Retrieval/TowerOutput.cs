namespace OnnxRetrieval.Graph;

/// <summary>What a tower gives.</summary>
/// <param name="Vector">The vectors, float <c>[batch, dimensions]</c>.</param>
/// <param name="Known">Whether anything about each query is known, its id or an item of its history, bool <c>[batch]</c>.</param>
public sealed record TowerOutput(GraphValue Vector, GraphValue Known);
