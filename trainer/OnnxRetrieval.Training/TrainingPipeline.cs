using System.Diagnostics;
using System.Text.Json;
using OnnxRetrieval.Graph;
using OnnxRetrieval.Training.Customizing;
using OnnxRetrieval.Training.Data;
using OnnxRetrieval.Training.Evaluation;
using OnnxRetrieval.Training.Export;
using OnnxRetrieval.Training.Features;
using OnnxRetrieval.Training.Fitting;
using OnnxRetrieval.Training.ItemToItem;
using OnnxRetrieval.Training.Native;
using OnnxRetrieval.Training.Reporting;

namespace OnnxRetrieval.Training;

/// <summary>What a finished run left.</summary>
/// <param name="Folder">The output folder.</param>
/// <param name="Evaluation">What was measured on the test set, as in <c>metrics.json</c>; null where nothing could be.</param>
/// <param name="Split">The data it was made from.</param>
/// <param name="History">One record an epoch of the fit that was validated.</param>
public sealed record TrainingResult(
    string Folder,
    EvaluationReport? Evaluation,
    DataSplit Split,
    IReadOnlyList<EpochRecord> History
)
{
    /// <summary>Metrics by contender (<c>test</c>, <c>popularity</c>, <c>item_knn</c>, <c>ease</c>); empty where there are none.</summary>
    public IReadOnlyDictionary<string, IReadOnlyDictionary<string, double>> Metrics =>
        Evaluation?.Metrics ?? new Dictionary<string, IReadOnlyDictionary<string, double>>();
}

