using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;

namespace OnnxRetrieval.Training.Scoring;

/// <summary>Computes a sequence on a thread of its own, some elements ahead of who reads it.</summary>
internal static class Prefetch
{
    /// <summary>The elements of a sequence, in order; its exception comes where it would.</summary>
    /// <param name="source">Enumerated once, on another thread.</param>
    /// <param name="ahead">How many elements may wait to be read.</param>
    public static IEnumerable<T> Of<T>(IEnumerable<T> source, int ahead = 4)
    {
        using var waiting = new BlockingCollection<T>(ahead);
        using var abandoned = new CancellationTokenSource();
        var producer = Task.Factory.StartNew(
            () =>
            {
                try
                {
                    foreach (var element in source)
                    {
                        waiting.Add(element, abandoned.Token);
                    }
                }
                finally
                {
                    waiting.CompleteAdding();
                }
            },
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default
        );
        try
        {
            foreach (var element in waiting.GetConsumingEnumerable())
            {
                yield return element;
            }
        }
        finally
        {
            abandoned.Cancel();
            // Nothing that it uses may still be in use when the caller goes on.
            Task.WaitAny(producer);
        }
        if (producer.Exception is { } failed)
        {
            ExceptionDispatchInfo.Throw(failed.InnerExceptions[0]);
        }
    }
}
