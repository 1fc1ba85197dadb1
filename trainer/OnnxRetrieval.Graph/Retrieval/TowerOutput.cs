namespace OnnxRetrieval.Graph;

/// <summary>What a tower gives.</summary>
/// <param name="Vector">The vectors, float <c>[batch, dimensions]</c>.</param>
/// <param name="Known">Whether each query's id was in the vocabulary, bool <c>[batch]</c>.</param>
public sealed record TowerOutput(GraphValue Vector, GraphValue Known);
