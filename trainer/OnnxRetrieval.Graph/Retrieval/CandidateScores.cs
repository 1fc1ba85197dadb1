namespace OnnxRetrieval.Graph;

/// <summary>The exact search's first half: the scores of all candidates.</summary>
internal static class CandidateScores
{
    /// <summary>The name of the scores of all candidates, by which they are found in a file.</summary>
    public const string Name = "/score/all";

    /// <summary>The same where only some are scored in full.</summary>
    public const string SomeName = "/score/some";

    /// <summary>What the name of such scores ends with once the biases are added.</summary>
    public const string BiasedEnding = "/biased";

    /// <summary>The tables of vectors and biases, as the file holds them.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="candidates">The candidates.</param>
    /// <param name="hasPadRow">Whether a last row stands for padding, where excluded ids that are none lead to.</param>
    public static CandidateTables Tables(
        GraphBuilder graph,
        CandidateTable candidates,
        bool hasPadRow
    )
    {
        var count = candidates.Count + (hasPadRow ? 1 : 0);
        var vectors = hasPadRow
            ? Graph.Tables.WithLastRow(candidates.Vectors.Span, new float[candidates.Dimensions])
            : candidates.Vectors;
        var matrix = graph.Weights("/candidate/vectors", vectors, count, candidates.Dimensions);
        GraphValue? bias = null;
        if (candidates.Biases is { } biases)
        {
            bias = graph.Weights(
                "/candidate/biases",
                hasPadRow ? Graph.Tables.WithLastRow(biases.Span, [0f]) : biases,
                count
            );
        }
        return new CandidateTables(matrix, bias);
    }

    /// <summary>A score for each query and candidate: the dot product of their vectors, plus the candidate's bias.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="vector">The queries' vectors, <c>[batch, dimensions]</c>.</param>
    /// <param name="tables">The candidates.</param>
    /// <returns>Float <c>[batch, rows]</c>.</returns>
    public static GraphValue Of(GraphBuilder graph, GraphValue vector, CandidateTables tables) =>
        graph.Gemm(vector, tables.Vectors, tables.Biases, transposeB: true, name: Name);

    /// <summary>A score for each query and each of its own rows, as above.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="vector">The queries' vectors, <c>[batch, dimensions]</c>.</param>
    /// <param name="tables">The candidates.</param>
    /// <param name="rows">The rows, int64 <c>[1 or batch, count]</c>.</param>
    /// <param name="name">The products' name; with biases, the scores' name ends with <see cref="BiasedEnding"/>.</param>
    /// <returns>Float <c>[batch, count]</c>.</returns>
    public static GraphValue OfRows(
        GraphBuilder graph,
        GraphValue vector,
        CandidateTables tables,
        GraphValue rows,
        string? name = null
    )
    {
        // [1 or batch, count, dimensions] · [batch, dimensions, 1]
        var products = graph.MatMul(
            graph.Gather(tables.Vectors, rows),
            graph.Unsqueeze(vector, [2]),
            name
        );
        var scores = graph.Squeeze(products, [2]);
        return tables.Biases is { } biases
            ? graph.Add(
                scores,
                graph.Gather(biases, rows),
                name is null ? null : name + BiasedEnding
            )
            : scores;
    }

    /// <summary>What the scores are, for whoever looks at the graph.</summary>
    public static string Describe(CandidateTable candidates) =>
        candidates.Biases is null
            ? "Dot products of the query's and the candidates' vectors."
            : "Dot products of the query's and the candidates' vectors, plus the candidates' biases.";
}

/// <summary>The candidates in a graph.</summary>
/// <param name="Vectors">Their vectors, float <c>[rows, dimensions]</c>.</param>
/// <param name="Biases">What is added to their scores, float <c>[rows]</c>; null: nothing.</param>
internal sealed record CandidateTables(GraphValue Vectors, GraphValue? Biases);
