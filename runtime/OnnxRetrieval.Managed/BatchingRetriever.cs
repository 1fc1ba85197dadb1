using System.Diagnostics.CodeAnalysis;
using OnnxRetrieval.Internals;

namespace OnnxRetrieval;

/// <summary>
/// Stands before another retriever and computes the calls of many callers together. Over many candidates a batch costs
/// little more than one call, because the candidates' vectors are read from memory once for all of it.
/// </summary>
/// <remarks>
/// <para>
/// A call on an idle retriever starts at once; where the caller waits for it, on the caller's own thread. Calls that arrive
/// while something is computed wait, and then become the next batch together, whatever their <c>k</c> and exclusions.
/// Batches are computed one after the other: ONNX Runtime spreads each over the cores.
/// </para>
/// <para>
/// Callers do not touch each other. A query that does not fit the model fails alone, the rest of its batch gets its answers.
/// A cancelled call ends at once: it leaves the queue, or its batch goes on without it. When too many wait, a further call is
/// refused before it costs anything.
/// </para>
/// <para>
/// Small models do not need it: where one call takes microseconds, handing it to another thread costs more than a batch saves.
/// </para>
/// </remarks>
/// <example>
/// <code>
/// using var retriever = Retriever.Load("retrieval.onnx");
/// using var batching = new BatchingRetriever(retriever);
/// var hits = await batching.RetrieveAsync("42", k: 10, exclude: seen);
/// </code>
/// </example>
public sealed class BatchingRetriever : IRetriever, IDisposable
{
    private readonly IRetriever inner;
    private readonly BatchingOptions options;
    private readonly object gate = new();
    private readonly LinkedList<WaitingCall> waiting = new();
    private readonly Thread thread;
    private bool computes;
    private bool disposed;

