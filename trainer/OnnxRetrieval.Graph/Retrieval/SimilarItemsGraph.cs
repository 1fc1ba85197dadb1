using OnnxRetrieval.Graph.Onnx;

namespace OnnxRetrieval.Graph;

/// <summary>The graph of items: a candidate's id in, the candidates that go with it out.</summary>
public static class SimilarItemsGraph
{
    /// <summary>The value of <see cref="RetrievalMetadata.Kind"/>.</summary>
    public const string Kind = "similar";

    /// <summary>
    /// Builds the model of contract version 1 that finds the nearest candidates by cosine. The query item itself is never
    /// returned. One matrix holds both the queries' and the candidates' vectors.
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
        return Build(
            candidates,
            options ?? new SimilarItemsGraphOptions(),
            (graph, row, name) =>
            {
                var matrix = graph.Weights("/candidate/vectors", vectors, count + 1, dimensions);
                return (graph.Gather(matrix, row, name: name), new CandidateTables(matrix, null));
            },
            "Cosines of the query's and the candidates' vectors."
        );
    }

    /// <summary>
    /// Builds the same model from a pair of item towers: one gives the vectors of the items that are asked for, the other
    /// those of the candidates, so that an item may lead to another that does not lead back.
    /// </summary>
    /// <param name="candidates">The items. A score is the dot product with the query item's vector, plus the bias.</param>
    /// <param name="queries">The vectors of the query items, in the candidates' order, then that of an unknown item, <c>[count + 1, dimensions]</c>.</param>
    /// <param name="options">How to write it; null: the defaults.</param>
    /// <exception cref="GraphException">Parts do not fit together, or cannot be told apart in a file.</exception>
    public static ModelProto BuildPair(
        CandidateTable candidates,
        ReadOnlyMemory<float> queries,
        SimilarItemsGraphOptions? options = null
    )
    {
        ArgumentNullException.ThrowIfNull(candidates);
        candidates.Validate();
        var (count, dimensions) = (candidates.Count, candidates.Dimensions);
        Tables.RequireFinite(
            queries.Span,
            count + 1,
            dimensions,
            "vectors of the query items",
            candidates.Ids
        );
        return Build(
            candidates,
            options ?? new SimilarItemsGraphOptions(),
            (graph, row, name) =>
            {
                var table = graph.Weights("/query/vectors", queries, count + 1, dimensions);
                return (
                    graph.Gather(table, row, name: name),
                    CandidateScores.Tables(graph, candidates, hasPadRow: true)
                );
            },
            CandidateScores.Describe(candidates)
        );
    }

    private static ModelProto Build(
        CandidateTable candidates,
        SimilarItemsGraphOptions options,
        Func<GraphBuilder, GraphValue, string, (GraphValue, CandidateTables)> read,
        string scoreMeaning
    )
    {
        FeatureChecks.RequireName(options.InputName);
        var count = candidates.Count;
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
        var (vector, tables) = read(graph, row, $"/{options.InputName}/vector");
        // The pad row last, as in every graph.
        var rows = graph.Pad(
            ownAndExcluded,
            axis: 1,
            0,
            1,
            graph.Constant((long)count),
            "/exclude/rows"
        );
        var (best, index) = new ExactRanking(graph, search, tables).Best(vector, rows, k);
        search.DeclareOutputs(best, index, known, hasPadRow: true, scoreMeaning);
        var model = graph.Build();
        RetrievalMetadata.Apply(
            model,
            graph,
            Kind,
            options with
            {
                Scan = CandidateScan.Exact,
            },
            candidates.Count
        );
        return model;
    }
}
