namespace OnnxRetrieval.Graph;

/// <summary>
/// The search among a few given candidates, at a cost in proportion to their number: their rows' vectors are gathered, and
/// those alone are scored.
/// </summary>
/// <remarks>
/// Excluded and given candidates are sorted together by row, the excluded ones first within a row: a given one is left out
/// where the one before has the same row, be it excluded or a repetition. Sorted rows are also read in the order of memory,
/// and put the lower row first among equal scores.
/// </remarks>
internal sealed class CandidateList(
    GraphBuilder graph,
    CandidateSearch search,
    CandidateTable candidates,
    CandidateTables tables
)
{
    /// <summary>Looks excluded and given ids up together: a large vocabulary is held once.</summary>
    /// <param name="excludedIds"><c>[1 or batch, excluded]</c>.</param>
    /// <param name="givenIds"><c>[1 or batch, given]</c>.</param>
    public CandidateEntries Entries(GraphValue excludedIds, GraphValue givenIds)
    {
        var excluded = graph.Expand(excludedIds, ColumnOf(givenIds));
        var given = graph.Expand(givenIds, ColumnOf(excludedIds));
        var isGiven = graph.Concat(
            [
                graph.Expand(graph.Constant(0L), graph.Shape(excluded)),
                graph.Expand(graph.Constant(1L), graph.Shape(given)),
            ],
            axis: 1
        );
        var rows = search.Rows(graph.Concat([excluded, given], axis: 1), "/candidates/row");
        return new CandidateEntries(rows, isGiven);
    }

    /// <summary>The best of the given candidates that are not excluded.</summary>
    /// <param name="entries">The excluded and given ones.</param>
    /// <param name="vector">The queries' vectors, <c>[batch, dimensions]</c>.</param>
    /// <param name="k">How many, int64 <c>[1]</c>.</param>
    /// <returns>Their scores and rows, <c>[batch, k]</c>; -∞ and -1 where there are no more.</returns>
    public (GraphValue Score, GraphValue Index) Best(
        CandidateEntries entries,
        GraphValue vector,
        GraphValue k
    )
    {
        var (rows, isAllowed) = Sorted(entries);
        var scores = graph.Where(
            isAllowed,
            CandidateScores.OfRows(graph, vector, tables, rows),
            graph.Constant(float.NegativeInfinity)
        );
        // There may be fewer entries than results.
        var queries = graph.Slice(graph.Shape(vector), 0, 0, 1);
        var none = graph.Concat([queries, k], axis: 0);
        var (score, place) = graph.TopK(
            graph.Concat(
                [scores, graph.Expand(graph.Constant(float.NegativeInfinity), none)],
                axis: 1
            ),
            k,
            axis: 1
        );
        var rowOfPlace = graph.Concat(
            [
                graph.Expand(rows, graph.Concat([queries, graph.Constant([1L])], axis: 0)),
                graph.Expand(graph.Constant(RetrievalContract.NoNumber), none),
            ],
            axis: 1
        );
        return (score, search.RowsOrNone(score, graph.GatherElements(rowOfPlace, place, axis: 1)));
    }

    private (GraphValue Rows, GraphValue IsAllowed) Sorted(CandidateEntries entries)
    {
        var two = graph.Constant(2L);
        var keys = graph.Add(graph.Mul(entries.Rows, two), entries.IsGiven);
        var (sorted, _) = graph.TopK(
            keys,
            graph.Slice(graph.Shape(keys), 0, 1, 2),
            axis: 1,
            symbol: "entries",
            largest: false
        );
        var rows = graph.Div(sorted, two);
        var isGiven = graph.Equal(graph.Mod(sorted, two), graph.Constant(1L));
        var isFirst = graph.Not(search.IsRepeated(rows));
        var isCandidate = graph.Less(rows, graph.Constant((long)candidates.Count));
        return (rows, graph.And(graph.And(isGiven, isFirst), isCandidate));
    }

    // The shape [1 or batch, 1].
    private GraphValue ColumnOf(GraphValue ids) =>
        graph.Concat([graph.Slice(graph.Shape(ids), 0, 0, 1), graph.Constant([1L])], axis: 0);
}

/// <summary>Excluded and given candidates.</summary>
/// <param name="Rows">Their rows, int64 <c>[1 or batch, entries]</c>, the excluded ones first; the pad row for ids that are none.</param>
/// <param name="IsGiven">1 for those that are given and 0 for those that are excluded, int64, of the same shape.</param>
internal sealed record CandidateEntries(GraphValue Rows, GraphValue IsGiven);
