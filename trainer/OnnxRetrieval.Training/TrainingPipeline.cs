using OnnxRetrieval.Training.Data;

namespace OnnxRetrieval.Training;

/// <summary>What a finished run left.</summary>
/// <param name="Folder">The output folder.</param>
/// <param name="Metrics">Metrics by contender (<c>test</c>, <c>popularity</c>, <c>item_knn</c>), as in <c>metrics.json</c>.</param>
/// <param name="Split">The data it was made from.</param>
/// <param name="History">One record an epoch of the final fit.</param>
public sealed record TrainingResult(
    string Folder,
    IReadOnlyDictionary<string, IReadOnlyDictionary<string, double>> Metrics,
    DataSplit Split,
    IReadOnlyList<EpochRecord> History
);

/// <summary>From options to a folder with the exported recommender: reads, splits, fits, exports and evaluates.</summary>
public static class TrainingPipeline
{
    /// <summary>Runs the whole. The folder appears at once, complete, or not at all.</summary>
    /// <param name="options">What to do.</param>
    /// <param name="output">The output folder. An earlier good one is replaced only when the new one is complete.</param>
    /// <param name="resume">Whether to go on from the checkpoint that an interrupted run into <paramref name="output"/> left.</param>
    /// <param name="progress">Told what happens, on the calling thread; may be null.</param>
    /// <param name="cancellation">Stops the run after the current step; the last checkpoint stays.</param>
    /// <exception cref="InputException">Data or options cannot be used.</exception>
    /// <exception cref="OperationCanceledException">The run was stopped.</exception>
    public static TrainingResult Run(
        TrainingOptions options,
        string output,
        bool resume = false,
        IProgress<TrainingEvent>? progress = null,
        CancellationToken cancellation = default
    ) => throw new NotSupportedException("Not written yet.");
}
