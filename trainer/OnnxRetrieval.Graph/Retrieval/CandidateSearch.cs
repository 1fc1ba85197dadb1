namespace OnnxRetrieval.Graph;

/// <summary>
/// The part that retrieval graphs share: from scores over all candidates to the best k, with their ids and columns.
/// </summary>
/// <remarks>
/// The tables have one row more than there are candidates, the pad row, which is always excluded and holds what stands for
/// "none". Excluded scores are overwritten by -∞, at a cost in proportion to the excluded ids alone: the runtime updates the
/// scores in place. An id that is not a candidate leads to the pad row, so it needs no further treatment. A result with the
/// score -∞ is none, and takes the row -1, which is the last, the pad row.
/// </remarks>
internal sealed class CandidateSearch
{
    private readonly GraphBuilder graph;
    private readonly CandidateTable candidates;
    private readonly int? bakedK;

    public CandidateSearch(GraphBuilder graph, CandidateTable candidates, int? bakedK)
    {
        if (bakedK < 1)
        {
            throw new GraphException(
                $"A fixed number of results must be at least 1, and {bakedK} is asked for."
            );
        }
        this.graph = graph;
        this.candidates = candidates;
        this.bakedK = bakedK;
    }

    /// <summary>Declares the inputs <c>k</c> and <c>exclude</c>, where the graph has them.</summary>
    /// <returns>How many results, int64 <c>[1]</c>, and the excluded ids, <c>[1 or batch, count]</c>.</returns>
    public (GraphValue K, GraphValue? ExcludedIds) DeclareInputs()
    {
        if (bakedK is { } fixedK)
        {
            return (graph.Constant([(long)Math.Min(fixedK, candidates.Count)]), null);
        }
        var k = graph.Input(
            RetrievalContract.K,
            ElementType.Int64,
            [1],
            $"How many results to give, at least 1; at most {candidates.Count} are given."
        );
        var exclude = graph.Input(
            RetrievalContract.Exclude,
            candidates.Ids.IsString ? ElementType.String : ElementType.Int64,
            ["exclude_rows", "exclude_count"],
            $"Ids never to return, one row for all queries or one for each, padded with {NoIdText}; ids that are no candidates are ignored. May have 0 columns."
        );
        return (graph.Min(k, graph.Constant([(long)candidates.Count]), "/k"), exclude);
    }

    /// <summary>Declares the input <c>candidates</c>: the only ids to return.</summary>
    /// <returns>The ids, <c>[1 or batch, count]</c>.</returns>
    public GraphValue DeclareCandidates()
    {
        if (bakedK is not null)
        {
            throw new GraphException(
                $"A file with a fixed number of results has the query's features alone as inputs, so it cannot have '{RetrievalContract.Candidates}'."
            );
        }
        return graph.Input(
            RetrievalContract.Candidates,
            candidates.Ids.IsString ? ElementType.String : ElementType.Int64,
            ["candidates_rows", "candidates_count"],
            $"The only ids to return, one row for all queries or one for each, padded with {NoIdText}; ids that are no candidates are ignored. With 0 columns, all candidates."
        );
    }

    /// <summary>Declares the input <c>nprobe</c>, unless the features alone are inputs.</summary>
    /// <param name="lists">The inverted lists.</param>
    /// <returns>How many blocks to look into, int64 <c>[1]</c>.</returns>
    public GraphValue DeclareProbes(InvertedLists lists)
    {
        var usual = graph.Constant([(long)lists.Probes]);
        if (bakedK is not null)
        {
            return usual;
        }
        var asked = graph.Input(
            RetrievalContract.Probes,
            ElementType.Int64,
            [1],
            $"How many of the {lists.Blocks.Count} blocks of candidates to look into: more find more of the best, and take longer. 0: {lists.Probes}."
        );
        return graph.Where(graph.Less(asked, graph.Constant(1L)), usual, asked);
    }

    /// <summary>The rows of candidates' ids, of the shape of <paramref name="ids"/>; the pad row for any other id.</summary>
    public GraphValue Rows(GraphValue ids, string name) =>
        graph.LabelEncoder(ids, candidates.Ids, candidates.Count, name);

    /// <summary>Scores with those of some rows, and of the pad row, overwritten.</summary>
    /// <param name="scores"><c>[batch, count + 1]</c>.</param>
    /// <param name="rows">Int64 <c>[batch, excluded]</c>, the pad row among each row's elements.</param>
    /// <param name="least">What to overwrite them by, less than any score.</param>
    public GraphValue Without(
        GraphValue scores,
        GraphValue rows,
        float least = float.NegativeInfinity
    )
    {
        var lowest = graph.ConstantOfShape(graph.Shape(rows), least);
        return graph.ScatterElements(
            scores,
            rows,
            scores.Type == ElementType.Float ? lowest : graph.Cast(lowest, scores.Type),
            axis: 1,
            "/score/allowed"
        );
    }

    /// <summary>Rows, and -1 in place of those whose score is -∞.</summary>
    public GraphValue RowsOrNone(GraphValue score, GraphValue rows) =>
        graph.Where(
            graph.Equal(score, graph.Constant(float.NegativeInfinity)),
            graph.Constant(RetrievalContract.NoNumber),
            rows
        );

    /// <summary>Which of sorted rows are that of the one before, bool of their shape.</summary>
    /// <param name="rows"><c>[batch, count]</c>, rising.</param>
    public GraphValue IsRepeated(GraphValue rows)
    {
        var before = graph.Slice(
            graph.Pad(rows, axis: 1, 1, 0, graph.Constant(RetrievalContract.NoNumber)),
            axis: 1,
            0,
            -1
        );
        return graph.Equal(rows, before);
    }

    /// <summary>Declares the outputs.</summary>
    /// <param name="score">The best scores, <c>[batch, k]</c>.</param>
    /// <param name="index">Their rows.</param>
    /// <param name="known">Bool <c>[batch]</c>.</param>
    /// <param name="hasPadRow">Whether there is a pad row.</param>
    /// <param name="scoreDoc">What a score is.</param>
    public void DeclareOutputs(
        GraphValue score,
        GraphValue index,
        GraphValue known,
        bool hasPadRow,
        string scoreDoc
    )
    {
        var tail = hasPadRow ? $" {NoIdText} where there are no more." : "";
        graph.Output(
            graph.Gather(graph.Weights("/candidate/id", candidates.Ids, hasPadRow), index),
            RetrievalContract.CandidateId,
            $"Ids of the candidates, best first.{tail}"
        );
        graph.Output(
            score,
            RetrievalContract.Score,
            $"{scoreDoc}{(hasPadRow ? " -infinity where there are no more." : "")}"
        );
        graph.Output(
            index,
            RetrievalContract.CandidateIndex,
            $"Rows of the candidates in the matrix.{(hasPadRow ? " -1 where there are no more." : "")}"
        );
        graph.Output(
            known,
            RetrievalContract.QueryKnown,
            "Whether anything about the query is known: its id, or an item of its history."
        );
        foreach (var column in candidates.Columns)
        {
            string[] values = hasPadRow
                ? [.. column.Values, RetrievalContract.NoStringId]
                : column.Values;
            var table = graph.Weights($"/candidate/{column.Name}", values, values.Length);
            graph.Output(
                graph.Gather(table, index),
                column.Name,
                $"Column '{column.Name}' of the candidates."
            );
        }
    }

    private string NoIdText => candidates.Ids.IsString ? "\"\"" : "-1";
}