    /// <summary>A retriever that gathers calls of another one.</summary>
    /// <param name="inner">The one that computes. It stays the caller's: dispose it after this one.</param>
    /// <param name="options">How to gather, read here once; null: the defaults.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    public BatchingRetriever(IRetriever inner, BatchingOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(inner);
        this.inner = inner;
        this.options = options is null ? new BatchingOptions() : options with { };
        this.options.Validate();
        thread = new Thread(Serve) { IsBackground = true, Name = nameof(BatchingRetriever) };
        thread.Start();
    }

    /// <inheritdoc/>
    public RetrieverInfo Info => inner.Info;

    /// <summary>As <see cref="RetrieveAsync"/>, waiting for the result.</summary>
    /// <inheritdoc/>
    public Retrieval Retrieve(Query query, int k = 10, IEnumerable<string>? exclude = null)
    {
        Retriever.Check(query, k);
        if (!TryBeginForCaller())
        {
            return RetrieveAsync(query, k, exclude).GetAwaiter().GetResult();
        }
        try
        {
            return inner.Retrieve(query, k, exclude);
        }
        finally
        {
            EndComputing();
        }
    }

    /// <summary>The best candidates for one query, computed together with those of other calls.</summary>
    /// <param name="query">An id, or named values.</param>
    /// <param name="k">The number of results wanted, at least 1.</param>
    /// <param name="exclude">Ids never to return; read before this method returns.</param>
    /// <param name="cancellation">Ends the call at once. A batch that it is part of goes on for the others.</param>
    /// <exception cref="OperationCanceledException">The call was cancelled.</exception>
    /// <exception cref="RetrievalException">
    /// The query does not fit the model, running it failed, or too many calls wait (<see cref="RetrievalError.Overloaded"/>).
    /// </exception>
    /// <inheritdoc/>
    public Task<Retrieval> RetrieveAsync(
        Query query,
        int k = 10,
        IEnumerable<string>? exclude = null,
        CancellationToken cancellation = default
    )
    {
        Retriever.Check(query, k);
        if (cancellation.IsCancellationRequested)
        {
            return Task.FromCanceled<Retrieval>(cancellation);
        }
        var call = new WaitingCall(query, k, exclude?.ToArray());
        LinkedListNode<WaitingCall> place;
        lock (gate)
        {
            ObjectDisposedException.ThrowIf(disposed, this);
            if (waiting.Count >= options.MaxWaiting)
            {
                throw new RetrievalException(
                    RetrievalError.Overloaded,
                    $"{waiting.Count} calls wait already. Try again later, serve with more machines, or let more wait with BatchingOptions.MaxWaiting."
                );
            }
            place = waiting.AddLast(call);
            Monitor.Pulse(gate);
        }
        return cancellation.CanBeCanceled ? Cancellable(place, cancellation) : call.Task;
    }

    /// <summary>As the inner retriever's: these queries are a batch already.</summary>
    /// <inheritdoc/>
    public IReadOnlyList<Retrieval> RetrieveBatch(
        IReadOnlyList<Query> queries,
        int k = 10,
        IEnumerable<string>? exclude = null,
        IReadOnlyList<IEnumerable<string>?>? excludeEach = null
    )
    {
        ObjectDisposedException.ThrowIf(disposed, this);
        return inner.RetrieveBatch(queries, k, exclude, excludeEach);
    }

    /// <summary>
    /// Refuses later calls, and returns when those that wait have had their answers. The inner retriever is left as it is.
    /// </summary>
    public void Dispose()
    {
        lock (gate)
        {
            disposed = true;
            Monitor.Pulse(gate);
        }
        thread.Join();
    }

    /// <summary>
    /// Whether a caller may compute its call itself, as nobody else wants the retriever: waking another thread can cost as
    /// much as the call, where the system puts it on the core that ONNX Runtime's own thread wakes on.
    /// </summary>
    private bool TryBeginForCaller()
    {
        lock (gate)
        {
            ObjectDisposedException.ThrowIf(disposed, this);
            if (computes || waiting.Count > 0 || options.MaxDelay > TimeSpan.Zero)
            {
                return false;
            }
            computes = true;
            return true;
        }
    }

    private async Task<Retrieval> Cancellable(
        LinkedListNode<WaitingCall> place,
        CancellationToken cancellation
    )
    {
        var call = place.Value;
        await using var registration = cancellation
            .UnsafeRegister(
                _ =>
                {
                    lock (gate)
                    {
                        // It has no list where its batch was taken already.
                        place.List?.Remove(place);
                    }
                    call.TrySetCanceled(cancellation);
                },
                null
            )
            .ConfigureAwait(false);
        return await call.Task.ConfigureAwait(false);
    }

    private void Serve()
    {
        while (Take() is { } batch)
        {
            if (batch.Length > 0 && !TryCompute(batch))
            {
                foreach (var call in batch)
                {
                    ComputeAlone(call);
                }
            }
            EndComputing();
        }
    }

    private void EndComputing()
    {
        lock (gate)
        {
            computes = false;
            Monitor.Pulse(gate);
        }
    }

    /// <summary>Waits for the next batch; null: there will be none.</summary>
    private WaitingCall[]? Take()
    {
        lock (gate)
        {
            while (waiting.Count == 0 || computes)
            {
                if (disposed && !computes)
                {
                    return null;
                }
                Monitor.Wait(gate);
            }
            while (waiting.Count < options.MaxBatchSize && !disposed && Delay() is > 0 and var left)
            {
                Monitor.Wait(gate, left);
            }
            var batch = new WaitingCall[Math.Min(options.MaxBatchSize, waiting.Count)];
            for (var i = 0; i < batch.Length; i++)
            {
                batch[i] = waiting.First!.Value;
                waiting.RemoveFirst();
            }
            computes = true;
            return batch;
        }
    }

    /// <summary>Milliseconds that the first call may still wait; 0 too where every call has been cancelled meanwhile.</summary>
    private int Delay() =>
        waiting.First is { Value: var first }
            ? (int)(options.MaxDelay.TotalMilliseconds - (Environment.TickCount64 - first.Since))
            : 0;

    [SuppressMessage(
        "Design",
        "CA1031:Do not catch general exception types",
        Justification = "Whose fault it is shows when each call is computed alone."
    )]
    private bool TryCompute(WaitingCall[] batch)
    {
        if (batch.Length == 1)
        {
            return false;
        }
        try
        {
            var results = inner.RetrieveBatch(
                Array.ConvertAll(batch, call => call.Query),
                batch.Max(call => call.K),
                exclude: null,
                Array.Exists(batch, call => call.Exclude is not null)
                    ? Array.ConvertAll(batch, call => call.Exclude)
                    : null
            );
            for (var i = 0; i < batch.Length; i++)
            {
                batch[i].TrySetResult(results[i].First(batch[i].K));
            }
            return true;
        }
        catch (Exception)
        {
            return false;
        }
    }

    [SuppressMessage(
        "Design",
        "CA1031:Do not catch general exception types",
        Justification = "It is the caller's, who gets it; the thread serves others."
    )]
    private void ComputeAlone(WaitingCall call)
    {
        if (call.Task.IsCompleted)
        {
            return;
        }
        try
        {
            call.TrySetResult(inner.Retrieve(call.Query, call.K, call.Exclude));
        }
        catch (Exception error)
        {
            call.TrySetException(error);
        }
    }
}
