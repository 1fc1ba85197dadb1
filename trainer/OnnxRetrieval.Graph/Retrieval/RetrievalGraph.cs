using OnnxRetrieval.Graph.Onnx;

namespace OnnxRetrieval.Graph;

/// <summary>The graph that recommends: raw features of queries in, ids and scores of the best candidates out.</summary>
public static class RetrievalGraph
{
    /// <summary>The value of <see cref="RetrievalMetadata.Kind"/>.</summary>
    public const string Kind = "retrieval";

    /// <summary>Builds the model of contract version 1.</summary>
    /// <param name="query">The query tower.</param>
    /// <param name="candidates">The candidates. A score is the dot product with the query's vector, plus the bias.</param>
    /// <param name="options">How to write it; null: the defaults.</param>
    /// <exception cref="GraphException">Parts do not fit together, or cannot be told apart in a file.</exception>
    public static ModelProto Build(
        ITowerGraph query,
        CandidateTable candidates,
        RetrievalGraphOptions? options = null
    )
    {
        ArgumentNullException.ThrowIfNull(query);
        ArgumentNullException.ThrowIfNull(candidates);
        options ??= new RetrievalGraphOptions();
        candidates.Validate();
        var graph = new GraphBuilder(Kind, options.Opset);
        var tower = query.Emit(graph);
        TowerChecks.Require(graph, tower, candidates.Dimensions);
        var search = new CandidateSearch(graph, candidates, options.BakedK);
        var (k, excludedIds) = search.DeclareInputs();
        var hasPadRow = excludedIds is not null;
        if (excludedIds is not null && graph.SharesLookups(candidates.Ids))
        {
            // As many rows as the queries have, so that the ids can be looked up together with theirs.
            excludedIds = graph.Expand(
                excludedIds,
                OneColumn(graph),
                [RetrievalContract.Batch, excludedIds.Shape[1]]
            );
        }
        var excludedRows = excludedIds is null ? null : search.Rows(excludedIds, "/exclude/row");
        var scores = CandidateScores.Of(graph, tower.Vector, candidates, hasPadRow);
        if (excludedRows is not null)
        {
            var rows = ForEachQuery(graph, excludedRows, tower.Known, candidates.Count);
            scores = search.Without(scores, rows);
        }
        search.DeclareOutputs(
            scores,
            k,
            tower.Known,
            hasPadRow,
            CandidateScores.Describe(candidates)
        );
        var model = graph.Build();
        RetrievalMetadata.Apply(model, graph, Kind, options, candidates.Count);
        return model;
    }

    // The shape [batch, 1], from a feature, since nothing that is computed may come before the lookup.
    private static GraphValue OneColumn(GraphBuilder graph)
    {
        var features = graph.Inputs.Where(input =>
            !RetrievalContract.ReservedNames.Contains(input.Name)
        );
        return features.FirstOrDefault(input => input.Rank == 1) is { } one
            ? graph.Shape(graph.Unsqueeze(one, [1]))
            : graph.Concat(
                [graph.Slice(graph.Shape(features.First()), 0, 0, 1), graph.Constant([1L])],
                axis: 0
            );
    }

    // [1 or batch, count] → [batch, count + 1], each row ending with the pad row.
    private static GraphValue ForEachQuery(
        GraphBuilder graph,
        GraphValue excludedRows,
        GraphValue known,
        int padRow
    )
    {
        var padded = graph.Pad(excludedRows, axis: 1, 0, 1, graph.Constant((long)padRow));
        var perQuery = graph.Shape(graph.Unsqueeze(known, [1]));
        return graph.Expand(padded, perQuery, "/exclude/rows");
    }
}
