namespace OnnxRetrieval;

public sealed partial class Retriever
{
    /// <summary>
    /// Does ahead of the first call what would make it slow: reads the candidates' ids and columns, has ONNX Runtime
    /// allocate its memory, and computes what a stranger gets.
    /// </summary>
    /// <param name="k">The number of results wanted, at least 1.</param>
    /// <returns>The stranger's results.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="k"/> is below 1.</exception>
    /// <exception cref="RetrievalException">The model does not give every candidate, or running it failed.</exception>
    /// <exception cref="ObjectDisposedException">The retriever was disposed.</exception>
    public Retrieval WarmUp(int k = 10)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(k, 1);
        var call = model.Rent();
        try
        {
            var all = HasTables ? Tables(call) : null;
            call.Exclusions.Clear();
            call.SetExclusions();
            call.SetUnknownQuery();
            return Results(call, all, k, CancellationToken.None)[0];
        }
        finally
        {
            model.Return(call);
        }
    }
}
