namespace OnnxRetrieval.Graph;

/// <summary>Scores all candidates in full.</summary>
internal sealed class ExactRanking(
    GraphBuilder graph,
    CandidateSearch search,
    CandidateTables tables
) : ICandidateRanking
{
    public (GraphValue Score, GraphValue Index) Best(
        GraphValue vector,
        GraphValue? excludedRows,
        GraphValue k
    )
    {
        var scores = CandidateScores.Of(graph, vector, tables);
        if (excludedRows is null)
        {
            return graph.TopK(scores, k, axis: 1);
        }
        var (score, index) = graph.TopK(search.Without(scores, excludedRows), k, axis: 1);
        return (score, search.RowsOrNone(score, index));
    }
}
