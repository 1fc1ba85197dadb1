using System.Diagnostics;
using System.Text.Json.Nodes;
using OnnxRetrieval.Training.Data;
using OnnxRetrieval.Training.Features;
using OnnxRetrieval.Training.Fitting;
using OnnxRetrieval.Training.Fitting.Spectral;
using HeldOut = OnnxRetrieval.Training.Fitting.HeldOut;

namespace OnnxRetrieval.Training.Tuning;

/// <summary>
/// A search under way. First the options as given are trained as a training would, their open choices included; then options
/// are drawn at random and trained from rung to rung, each time from its checkpoint. What comes next follows from the trials
/// so far alone.
/// </summary>
internal sealed class Search(
    TrainingOptions given,
    DataSplit split,
    int seed,
    SearchSpace? asked,
    int? mostTrials,
    SuccessiveHalving halving,
    TuningFolder folder,
    CheckpointFolder checkpoints,
    string key,
    List<Trial> trials,
    IProgress<TrainingEvent>? progress,
    CancellationToken cancellation
) : IDisposable
{
    /// <summary>Draws after which a space counts as used up.</summary>
    private const int MostDraws = 100;

    private static readonly TimeSpan LeastBetweenCheckpoints = TimeSpan.FromSeconds(1);
    private readonly Dictionary<bool, HeldOut> heldOut = [];
    private readonly SpectralStarts starts = new(
        split.Train,
        split.Dataset.Users.Count,
        split.Dataset.Items.Count,
        seed
    );

    /// <summary>The best trial so far, the first of equals; null: none has a metric.</summary>
    public Trial? Best =>
        trials.Where(trial => trial.Metric is not null).MaxBy(trial => trial.Metric);

    /// <inheritdoc/>
    public void Dispose() => starts.Dispose();

    /// <summary>Searches until there is nothing to try.</summary>
    public void Run()
    {
        if (trials.Count == 0)
        {
            Record(TrainGiven());
        }
        var space = asked ?? DefaultSpace.For(given, Settings(trials[0].Values));
        folder.WriteSpace(space);
        while (Next(space) is { } trial)
        {
            Train(trial);
        }
    }

    /// <summary>The trial to go on with: one that deserves it, or a new one; null: all is done.</summary>
    private Trial? Next(SearchSpace space)
    {
        var drawn = trials.Skip(1).ToList();
        return halving.Next(drawn, isLastCall: false)
            ?? (trials.Count < (mostTrials ?? int.MaxValue) ? Draw(space) : null)
            ?? halving.Next(drawn, isLastCall: true)
            // It may be better at its rung than those that went on came to be.
            ?? (Best is { Status: TrialStatus.Stopped } best ? best : null);
    }

    /// <summary>A trial of other options than all before; null: the space holds no more.</summary>
    private Trial? Draw(SearchSpace space)
    {
        var number = trials.Count + 1;
        InputException? refused = null;
        for (var draw = 0; draw < MostDraws; draw++)
        {
            var values = space.Draw(new SeededRandom(Seeds.Mix(seed, number, draw)));
            try
            {
                var options = OptionPath.With(given, values);
                Recipe.Check(options);
                FillIn(values, Recipe.Resolve(options, split));
            }
            catch (InputException exception)
            {
                // Options may not go together: the others of the space do.
                refused = exception;
                continue;
            }
            if (!trials.Exists(trial => AreEqual(trial.Values, values)))
            {
                return new() { Number = number, Values = values };
            }
        }
        return trials.Count == 1 && refused is not null
            ? throw new InputException(
                $"No options of the space can be used: {refused.Message}",
                refused
            )
            : null;
    }

    /// <summary>Takes what the options leave to be chosen from the first trial, so that each trial is one fit.</summary>
    private void FillIn(Dictionary<string, JsonNode?> values, FitSettings settings)
    {
        var chosen = trials[0].Values;
        foreach (var (path, value) in Open(settings, ChoiceSearch.First(settings)))
        {
            values[path] = (chosen.GetValueOrDefault(path) ?? value)?.DeepClone();
        }
    }

    /// <summary>The open options with the values of a choice.</summary>
    private static IEnumerable<KeyValuePair<string, JsonNode?>> Open(
        FitSettings settings,
        FitChoice choice
    )
    {
        if (settings.Regularization.Count > 1)
        {
            yield return new("fit.regularization", choice.Regularization);
        }
        if (settings.RecencyHalfLife.Count > 1)
        {
            yield return new("fit.recency_half_life", choice.RecencyHalfLife);
        }
        if (settings.StartScale.Count > 1)
        {
            yield return new("fit.start_scale", choice.StartScale);
        }
    }

    private HeldOut HeldOutFor(FitSettings settings)
    {
        var readsHistories = settings.Model.History != "none";
        if (!heldOut.TryGetValue(readsHistories, out var known))
        {
            heldOut[readsHistories] = known = new(
                split.Valid,
                split.Train,
                split.Dataset.Users.Count,
                // The users of the first trial for all of them, so that their metrics compare.
                Recipe.Resolve(given, split).ValidationUsers,
                readsHistories
            );
        }
        return known;
    }

    private EncodedFeatures FeaturesOf(Trial trial) =>
        EncodedFeatures.Fit(split.Dataset, split.Train, OptionPath.With(given, trial.Values).Model);

    private Trial TrainGiven()
    {
        var trial = new Trial { Number = 1, Values = new Dictionary<string, JsonNode?>() };
        progress?.Report(new StageStarted(TrialText.Of(trial)));
        var settings = Settings(trial.Values);
        var run = new FitRun(
            settings,
            split,
            FeaturesOf(trial),
            seed,
            given.Fit.CheckpointEvery,
            checkpoints.FileOf(trial.Number),
            KeyOf(trial),
            progress,
            cancellation
        );
        var fits = run.Choose(ReadCheckpoint(trial));
        var best = ChoiceSearch.Best(fits);
        trial = trial with { Values = Open(settings, best.Choice).ToDictionary() };
        return Measured(trial, best, Settings(trial.Values), isComplete: true) with
        {
            Rungs = [],
            Seconds = fits.Sum(SecondsOf),
        };
    }

    /// <summary>Trains a trial up to its next rung.</summary>
    private void Train(Trial trial)
    {
        var settings = Settings(trial.Values);
        var rungs = halving.RungsOf(settings.Epochs);
        var rung = rungs[trial.Rungs.Count];
        progress?.Report(new FitStarted(TrialText.Of(trial), rung));
        var state = FitState.Start(ChoiceSearch.First(settings));
        try
        {
            using var fit = new Fit(
                settings,
                split.Train,
                HeldOutFor(settings),
                split.Dataset.Items.Count,
                split.Dataset.Users.Count,
                FeaturesOf(trial),
                state.Choice,
                rung,
                seed,
                starts.Of(settings, state.Choice)
            );
            if (ReadCheckpoint(trial) is { State.Current: { } reached } checkpoint)
            {
                fit.Restore(reached, checkpoint.Tensors);
                state = reached;
            }
            var sinceCheckpoint = Stopwatch.StartNew();
            fit.Run(
                keepBest: false,
                rival: null,
                progress,
                () =>
                {
                    state = fit.State;
                    if (sinceCheckpoint.Elapsed >= LeastBetweenCheckpoints)
                    {
                        WriteCheckpoint(trial, fit);
                        sinceCheckpoint.Restart();
                    }
                },
                cancellation
            );
            state = fit.State;
            WriteCheckpoint(trial, fit);
        }
        catch (OperationCanceledException)
        {
            if (state.Epoch > trial.History.Count)
            {
                Record(Measured(trial, state, settings, isComplete: false));
            }
            throw;
        }
        catch (InputException exception)
        {
            Record(
                trial with
                {
                    Status = TrialStatus.Failed,
                    Metric = null,
                    BestEpoch = 0,
                    Rungs = [.. trial.Rungs, new(rung, null)],
                    Seconds = SecondsOf(state),
                    Error = exception.Message,
                    History = state.History,
                }
            );
            return;
        }
        var isComplete = state.Epoch < rung || rung == settings.Epochs;
        var metric = Metric(state, settings).Value;
        // One that is complete has passed all rungs at once.
        var passed = isComplete ? rungs[trial.Rungs.Count..] : [rung];
        Record(
            Measured(trial, state, settings, isComplete) with
            {
                Status = isComplete ? TrialStatus.Complete : TrialStatus.Stopped,
                Rungs =
                [
                    .. trial.Rungs,
                    .. passed.Select(epoch => new TrialRung(Math.Min(epoch, state.Epoch), metric)),
                ],
            }
        );
    }

    /// <summary>A trial with what its fit has reached.</summary>
    private static Trial Measured(
        Trial trial,
        FitState state,
        FitSettings settings,
        bool isComplete
    )
    {
        var (epoch, metric) = Metric(state, settings);
        // Where training ends with the last epoch, whatever the validation says, an earlier epoch promises nothing.
        var isKnown = epoch > 0 && (settings.UsesValidation || isComplete);
        return trial with
        {
            Status = isComplete ? TrialStatus.Complete : TrialStatus.Running,
            Metric = isKnown ? metric : null,
            BestEpoch = isKnown ? epoch : 0,
            Seconds = SecondsOf(state),
            History = state.History,
        };
    }

    /// <summary>The epoch that a training would end with, and its metric.</summary>
    private static (int Epoch, double Value) Metric(FitState state, FitSettings settings)
    {
        if (settings.UsesValidation)
        {
            return (state.BestEpoch, state.BestMetric);
        }
        var last = state.History.LastOrDefault(record =>
            record.Metrics.ContainsKey(Fit.ChoiceMetric)
        );
        return last is null
            ? (0, double.NegativeInfinity)
            : (last.Epoch, last.Metrics[Fit.ChoiceMetric]);
    }

    private static double SecondsOf(FitState state) => state.History.Sum(record => record.Seconds);

    private FitSettings Settings(IReadOnlyDictionary<string, JsonNode?> values) =>
        Recipe.Resolve(OptionPath.With(given, values), split);

    private static bool AreEqual(
        IReadOnlyDictionary<string, JsonNode?> one,
        Dictionary<string, JsonNode?> other
    ) =>
        one.Count == other.Count
        && one.All(entry =>
            other.TryGetValue(entry.Key, out var value) && JsonNode.DeepEquals(entry.Value, value)
        );

    /// <summary>Writes down what a trial came to, the best options so far, and forgets checkpoints that nothing needs.</summary>
    private void Record(Trial trial)
    {
        var at = trials.FindIndex(other => other.Number == trial.Number);
        if (at < 0)
        {
            trials.Add(trial);
        }
        else
        {
            trials[at] = trial;
        }
        folder.WriteTrials(trials);
        var best = Best ?? trials[0];
        folder.WriteOptions(OptionPath.With(given, best.Values));
        var kept = halving
            .Waiting([.. trials.Skip(1)])
            .Concat(trials.Where(other => other.Status == TrialStatus.Running))
            .Select(other => checkpoints.FileOf(other.Number))
            .ToHashSet();
        foreach (
            var other in trials.Where(other => !kept.Contains(checkpoints.FileOf(other.Number)))
        )
        {
            File.Delete(checkpoints.FileOf(other.Number));
        }
        if (trial.Status != TrialStatus.Running)
        {
            progress?.Report(new TrialEnded(trial, best));
        }
    }

    private string KeyOf(Trial trial) => FormattableString.Invariant($"{key}/{trial.Number}");

    private Checkpoint? ReadCheckpoint(Trial trial)
    {
        var path = checkpoints.FileOf(trial.Number);
        if (!File.Exists(path))
        {
            return null;
        }
        var checkpoint = Checkpoint.Read(path);
        // Another search was begun here and left before its first trial ended.
        return checkpoint.RunKey == KeyOf(trial) ? checkpoint : null;
    }

    private void WriteCheckpoint(Trial trial, Fit fit) =>
        new Checkpoint
        {
            RunKey = KeyOf(trial),
            State = new([], fit.State, false),
            Tensors = fit.Tensors(),
        }.Write(checkpoints.FileOf(trial.Number));
}
