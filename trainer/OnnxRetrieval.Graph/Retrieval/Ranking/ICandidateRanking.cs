namespace OnnxRetrieval.Graph;

/// <summary>A way to find the best of all candidates.</summary>
internal interface ICandidateRanking
{
    /// <summary>Finds the best candidates of each query.</summary>
    /// <param name="vector">The queries' vectors, <c>[batch, dimensions]</c>.</param>
    /// <param name="excludedRows">The rows never to return, int64 <c>[batch, excluded]</c>, the pad row among each query's; null: there is no pad row, and nothing to exclude.</param>
    /// <param name="k">How many, int64 <c>[1]</c>.</param>
    /// <returns>Their scores and rows, <c>[batch, k]</c>, best first, the lower row first of equal ones; -∞ and -1 where there are no more.</returns>
    (GraphValue Score, GraphValue Index) Best(
        GraphValue vector,
        GraphValue? excludedRows,
        GraphValue k
    );
}
