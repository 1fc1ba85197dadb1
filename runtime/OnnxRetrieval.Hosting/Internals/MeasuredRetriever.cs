namespace OnnxRetrieval.Hosting.Internals;

/// <summary>Measures and traces the calls of another retriever, which it owns.</summary>
internal sealed class MeasuredRetriever(IRetriever inner, string name, Telemetry telemetry)
    : IRetriever,
        IDisposable
{
    private const string One = "retrieve";
    private const string Batch = "retrieve_batch";

    public RetrieverInfo Info => inner.Info;

    public Retrieval Retrieve(Query query, int k = 10, IEnumerable<string>? exclude = null)
    {
        using var call = telemetry.BeginCall(name, One, 1);
        try
        {
            var result = inner.Retrieve(query, k, exclude);
            call.Answered(result);
            return result;
        }
        catch (Exception error) when (call.Failed(error))
        {
            throw;
        }
    }

    public IReadOnlyList<Retrieval> RetrieveBatch(
        IReadOnlyList<Query> queries,
        int k = 10,
        IEnumerable<string>? exclude = null,
        IReadOnlyList<IEnumerable<string>?>? excludeEach = null
    )
    {
        using var call = telemetry.BeginCall(name, Batch, queries?.Count ?? 0);
        try
        {
            var results = inner.RetrieveBatch(queries!, k, exclude, excludeEach);
            foreach (var result in results)
            {
                call.Answered(result);
            }
            return results;
        }
        catch (Exception error) when (call.Failed(error))
        {
            throw;
        }
    }

    public async Task<Retrieval> RetrieveAsync(
        Query query,
        int k = 10,
        IEnumerable<string>? exclude = null,
        CancellationToken cancellation = default
    )
    {
        using var call = telemetry.BeginCall(name, One, 1);
        try
        {
            var result = await inner
                .RetrieveAsync(query, k, exclude, cancellation)
                .ConfigureAwait(false);
            call.Answered(result);
            return result;
        }
        catch (Exception error) when (call.Failed(error))
        {
            throw;
        }
    }

    public void Dispose() => (inner as IDisposable)?.Dispose();
}
