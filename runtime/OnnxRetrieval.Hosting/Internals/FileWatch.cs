using System.Diagnostics.CodeAnalysis;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace OnnxRetrieval.Hosting.Internals;

/// <summary>
/// Has a file reloaded whenever it is another than the one last tried, and has settled. It looks at intervals, and at once
/// when the system tells of a change in the file's folder: of the file itself, or, as with Kubernetes' volumes, of a link
/// beside it that it leads through.
/// </summary>
internal sealed class FileWatch : IDisposable
{
    private readonly string path;
    private readonly HostedRetrieverOptions options;
    private readonly Func<FileStamp> lastTried;
    private readonly Func<CancellationToken, Task> reload;
    private readonly ILogger logger;
    private readonly TimeProvider time;
    private readonly CancellationTokenSource stopping = new();

    // One signal waiting is as good as many.
    private readonly Channel<bool> signals = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite }
    );
    private readonly ITimer polling;
    private FileSystemWatcher? notifications;

    public FileWatch(
        string path,
        HostedRetrieverOptions options,
        Func<FileStamp> lastTried,
        Func<CancellationToken, Task> reload,
        ILogger logger,
        TimeProvider time
    )
    {
        this.path = path;
        this.options = options;
        this.lastTried = lastTried;
        this.reload = reload;
        this.logger = logger;
        this.time = time;
        Listen();
        polling = time.CreateTimer(
            _ => Signal(),
            null,
            options.PollingInterval,
            options.PollingInterval
        );
        Signal();
        _ = Run();
    }

    public void Dispose()
    {
        stopping.Cancel();
        polling.Dispose();
        notifications?.Dispose();
        stopping.Dispose();
    }

    [SuppressMessage(
        "Design",
        "CA1031:Do not catch general exception types",
        Justification = "The file is looked at again at the next interval; a loop that ended would never be noticed."
    )]
    private async Task Run()
    {
        var stop = stopping.Token;
        try
        {
            await foreach (var _ in signals.Reader.ReadAllAsync(stop).ConfigureAwait(false))
            {
                try
                {
                    if (await HasChanged(stop).ConfigureAwait(false))
                    {
                        await reload(stop).ConfigureAwait(false);
                    }
                }
                catch (Exception error) when (error is not OperationCanceledException)
                {
                    Log.WatchFailed(logger, path, error);
                }
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested) { }
    }

    /// <summary>Whether there is another file than the one last tried, once it stays as it is.</summary>
    private async Task<bool> HasChanged(CancellationToken stop)
    {
        var stamp = FileStamp.Of(path);
        while (stamp != lastTried())
        {
            await Task.Delay(options.SettlingTime, time, stop).ConfigureAwait(false);
            var later = FileStamp.Of(path);
            if (later == stamp)
            {
                return true;
            }
            stamp = later;
        }
        return false;
    }

    private void Listen()
    {
        var folder = Path.GetDirectoryName(path)!;
        try
        {
            notifications = new FileSystemWatcher(folder)
            {
                NotifyFilter =
                    NotifyFilters.FileName
                    | NotifyFilters.DirectoryName
                    | NotifyFilters.LastWrite
                    | NotifyFilters.Size,
            };
            notifications.Changed += (_, _) => Signal();
            notifications.Created += (_, _) => Signal();
            notifications.Renamed += (_, _) => Signal();
            notifications.Deleted += (_, _) => Signal();
            notifications.EnableRaisingEvents = true;
        }
        // No such folder yet, a file system that cannot notify, or the system's limit of watches: polling finds the change.
        catch (Exception error) when (error is ArgumentException or IOException)
        {
            Log.PollingAlone(logger, folder, options.PollingInterval, error);
            notifications?.Dispose();
            notifications = null;
        }
    }

    private void Signal() => signals.Writer.TryWrite(true);
}
