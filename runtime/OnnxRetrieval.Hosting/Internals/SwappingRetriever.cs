namespace OnnxRetrieval.Hosting.Internals;

/// <summary>
/// Answers every call from the model that is in use when it begins. A model may be replaced and disposed between being
/// looked up and being called: it then refuses the call before computing anything, and the call goes to the next one.
/// </summary>
internal sealed class SwappingRetriever(HostedModel model) : IRetriever
{
    public RetrieverInfo Info => model.Require().Info;

    public Retrieval Retrieve(Query query, int k = 10, IEnumerable<string>? exclude = null) =>
        Call(retriever => retriever.Retrieve(query, k, exclude));

    public IReadOnlyList<Retrieval> RetrieveBatch(
        IReadOnlyList<Query> queries,
        int k = 10,
        IEnumerable<string>? exclude = null,
        IReadOnlyList<IEnumerable<string>?>? excludeEach = null
    ) => Call(retriever => retriever.RetrieveBatch(queries, k, exclude, excludeEach));

    public Task<Retrieval> RetrieveAsync(
        Query query,
        int k = 10,
        IEnumerable<string>? exclude = null,
        CancellationToken cancellation = default
    )
    {
        // Read here, so that the caller may change its collection once this has returned.
        var excluded = exclude?.ToArray();
        return CallAsync(retriever => retriever.RetrieveAsync(query, k, excluded, cancellation));
    }

    private T Call<T>(Func<Retriever, T> call)
    {
        while (true)
        {
            var used = model.Require();
            try
            {
                return call(used.Retriever);
            }
            catch (ObjectDisposedException) when (WasReplaced(used)) { }
        }
    }

    private async Task<T> CallAsync<T>(Func<Retriever, Task<T>> call)
    {
        while (true)
        {
            var used = model.Require();
            try
            {
                return await call(used.Retriever).ConfigureAwait(false);
            }
            catch (ObjectDisposedException) when (WasReplaced(used)) { }
        }
    }

    private bool WasReplaced(LoadedModel used) => !ReferenceEquals(used, model.InUse);
}
