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
        if (options is { BakedK: not null, CandidatesInput: true })
        {
            throw new GraphException(
                "A file with a fixed number of results takes the features alone, so it has no input 'candidates'. Leave out one of the two."
            );
        }
        if (options is { Scan: CandidateScan.Lists, Lists: null })
        {
            throw new GraphException(
                $"A search of inverted lists needs lists: give them as {nameof(RetrievalGraphOptions.Lists)}."
            );
        }
        if (options.Scan == CandidateScan.Int8 && candidates.Count < TwoPass.LeastCandidates)
        {
            options = options with { Scan = CandidateScan.Exact };
        }
        var graph = new GraphBuilder(Kind, options.Opset);
        var tower = query.Emit(graph);
        TowerChecks.Require(graph, tower, candidates.Dimensions);
        var search = new CandidateSearch(graph, candidates, options.BakedK);
        var (k, excludedIds) = search.DeclareInputs();
        var hasPadRow = excludedIds is not null;
        // Blocks hold the vectors too, in another order.
        var tables = options is { Scan: CandidateScan.Lists, CandidatesInput: false }
            ? null
            : CandidateScores.Tables(graph, candidates, hasPadRow);
        ICandidateRanking ranking = options.Scan switch
        {
            CandidateScan.Lists => new ListRanking(
                graph,
                search,
                candidates,
                options.Lists!,
                hasPadRow
            ),
            CandidateScan.Int8 => new TwoPassRanking(graph, search, candidates, tables!, hasPadRow),
            _ => new ExactRanking(graph, search, tables!),
        };
        var (score, index) =
            excludedIds is null ? ranking.Best(tower.Vector, excludedRows: null, k)
            : options.CandidatesInput
                ? BestOfSome(graph, search, ranking, tower, candidates, tables!, excludedIds, k)
            : BestOfAll(
                graph,
                ranking,
                tower,
                candidates,
                search.Rows(ForLookup(graph, excludedIds, candidates.Ids), "/exclude/row"),
                k
            );
        search.DeclareOutputs(
            score,
            index,
            tower.Known,
            hasPadRow,
            CandidateScores.Describe(candidates)
        );
        var model = graph.Build();
        RetrievalMetadata.Apply(model, graph, Kind, options, candidates.Count);
        return model;
    }

    private static (GraphValue Score, GraphValue Index) BestOfAll(
        GraphBuilder graph,
        ICandidateRanking ranking,
        TowerOutput tower,
        CandidateTable candidates,
        GraphValue excludedRows,
        GraphValue k
    )
    {
        var rows = ForEachQuery(graph, excludedRows, tower.Known, candidates.Count);
        return ranking.Best(tower.Vector, rows, k);
    }

    // Of the input 'candidates' where it has any; else of all.
    private static (GraphValue Score, GraphValue Index) BestOfSome(
        GraphBuilder graph,
        CandidateSearch search,
        ICandidateRanking ranking,
        TowerOutput tower,
        CandidateTable candidates,
        CandidateTables tables,
        GraphValue excludedIds,
        GraphValue k
    )
    {
        var givenIds = search.DeclareCandidates();
        var list = new CandidateList(graph, search, candidates, tables);
        var entries = list.Entries(
            ForLookup(graph, excludedIds, candidates.Ids),
            ForLookup(graph, givenIds, candidates.Ids)
        );
        var results = graph.If(
            graph.Equal(graph.Slice(graph.Shape(givenIds), 0, 1, 2), graph.Constant([0L])),
            () =>
            {
                // All entries are excluded ones.
                var (score, index) = BestOfAll(graph, ranking, tower, candidates, entries.Rows, k);
                return [score, index];
            },
            () =>
            {
                var (score, index) = list.Best(entries, tower.Vector, k);
                return [score, index];
            },
            "/best/score",
            "/best/index"
        );
        return (results[0], results[1]);
    }

    // As many rows as the queries have, where the ids can so be looked up together with theirs.
    private static GraphValue ForLookup(GraphBuilder graph, GraphValue ids, IdTable vocabulary) =>
        graph.SharesLookups(vocabulary)
            ? graph.Expand(ids, OneColumn(graph), [RetrievalContract.Batch, ids.Shape[1]])
            : ids;

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
