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
        FeatureChecks.RequireName(options.InputName);
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
        var id = FeatureInput.One(
            graph,
            options.InputName,
            FeatureInput.TypeOf(candidates.Ids),
            FeatureRole.Id,
            $"Raw {options.InputName}, one a query. One of {count} known ids; any other gives what suits an unknown item."
        );
        var search = new CandidateSearch(graph, candidates, options.BakedK);
        var (k, excludedIds) = search.DeclareInputs();

        // The query's own id and the excluded ones are looked up together: the vocabulary is held once.
        var column = graph.Unsqueeze(id, [1]);
        var ids = excludedIds is null
            ? column
            : graph.Concat([column, graph.Expand(excludedIds, graph.Shape(column))], axis: 1);
        var ownAndExcluded = search.Rows(ids, "/candidate/row");
        var row = graph.Gather(
            ownAndExcluded,
            graph.Constant(0L),
            axis: 1,
            $"/{options.InputName}/row"
        );
        var known = graph.Less(row, graph.Constant((long)count), $"/{options.InputName}/known");
        var matrix = graph.Weights("/candidate/vectors", vectors, count + 1, dimensions);
        var vector = graph.Gather(matrix, row, name: $"/{options.InputName}/vector");

        var scores = graph.Gemm(vector, matrix, transposeB: true, name: "/score/all");
        // The pad row last, as in every graph.
        var rows = graph.Pad(
            ownAndExcluded,
            axis: 1,
            0,
            1,
            graph.Constant((long)count),
            "/exclude/rows"
        );
        search.DeclareOutputs(
            search.Without(scores, rows),
            k,
            known,
            hasPadRow: true,
            "Cosines of the query's and the candidates' vectors."
        );
        var model = graph.Build();
        RetrievalMetadata.Apply(model, graph, Kind, options, candidates.Count);
        return model;
    }
}
