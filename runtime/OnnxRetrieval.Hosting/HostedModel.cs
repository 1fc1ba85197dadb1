using System.Diagnostics.CodeAnalysis;
using System.Runtime.ExceptionServices;
using Microsoft.Extensions.Logging;

namespace OnnxRetrieval.Hosting;

/// <summary>
/// The model that a retriever of the container serves: which one is in use, and its replacement. A changed file is loaded
/// beside the one in use, warmed and checked, and only then takes its place; the one before is freed when its last call
/// has ended. A file that cannot be used changes nothing but <see cref="LastFailure"/>.
/// </summary>
/// <remarks>
/// Take it from the container, where <c>AddRetriever</c> puts it beside the <see cref="IRetriever"/>, with the same key. All
/// members may be used by several threads at once.
/// </remarks>
public sealed class HostedModel : IDisposable
{
    private readonly HostedRetrieverOptions options;
    private readonly Telemetry telemetry;
    private readonly ILogger logger;
    private readonly TimeProvider time;
    private readonly SemaphoreSlim reloading = new(1);
    private readonly Lock swapping = new();
    private readonly FileWatch? watch;
    private volatile LoadedModel? inUse;
    private volatile ReloadFailure? lastFailure;
    private volatile FileStamp lastTried = FileStamp.Missing;
    private volatile bool disposed;

    /// <summary>Loads the first model.</summary>
    /// <exception cref="RetrievalException">The file cannot be used, and is not optional.</exception>
    internal HostedModel(
        string name,
        string path,
        HostedRetrieverOptions options,
        Telemetry telemetry,
        ILogger logger,
        TimeProvider time
    )
    {
        Name = name;
        Path = path;
        this.options = options;
        this.telemetry = telemetry;
        this.logger = logger;
        this.time = time;
        var first = Reload();
        if (first.Error is { } error && !options.Optional)
        {
            ExceptionDispatchInfo.Throw(error);
        }
        telemetry.Observe(this);
        if (options.ReloadOnChange)
        {
            watch = new FileWatch(
                path,
                options,
                () => lastTried,
                stop => ReloadAsync(stop),
                logger,
                time
            );
        }
    }

    /// <summary>The name that it was added by; "" for the default one.</summary>
    public string Name { get; }

    /// <summary>The file's full path.</summary>
    public string Path { get; }

    /// <summary>The model that calls are answered from now; null where no file could be used yet.</summary>
    public LoadedModel? InUse => inUse;

    /// <summary>Why the file that is there now is not in use; null where it is.</summary>
    public ReloadFailure? LastFailure => lastFailure;

    /// <summary>
    /// Raised after each replacement, on the thread that did it: calls that begin from here on are answered from the new
    /// model. What a handler throws is logged.
    /// </summary>
    public event EventHandler<ModelReloadedEventArgs>? Reloaded;

    /// <summary>
    /// Looks at the file now, changed or not, and takes it into use where it can be and its content is another. Reloads run
    /// one after the other.
    /// </summary>
    /// <param name="cancellation">Heeded until loading begins.</param>
    /// <returns>What became of it. A file that cannot be used is no exception: the result says why.</returns>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    /// <exception cref="ObjectDisposedException">The container was disposed.</exception>
    public async Task<ReloadResult> ReloadAsync(CancellationToken cancellation = default)
    {
        await reloading.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            // A thread of its own: loading takes long, and the C library keeps what each thread of the pool once freed.
            return await Task
                .Factory.StartNew(
                    Reload,
                    cancellation,
                    TaskCreationOptions.LongRunning,
                    TaskScheduler.Default
                )
                .ConfigureAwait(false);
        }
        finally
        {
            reloading.Release();
        }
    }

    /// <summary>Ends the use of the model: calls under way end as usual, later ones are refused.</summary>
    public void Dispose()
    {
        lock (swapping)
        {
            disposed = true;
        }
        watch?.Dispose();
        inUse?.Retriever.Dispose();
    }

    /// <summary>The model to answer a call from.</summary>
    /// <exception cref="RetrievalException">There is none: what loading ended with.</exception>
    internal LoadedModel Require() =>
        inUse
        ?? throw new RetrievalException(
            (lastFailure?.Error as RetrievalException)?.Error ?? RetrievalError.FileNotReadable,
            $"{RetrieverName.ForPeople(Name)} has no model yet: {lastFailure?.Error.Message}"
        );

    [SuppressMessage(
        "Design",
        "CA1031:Do not catch general exception types",
        Justification = "Whatever is wrong with a file, the model in use goes on serving, and the result says what."
    )]
    private ReloadResult Reload()
    {
        ObjectDisposedException.ThrowIf(disposed, this);
        using var activity = Telemetry.BeginLoad(Name);
        lastTried = FileStamp.Of(Path);
        ReloadResult result;
        try
        {
            var retriever = Retriever.Load(Path, options.Runtime());
            try
            {
                result = TakeIntoUse(retriever);
            }
            catch
            {
                retriever.Dispose();
                throw;
            }
        }
        catch (Exception error) when (error is not ObjectDisposedException)
        {
            lastFailure = new ReloadFailure(time.GetUtcNow(), error);
            result = new ReloadResult(ReloadOutcome.Failed, inUse, error);
            Log.ReloadFailed(logger, RetrieverName.InTelemetry(Name), Path, error);
        }
        telemetry.Loaded(Name, result, activity);
        return result;
    }

    private ReloadResult TakeIntoUse(Retriever retriever)
    {
        var previous = inUse;
        var current = new LoadedModel(retriever, time.GetUtcNow());
        if (
            previous is not null
            && options.VerifyHash
            && current.ContentHash == previous.ContentHash
        )
        {
            retriever.Dispose();
            lastFailure = null;
            Log.Unchanged(logger, RetrieverName.InTelemetry(Name), previous.Info.ModelVersion);
            return new ReloadResult(ReloadOutcome.Unchanged, previous, null);
        }
        ModelCheck.Run(retriever, previous?.Info, options.SmokeQueries);
        lock (swapping)
        {
            ObjectDisposedException.ThrowIf(disposed, this);
            inUse = current;
            lastFailure = null;
        }
        Log.TakenIntoUse(
            logger,
            RetrieverName.InTelemetry(Name),
            current.Info.ModelVersion,
            current.Info.CandidateCount,
            Path
        );
        RaiseReloaded(previous, current);
        previous?.Retriever.Dispose();
        return new ReloadResult(ReloadOutcome.Swapped, current, null);
    }

    [SuppressMessage(
        "Design",
        "CA1031:Do not catch general exception types",
        Justification = "The model is in use already; a handler's fault must not look like the file's."
    )]
    private void RaiseReloaded(LoadedModel? previous, LoadedModel current)
    {
        try
        {
            Reloaded?.Invoke(this, new ModelReloadedEventArgs(previous, current));
        }
        catch (Exception error)
        {
            Log.HandlerFailed(logger, RetrieverName.InTelemetry(Name), error);
        }
    }
}
