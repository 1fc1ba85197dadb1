namespace OnnxRetrieval.Graph;

/// <summary>The exact search's first half: the scores of all candidates.</summary>
internal static class CandidateScores
{
    /// <summary>The name of the scores of all candidates, by which they are found in a file.</summary>
    public const string Name = "/score/all";

    /// <summary>A score for each query and candidate: the dot product of their vectors, plus the candidate's bias.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="vector">The queries' vectors, <c>[batch, dimensions]</c>.</param>
    /// <param name="candidates">The candidates.</param>
    /// <param name="hasPadRow">Whether a last column stands for padding, where excluded ids that are none lead to.</param>
    /// <returns>Float <c>[batch, candidates (+ 1)]</c>.</returns>
    public static GraphValue Of(
        GraphBuilder graph,
        GraphValue vector,
        CandidateTable candidates,
        bool hasPadRow
    )
    {
        var count = candidates.Count + (hasPadRow ? 1 : 0);
        var vectors = hasPadRow
            ? Tables.WithLastRow(candidates.Vectors.Span, new float[candidates.Dimensions])
            : candidates.Vectors;
        var matrix = graph.Weights("/candidate/vectors", vectors, count, candidates.Dimensions);
        GraphValue? bias = null;
        if (candidates.Biases is { } biases)
        {
            bias = graph.Weights(
                "/candidate/biases",
                hasPadRow ? Tables.WithLastRow(biases.Span, [0f]) : biases,
                count
            );
        }
        return graph.Gemm(vector, matrix, bias, transposeB: true, name: Name);
    }

    /// <summary>What the scores are, for whoever looks at the graph.</summary>
    public static string Describe(CandidateTable candidates) =>
        candidates.Biases is null
            ? "Dot products of the query's and the candidates' vectors."
            : "Dot products of the query's and the candidates' vectors, plus the candidates' biases.";
}
