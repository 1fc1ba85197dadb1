using Microsoft.ML.OnnxRuntime;

namespace OnnxRetrieval.Internals;

/// <summary>
/// A session with the calls that run on it. It counts the calls under way, so that disposing it never frees what one of
/// them still uses: new calls are refused from then on, and the last one to end frees the session.
/// </summary>
internal sealed class Model : IDisposable
{
    private const int Disposed = int.MinValue;

    // As many idle calls are kept as threads can use at once; their buffers are worth keeping, more are not.
    private readonly Call?[] idle = new Call?[Math.Max(2, Environment.ProcessorCount)];

    // Calls under way, and the topmost bit once disposed.
    private int state;
    private int freed;

    public Model(InferenceSession session, Signature signature, Device device, int candidateCount)
    {
        Session = session;
        Signature = signature;
        Device = device;
        CandidateCount = candidateCount;
    }

    public InferenceSession Session { get; }

    public Signature Signature { get; }

    public Device Device { get; }

    public int CandidateCount { get; }

    /// <summary>How many blocks of inverted lists to look into; 0: as many as the file says.</summary>
    public int Probes { get; init; }

    /// <summary>Whether the native session is gone.</summary>
    public bool IsFreed => Volatile.Read(ref freed) != 0;

    /// <summary>Takes a call that nobody else has, which chooses from all candidates. Give it back by <see cref="Return"/>.</summary>
    /// <exception cref="ObjectDisposedException">The model was disposed.</exception>
    public Call Rent()
    {
        Enter();
        try
        {
            for (var i = 0; i < idle.Length; i++)
            {
                if (Interlocked.Exchange(ref idle[i], null) is { } call)
                {
                    call.SetAllCandidates();
                    return call;
                }
            }
            var another = new Call(this);
            another.SetAllCandidates();
            return another;
        }
        catch
        {
            Exit();
            throw;
        }
    }

    public void Return(Call call)
    {
        for (var i = 0; i < idle.Length; i++)
        {
            if (Interlocked.CompareExchange(ref idle[i], call, null) is null)
            {
                Exit();
                return;
            }
        }
        call.Dispose();
        Exit();
    }

    public void Dispose()
    {
        var before = Interlocked.Or(ref state, Disposed);
        if (before == 0)
        {
            Free();
        }
    }

    private void Enter()
    {
        if (Interlocked.Increment(ref state) < 0)
        {
            Exit();
            throw new ObjectDisposedException(nameof(Retriever));
        }
    }

    private void Exit()
    {
        // No call under way, and disposed. A refused call passes here too.
        if (Interlocked.Decrement(ref state) == Disposed)
        {
            Free();
        }
    }

    private void Free()
    {
        // Once only: a call that is refused after the disposal brings the count to zero again.
        if (Interlocked.Exchange(ref freed, 1) != 0)
        {
            return;
        }
        for (var i = 0; i < idle.Length; i++)
        {
            Interlocked.Exchange(ref idle[i], null)?.Dispose();
        }
        Session.Dispose();
    }
}
