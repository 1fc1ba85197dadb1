namespace OnnxRetrieval.Internals;

/// <summary>A call that waits for its batch. Its continuations never run on the thread that computes batches.</summary>
internal sealed class WaitingCall(Query query, int k, string[]? exclude)
    : TaskCompletionSource<Retrieval>(TaskCreationOptions.RunContinuationsAsynchronously)
{
    public Query Query { get; } = query;

    public int K { get; } = k;

    public string[]? Exclude { get; } = exclude;

    /// <summary>When it began to wait, by <see cref="Environment.TickCount64"/>.</summary>
    public long Since { get; } = Environment.TickCount64;
}
