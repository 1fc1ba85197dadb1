using System.Diagnostics;
using OnnxRetrieval.Training.Data;
using OnnxRetrieval.Training.Export;
using OnnxRetrieval.Training.Features;
using OnnxRetrieval.Training.Fitting;
using OnnxRetrieval.Training.Native;

namespace OnnxRetrieval.Training.Tuning;

/// <summary>What a search came to.</summary>
/// <param name="Folder">The output folder.</param>
/// <param name="Trials">The trials, the first of them that of the options as given.</param>
/// <param name="Best">The best of them.</param>
/// <param name="Options">Its options, as in <c>options.json</c>.</param>
/// <param name="Split">The data it was made from.</param>
public sealed record TuningResult(
    string Folder,
    IReadOnlyList<Trial> Trials,
    Trial Best,
    TrainingOptions Options,
    DataSplit Split
);

/// <summary>Searches options by the validation set, which alone is ranked: nothing here reads the test set.</summary>
public static class TuningPipeline
{
    /// <summary>Searches to the end of the budget.</summary>
    /// <param name="options">The data, its split, and the options that the first trial has; what they set is not searched, but where the space says so.</param>
    /// <param name="output">The folder for <c>options.json</c>, <c>trials.jsonl</c> and <c>space.json</c>.</param>
    /// <param name="space">What to search; null: the neighbourhood of what the defaults come to.</param>
    /// <param name="budget">How long.</param>
    /// <param name="resume">Whether to go on with the search in <paramref name="output"/>.</param>
    /// <param name="progress">Told what happens, on the calling thread; may be null.</param>
    /// <param name="cancellation">Stops the search after the current step; what was reached is kept.</param>
    /// <exception cref="InputException">Data, options or space cannot be used.</exception>
    /// <exception cref="OperationCanceledException">The search was stopped.</exception>
    public static TuningResult Run(
        TrainingOptions options,
        string output,
        SearchSpace? space,
        TuningBudget budget,
        bool resume = false,
        IProgress<TrainingEvent>? progress = null,
        CancellationToken cancellation = default
    ) =>
        Run(
            options,
            output,
            space,
            budget,
            SuccessiveHalving.Default,
            resume,
            progress,
            cancellation
        );

    internal static TuningResult Run(
        TrainingOptions options,
        string output,
        SearchSpace? space,
        TuningBudget budget,
        SuccessiveHalving halving,
        bool resume,
        IProgress<TrainingEvent>? progress,
        CancellationToken cancellation
    )
    {
        var clock = Stopwatch.StartNew();
        var seed = options.Seed ?? TrainingPipeline.DefaultSeed;
        Recipe.Check(options);
        space?.Check(options);
        var folder = new TuningFolder(output);
        if (!resume)
        {
            folder.Refuse();
        }
        using var checkpoints = new CheckpointFolder(output);
        var split = DataPreparation.Prepare(
            space?.ToRead(options) ?? FeatureColumns.Of(options),
            options.Split,
            seed,
            new StageProgress(progress),
            cancellation
        );
        if (split.Valid.Count == 0)
        {
            throw new InputException(
                "The split leaves no validation set, and options are chosen by it alone. Give one with --valid or --valid-fraction, or a split that holds out more, such as --split random."
            );
        }
        progress?.Report(new DataPrepared(split));
        TorchLibrary.EnsureLoaded(options.Threads ?? Environment.ProcessorCount);
        var key = RunKey.Of(options, seed, split, space?.ToJson() ?? "");
        var trials = folder.Begin(
            new(key, ToolVersions.Own, split.Dataset.Fingerprint, options),
            resume
        );
        var left = budget.Time - TimeSpan.FromSeconds(trials.Sum(trial => trial.Seconds));
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        if (left - clock.Elapsed is { } time)
        {
            limit.CancelAfter(time > TimeSpan.Zero ? time : TimeSpan.Zero);
        }
        using var search = new Search(
            options,
            split,
            seed,
            space,
            budget.Trials,
            halving,
            folder,
            checkpoints,
            key,
            trials,
            progress,
            limit.Token
        );
        try
        {
            search.Run();
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            // The time is over.
        }
        if (search.Best is not { } best)
        {
            throw new InputException(
                "The time was over before the options as given were trained. What was reached is kept: give more time, and --resume."
            );
        }
        checkpoints.Done = true;
        return new(output, trials, best, OptionPath.With(options, best.Values), split);
    }

    private sealed class StageProgress(IProgress<TrainingEvent>? progress) : IProgress<string>
    {
        public void Report(string value) => progress?.Report(new StageStarted(value));
    }
}
