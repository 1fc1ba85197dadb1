namespace OnnxRetrieval.Graph;

/// <summary>A column that describes the candidates, such as their title.</summary>
/// <param name="Name">The column's name, which the graph's output has.</param>
/// <param name="Values">A value for each candidate, in row order; "" where it is missing.</param>
public sealed record CandidateColumn(string Name, string[] Values);
