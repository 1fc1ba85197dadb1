using OnnxRetrieval.Graph.Onnx;

namespace OnnxRetrieval.Graph;

/// <summary>The graph that finds similar items: a candidate's id in, the candidates nearest to it by cosine out.</summary>
public static class SimilarItemsGraph
{
    /// <summary>The value of <see cref="RetrievalMetadata.Kind"/>.</summary>
    public const string Kind = "similar";

    /// <summary>
    /// Builds the model of contract version 1. The query item itself is never returned. One matrix holds both the queries'
    /// and the candidates' vectors.
    /// </summary>
    /// <param name="candidates">The items. Biases play no part in a cosine.</param>
    /// <param name="unknownVector">The vector of a query that is none of the candidates, <c>[dimensions]</c>.</param>
    /// <param name="options">How to write it; null: the defaults.</param>
    /// <exception cref="GraphException">Parts do not fit together, or cannot be told apart in a file.</exception>
    public static ModelProto Build(
        CandidateTable candidates,
        ReadOnlyMemory<float> unknownVector,
        SimilarItemsGraphOptions? options = null
    )
    {
        ArgumentNullException.ThrowIfNull(candidates);
        options ??= new SimilarItemsGraphOptions();
        candidates.Validate();
        var (count, dimensions) = (candidates.Count, candidates.Dimensions);
        Tables.RequireFinite(
            unknownVector.Span,
            1,
            dimensions,
            "elements of the vector for unknown items",
            new IdTable(Array.Empty<string>())
        );
        var vectors = Tables.WithLastRow(candidates.Vectors.Span, unknownVector.Span);
        Tables.NormalizeRows(vectors, dimensions);

        var graph = new GraphBuilder(Kind, options.Opset);
        var id = graph.Input(
            options.InputName,
            candidates.Ids.IsString ? ElementType.String : ElementType.Int64,
            [RetrievalContract.Batch],
            $"Raw {options.InputName}, one a query. One of {count} known ids; any other gives what suits an unknown item."
        );
        var row = graph.LabelEncoder(id, candidates.Ids, count, $"/{options.InputName}/row");
        var known = graph.Less(row, graph.Constant((long)count), $"/{options.InputName}/known");
        var matrix = graph.Weights("/candidate/vectors", vectors, count + 1, dimensions);
        var vector = graph.Gather(matrix, row, name: $"/{options.InputName}/vector");
        TowerChecks.Require(graph, new TowerOutput(vector, known), dimensions);

        var search = new CandidateSearch(graph, candidates, options.BakedK);
        var (k, excludedRows) = search.DeclareInputs();
        var scores = graph.Gemm(vector, matrix, transposeB: true, name: "/score/all");
        var rows = WithItself(graph, row, excludedRows, count);
        search.DeclareOutputs(
            search.Without(scores, rows),
            k,
            known,
            hasPadRow: true,
            "Cosines of the query's and the candidates' vectors."
        );
        var model = graph.Build();
        RetrievalMetadata.Apply(model, Kind, options, candidates.Count);
        return model;
    }

    // The query's own row and the pad row, [batch, 2], followed by the excluded rows where there are any.
    private static GraphValue WithItself(
        GraphBuilder graph,
        GraphValue row,
        GraphValue? excludedRows,
        int padRow
    )
    {
        var column = graph.Unsqueeze(row, [1]);
        var own = graph.Pad(column, axis: 1, 0, 1, graph.Constant((long)padRow));
        return excludedRows is null
            ? own
            : graph.Concat(
                [own, graph.Expand(excludedRows, graph.Shape(column))],
                axis: 1,
                "/exclude/rows"
            );
    }
}
