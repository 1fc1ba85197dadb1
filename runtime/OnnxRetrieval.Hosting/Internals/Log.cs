using Microsoft.Extensions.Logging;

namespace OnnxRetrieval.Hosting.Internals;

internal static partial class Log
{
    [LoggerMessage(
        1,
        LogLevel.Information,
        "Retriever {Retriever} serves version {Version} with {Candidates} candidates from {Path}."
    )]
    public static partial void TakenIntoUse(
        ILogger logger,
        string retriever,
        string version,
        int candidates,
        string path
    );

    [LoggerMessage(
        2,
        LogLevel.Debug,
        "Retriever {Retriever}: the file still holds version {Version}."
    )]
    public static partial void Unchanged(ILogger logger, string retriever, string version);

    [LoggerMessage(
        3,
        LogLevel.Error,
        "Retriever {Retriever}: {Path} cannot be used; the model in use, if any, stays."
    )]
    public static partial void ReloadFailed(
        ILogger logger,
        string retriever,
        string path,
        Exception error
    );

    [LoggerMessage(
        4,
        LogLevel.Warning,
        "The system does not tell of changes in {Folder}; they are looked for every {Interval}."
    )]
    public static partial void PollingAlone(
        ILogger logger,
        string folder,
        TimeSpan interval,
        Exception error
    );

    [LoggerMessage(5, LogLevel.Error, "Looking whether {Path} has changed failed.")]
    public static partial void WatchFailed(ILogger logger, string path, Exception error);

    [LoggerMessage(
        6,
        LogLevel.Error,
        "Retriever {Retriever}: a handler of the event Reloaded threw."
    )]
    public static partial void HandlerFailed(ILogger logger, string retriever, Exception error);
}
