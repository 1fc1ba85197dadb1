namespace OnnxRetrieval;

/// <summary>
/// Finds candidates for queries. <see cref="Retriever"/> is the one that loads a file; others may stand in front of it, for
/// example one that reloads a changed file. All members may be called by several threads at once.
/// </summary>
public interface IRetriever
{
    /// <summary>What the model is and takes.</summary>
    RetrieverInfo Info { get; }

    /// <summary>The best candidates for one query.</summary>
    /// <param name="query">An id (a text or an integer converts), or named values.</param>
    /// <param name="k">The number of results wanted, at least 1; more than there are candidates gives all.</param>
    /// <param name="exclude">Ids never to return, such as those already seen; null and unknown ids in it are ignored.</param>
    /// <exception cref="ArgumentException">The query is empty.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="k"/> is below 1.</exception>
    /// <exception cref="RetrievalException">The query does not fit the model, or running it failed.</exception>
    /// <exception cref="ObjectDisposedException">The retriever was disposed.</exception>
    Retrieval Retrieve(Query query, int k = 10, IEnumerable<string>? exclude = null);

    /// <summary>The best candidates for each of several queries, computed together, which is quicker than one by one.</summary>
    /// <param name="queries">The queries. None gives no results.</param>
    /// <param name="k">The number of results wanted for each, at least 1.</param>
    /// <param name="exclude">Ids never to return for any query.</param>
    /// <param name="excludeEach">Ids never to return for the query at the same place; null, or as many as queries.</param>
    /// <returns>The results in the order of the queries.</returns>
    /// <exception cref="ArgumentException">A query is empty, or <paramref name="excludeEach"/> is of another length.</exception>
    /// <inheritdoc cref="Retrieve" path="/exception"/>
    IReadOnlyList<Retrieval> RetrieveBatch(
        IReadOnlyList<Query> queries,
        int k = 10,
        IEnumerable<string>? exclude = null,
        IReadOnlyList<IEnumerable<string>?>? excludeEach = null
    );

    /// <summary>As <see cref="Retrieve"/>, on a thread of the pool.</summary>
    /// <param name="query">An id, or named values.</param>
    /// <param name="k">The number of results wanted, at least 1.</param>
    /// <param name="exclude">Ids never to return; read before this method returns.</param>
    /// <param name="cancellation">
    /// Before the call has started, it never does; while it runs, ONNX Runtime is told to stop, which it does after the
    /// operator under way, so a call that is nearly done may still end with a result.
    /// </param>
    /// <exception cref="OperationCanceledException">The call was cancelled.</exception>
    /// <inheritdoc cref="Retrieve" path="/exception"/>
    Task<Retrieval> RetrieveAsync(
        Query query,
        int k = 10,
        IEnumerable<string>? exclude = null,
        CancellationToken cancellation = default
    );
}