/// <summary>From options to a folder with the exported recommender: reads, splits, fits, exports and evaluates.</summary>
public static class TrainingPipeline
{
    /// <summary>The seed of a run that names none.</summary>
    public const int DefaultSeed = 42;

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
    ) => Run(options, Customization.None, output, resume, progress, cancellation);

    /// <summary>The same with pieces that are made in code.</summary>
    /// <param name="options">What to do.</param>
    /// <param name="custom">The pieces.</param>
    /// <param name="output">The output folder. An earlier good one is replaced only when the new one is complete.</param>
    /// <param name="resume">Whether to go on from the checkpoint that an interrupted run into <paramref name="output"/> left.</param>
    /// <param name="progress">Told what happens, on the calling thread; may be null.</param>
    /// <param name="cancellation">Stops the run after the current step; the last checkpoint stays.</param>
    /// <exception cref="InputException">Data, options or pieces cannot be used.</exception>
    /// <exception cref="OperationCanceledException">The run was stopped.</exception>
    public static TrainingResult Run(
        TrainingOptions options,
        Customization custom,
        string output,
        bool resume = false,
        IProgress<TrainingEvent>? progress = null,
        CancellationToken cancellation = default
    )
    {
        ArgumentNullException.ThrowIfNull(custom);
        options = custom.Complete(options);
        var clock = Stopwatch.StartNew();
        var seed = options.Seed ?? DefaultSeed;
        Recipe.Check(options);
        // First, as it keeps other runs out.
        using var checkpoints = new CheckpointFolder(output);
        using var folder = new OutputFolder(output);
        var stages = new StageProgress(progress);
        var columns = FeatureColumns.Of(options, custom);
        var split = custom.Source is { } source
            ? DataPreparation.Prepare(source, columns, options.Split, seed, stages, cancellation)
            : DataPreparation.Prepare(columns, options.Split, seed, stages, cancellation);
        var settings = Recipe.Resolve(options, split) with { Custom = custom };
        var pairTraining = PairTraining.For(options, split, seed);
        split = settings.Arrange(split);
        var features = EncodedFeatures.Fit(split.Dataset, split.Train, options.Model, custom);
        progress?.Report(new DataPrepared(split));

        stages.Report("loading libtorch");
        TorchLibrary.EnsureLoaded(
            options.Threads ?? settings.ThreadsOf(Environment.ProcessorCount)
        );
        CustomizationCheck.Run(settings, split, features, NotesOf(options, split, null));
        var key = RunKey.Of(options, seed, split, custom.Key);
        var checkpoint = resume ? ReadCheckpoint(checkpoints.File, key, stages) : null;
        var run = new FitRun(
            settings,
            split,
            features,
            seed,
            options.Fit.CheckpointEvery,
            checkpoints.File,
            key,
            progress,
            cancellation
        );
        var fitted = run.Run(checkpoint);
        using var model = fitted.Model;
        var trained = UserItems.From(fitted.Trained, split.Dataset.Users.Count);
        if (settings.UnknownRate == 0)
        {
            model.Query.UnknownFromMean(trained.UsersWithItems());
            model.Candidate.UnknownFromMean([.. fitted.Trained.Items.Distinct()]);
        }
        fitted.CoverUntrained(trained, split.Dataset.Items.Count, features);
        model.Query.Settle(UserHistories.From(fitted.Trained, split.Dataset.Users.Count));

        stages.Report("exporting");
        // With a seed asked for, the files depend on data and options alone; the time stands in the manifest then.
        var now = TimeProvider.System.GetUtcNow();
        var notes = NotesOf(options, split, options.Seed is null ? now : null);
        var remarks = new List<string>();
        new ModelExporter(model, split.Dataset, trained, notes).Write(
            folder.Path,
            remarks,
            stages,
            cancellation
        );
        foreach (var remark in remarks)
        {
            stages.Report(remark);
        }
        var pairs = pairTraining?.Run(
            checkpoints.PairFile,
            resume && File.Exists(checkpoints.PairFile)
                ? ReadCheckpoint(checkpoints.PairFile, key, stages)
                : null,
            key,
            progress,
            cancellation
        );
        using var pairModel = pairs?.Model;
        if (pairs is not null)
        {
            new ModelExporter(pairs.Model, pairTraining!.Pairs.Dataset, trained, notes).WritePairs(
                folder.Path
            );
        }
        var evaluation = Evaluate(
            folder.Path,
            fitted,
            split,
            trained,
            options,
            seed,
            remarks,
            stages,
            progress,
            cancellation
        );
        if (evaluation is not null && pairs is not null)
        {
            stages.Report("evaluating item-to-item");
            evaluation = evaluation with
            {
                ItemToItem = ItemToItemEvaluation.Run(
                    folder.Path,
                    pairTraining!.Pairs with
                    {
                        Train = pairs.Trained,
                    },
                    new ItemPopularity(trained, split.Dataset.Items.Count),
                    options.Threads,
                    seed,
                    cancellation
                ),
            };
        }

        RunFiles.WriteHistory(Path.Combine(folder.Path, RunFiles.History), fitted.History);
        if (fitted.Refit.Count > 0)
        {
            RunFiles.WriteHistory(Path.Combine(folder.Path, RunFiles.Refit), fitted.Refit);
        }
        RunFiles.WriteJson(
            Path.Combine(folder.Path, RunFiles.Metrics),
            evaluation?.ToJson() ?? new Dictionary<string, object>()
        );
        RunFiles.WriteJson(Path.Combine(folder.Path, RunFiles.Options), options);
        stages.Report("writing the report");
        WriteReport(folder.Path, notes.Name, fitted, split, options, evaluation);
        Manifest
            .Of(options, settings, fitted, split, notes.Name, seed, now, clock.Elapsed, folder.Path)
            .Write(folder.Path);
        cancellation.ThrowIfCancellationRequested();
        folder.Commit();
        checkpoints.Done = true;
        return new TrainingResult(output, evaluation, split, fitted.History);
    }

    /// <summary>Where a run into a folder keeps its checkpoint until it is done.</summary>
    public static string CheckpointPath(string output) => CheckpointFolder.FileFor(output);

    private static GraphNotes NotesOf(
        TrainingOptions options,
        DataSplit split,
        DateTimeOffset? trainedAt
    ) =>
        new(
            options.Export.Name ?? split.Dataset.Name,
            trainedAt,
            JsonSerializer.Serialize(options, TrainingJson.Compact),
            split.Dataset.Fingerprint,
            options.Export
        );

    private static EvaluationReport? Evaluate(
        string folder,
        FittedModel fitted,
        DataSplit split,
        UserItems trained,
        TrainingOptions options,
        int seed,
        IEnumerable<string> remarks,
        StageProgress stages,
        IProgress<TrainingEvent>? progress,
        CancellationToken cancellation
    )
    {
        var path = Path.Combine(folder, ExportedFiles.Retrieval);
        var set = new TestSet(
            fitted.Trained,
            split.Test,
            split.Dataset.Users.Count,
            split.Dataset.Items.Count
        );
        var load = new RetrieverOptions { Threads = options.Threads };
        using var full = Retriever.Load(path, load);
        stages.Report("comparing the exported file with the trained towers");
        ExportCheck.Run(
            full,
            fitted.Model,
            split.Dataset,
            trained,
            set.Given,
            set.HeldOut.UsersWithItems()
        );
        var storage = StorageOptions.Parse(options.Export.Storage);
        StorageOptions.Apply(folder, storage);
        if (split.Test.Count == 0 || options.Export.BakedK is not null)
        {
            // Without held-out items, or without the inputs that an evaluation needs, there is nothing to measure.
            return null;
        }
        var notes = remarks.ToList();
        EvaluationReport report;
        using (var retriever = Retriever.Load(path, load))
        {
            IEnumerable<IRecommender> exported = [new ExportedModel(retriever, split.Dataset)];
            if (storage != TableStorage.Float32)
            {
                exported = exported.Append(
                    new ExportedModel(full, split.Dataset) { Name = StorageOptions.FullKey }
                );
            }
            var change = new StorageChange(options.Export.Storage, notes);
            report = Evaluator.Run(
                set,
                exported.Concat(
                    Baselines.Create(
                        options.Evaluation.Baselines,
                        set,
                        seed,
                        notes,
                        options.Threads,
                        stages,
                        cancellation
                    )
                ),
                Protocol.Full,
                seed,
                notes,
                stages,
                measured =>
                {
                    change.Take(measured.Name, measured.Metrics);
                    progress?.Report(new ContenderEvaluated(measured.Name, measured.Metrics));
                },
                cancellation
            );
        }
        OnnxFile.UpdateMetadata(
            path,
            new Dictionary<string, string>
            {
                [RetrievalMetadata.Metrics] = JsonSerializer.Serialize(
                    report.Metrics[ExportedModel.Key],
                    TrainingJson.Compact
                ),
            }
        );
        return report;
    }

    private static Checkpoint? ReadCheckpoint(string path, string key, StageProgress stages)
    {
        if (!File.Exists(path))
        {
            stages.Report($"nothing to resume at '{path}', starting anew");
            return null;
        }
        var checkpoint = Checkpoint.Read(path);
        if (checkpoint.RunKey != key)
        {
            throw new InputException(
                $"The checkpoint '{path}' belongs to other options, other data or another version. "
                    + "Resume with the same options, or run without --resume to start over."
            );
        }
        return checkpoint;
    }

    private static void WriteReport(
        string folder,
        string name,
        FittedModel fitted,
        DataSplit split,
        TrainingOptions options,
        EvaluationReport? evaluation
    )
    {
        using var retriever = Retriever.Load(Path.Combine(folder, ExportedFiles.Retrieval));
        var itemToItem = new Dictionary<string, Retriever>();
        try
        {
            foreach (var file in (string[])[ExportedFiles.Similar, ExportedFiles.Pairs])
            {
                var path = Path.Combine(folder, file);
                if (File.Exists(path))
                {
                    itemToItem[file] = Retriever.Load(path);
                }
            }
            RunReport.Write(
                Path.Combine(folder, RunReport.FileName),
                new()
                {
                    Name = name,
                    Split = split,
                    Retriever = retriever,
                    Given = UserHistories.From(fitted.Trained, split.Dataset.Users.Count),
                    ItemToItem = itemToItem,
                    Evaluation = evaluation,
                    History = fitted.History,
                    Refit = fitted.Refit,
                    Vectors = fitted.Model.Candidate.VectorsOfAll(),
                    Options = JsonSerializer.Serialize(options, TrainingJson.Indented),
                }
            );
        }
        finally
        {
            foreach (var file in itemToItem.Values)
            {
                file.Dispose();
            }
        }
    }

    private sealed class StageProgress(IProgress<TrainingEvent>? progress) : IProgress<string>
    {
        public void Report(string value) => progress?.Report(new StageStarted(value));
    }
}
