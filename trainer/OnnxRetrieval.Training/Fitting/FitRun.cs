using System.Diagnostics;
using OnnxRetrieval.Training.Data;
using OnnxRetrieval.Training.Features;
using OnnxRetrieval.Training.Fitting.Spectral;
using OnnxRetrieval.Training.Towers;
using static TorchSharp.torch;

namespace OnnxRetrieval.Training.Fitting;

/// <summary>A model that was fitted, and how.</summary>
/// <param name="Model">The model; the receiver disposes it.</param>
/// <param name="Choice">The values of the open options that it was fitted with.</param>
/// <param name="Epochs">Epochs that the model was trained for.</param>
/// <param name="Choices">The fits that these and the number of epochs were chosen among; empty where nothing was open.</param>
/// <param name="History">A record an epoch of the fit that was validated: the chosen one, or the only one.</param>
/// <param name="Refit">A record an epoch of the last fit on training and validation data together; empty where there was none.</param>
/// <param name="Trained">What the model learned from.</param>
internal sealed record FittedModel(
    TwoTowerModel Model,
    FitChoice Choice,
    int Epochs,
    IReadOnlyList<FitState> Choices,
    IReadOnlyList<EpochRecord> History,
    IReadOnlyList<EpochRecord> Refit,
    Interactions Trained
)
{
    /// <summary>
    /// Gives users without interactions the id of the unknown user, and lets items that nobody has met stand by their
    /// features, where they have any.
    /// </summary>
    /// <param name="trained">What was learned from, by user.</param>
    /// <param name="itemCount">The number of items.</param>
    /// <param name="features">What towers read beside ids.</param>
    public void CoverUntrained(UserItems trained, int itemCount, EncodedFeatures features)
    {
        Model.Query.ReplaceByUnknown(trained.UsersWithoutItems());
        if (features.DescribeCandidates)
        {
            Model.StandByFeatures(trained.ItemsWithoutUsers(itemCount));
        }
    }
}

/// <summary>
/// All fits of a run. Where the validation set was cut from the training data, the open options and the number of epochs are
/// chosen on it, and the model is then fitted anew on both together with these; where it was given, the chosen fit's best
/// epoch is the model. Everything is kept in a checkpoint.
/// </summary>
internal sealed class FitRun(
    FitSettings settings,
    DataSplit split,
    EncodedFeatures features,
    int seed,
    int checkpointEvery,
    string checkpointPath,
    string runKey,
    IProgress<TrainingEvent>? progress,
    CancellationToken cancellation
)
{
    private static readonly TimeSpan LeastBetweenCheckpoints = TimeSpan.FromSeconds(1);
    private readonly Stopwatch sinceCheckpoint = Stopwatch.StartNew();
    private Dictionary<string, Tensor> chosen = [];
    private RunState state = new([], null, false);

    private bool Chooses => settings.UsesValidation && split.Valid.Count > 0;

    private bool Refits => Chooses && split.ValidIsCarved;

    private int UserCount => split.Dataset.Users.Count;

    private int ItemCount => split.Dataset.Items.Count;

    /// <summary>Runs to the end, from a checkpoint where there is one.</summary>
    public FittedModel Run(Checkpoint? checkpoint)
    {
        if (!Chooses)
        {
            state = checkpoint?.State ?? state;
            // Nothing is chosen, so the test set may show the loss where there is no validation set.
            var shown = split.Valid.Count > 0 ? split.Valid : split.Test;
            return RunFinal(
                checkpoint,
                split.Train,
                new HeldOut(shown, split.Train, UserCount, ranked: 0),
                ChoiceSearch.First(settings),
                settings.Epochs
            );
        }
        checkpoint = RunChoices(checkpoint);
        var best = ChoiceSearch.Best(state.Finished);
        var epochs = best.BestEpoch > 0 ? best.BestEpoch : best.Epoch;
        if (Refits)
        {
            var all = split.Train.Concat(split.Valid);
            var nothing = new HeldOut(Interactions.Empty, all, UserCount, ranked: 0);
            var choice = SpectralRecipe.Carry(best.Choice, settings, split, all);
            var refit = RunFinal(checkpoint, all, nothing, choice, epochs);
            return refit with { History = best.History, Refit = refit.History };
        }
        var model = ModelFactory.Create(
            settings,
            UserItems.From(split.Train, UserCount),
            ItemCount,
            features,
            seed
        );
        foreach (var parameter in model.Parameters)
        {
            parameter.Value.copy_(chosen[parameter.Name]);
        }
        return new FittedModel(
            model,
            best.Choice,
            epochs,
            state.Finished,
            best.History,
            [],
            split.Train
        );
    }

    /// <summary>Chooses alone, from a checkpoint where there is one: no model is left, but how each of the fits went.</summary>
    public IReadOnlyList<FitState> Choose(Checkpoint? checkpoint)
    {
        RunChoices(checkpoint);
        return state.Finished;
    }

    /// <summary>Makes the fits that the open options are chosen by.</summary>
    /// <returns>The checkpoint, where it is of a later fit.</returns>
    private Checkpoint? RunChoices(Checkpoint? checkpoint)
    {
        state = checkpoint?.State ?? state;
        foreach (var (name, value) in checkpoint?.Tensors ?? new Dictionary<string, Tensor>())
        {
            if (name.StartsWith("chosen/", StringComparison.Ordinal))
            {
                chosen[name["chosen/".Length..]] = value;
            }
        }
        var heldOut = NewHeldOut(settings.ValidationUsers);
        using var starts = StartsOf(split.Train);
        while (!state.CurrentIsFinal && NextChoice(starts) is { } choice)
        {
            RunChoice(checkpoint, heldOut, starts, choice);
            checkpoint = null;
        }
        return checkpoint;
    }

    private FitChoice? NextChoice(SpectralStarts starts) =>
        state.Current is { } current ? current.Choice
        : state.Finished.Count > 0 ? ChoiceSearch.Next(settings, state.Finished)
        : settings.StartScale is [0] ? ChoiceSearch.First(settings)
        : Screen(starts);

    private FitChoice Screen(SpectralStarts starts)
    {
        progress?.Report(new StageStarted("ranking with starting vectors"));
        var users = UserItems.From(split.Train, UserCount);
        var ranked = NewHeldOut(Math.Min(StartScreening.MostUsers, settings.ValidationUsers));
        return StartScreening.Best(
            settings,
            choice =>
            {
                cancellation.ThrowIfCancellationRequested();
                using var model = ModelFactory.Create(
                    settings,
                    users,
                    ItemCount,
                    features,
                    seed,
                    starts.Of(settings, choice)
                );
                return ranked.ChoiceMetricOf(model);
            }
        );
    }

    private void RunChoice(
        Checkpoint? checkpoint,
        HeldOut heldOut,
        SpectralStarts starts,
        FitChoice choice
    )
    {
        using var fit = NewFit(split.Train, heldOut, starts, choice, settings.Epochs);
        Resume(fit, checkpoint);
        progress?.Report(new FitStarted(Trying(choice), settings.Epochs));
        var rival = state.Finished.Count > 0 ? ChoiceSearch.Best(state.Finished) : null;
        fit.Run(keepBest: !Refits, rival, progress, () => Ended(fit, isFinal: false), cancellation);
        if (!Refits && state.Finished.All(other => other.BestMetric < fit.State.BestMetric))
        {
            Keep(fit.Model);
        }
        state = new RunState([.. state.Finished, fit.State], null, false);
        WriteCheckpoint([]);
    }

    /// <summary>The values that are tried, in so few characters that a narrow terminal shows them beside the metrics.</summary>
    internal static string Trying(FitChoice choice) =>
        FormattableString.Invariant($"trying λ {choice.Regularization:g3}")
        + (
            choice.RecencyHalfLife > 0
                ? FormattableString.Invariant($", half-life {choice.RecencyHalfLife:g3}")
                : ""
        );

    private FittedModel RunFinal(
        Checkpoint? checkpoint,
        Interactions train,
        HeldOut heldOut,
        FitChoice choice,
        int epochs
    )
    {
        using var starts = StartsOf(train);
        using var fit = NewFit(train, heldOut, starts, choice, epochs);
        Resume(fit, checkpoint);
        progress?.Report(
            new FitStarted(Refits ? "fitting on training and validation data" : "fitting", epochs)
        );
        fit.Run(keepBest: false, null, progress, () => Ended(fit, isFinal: true), cancellation);
        return new FittedModel(
            fit.TakeModel(),
            choice,
            fit.State.Epoch,
            state.Finished,
            fit.State.History,
            [],
            train
        );
    }

    private Fit NewFit(
        Interactions train,
        HeldOut heldOut,
        SpectralStarts starts,
        FitChoice choice,
        int lastEpoch
    ) =>
        new(
            settings,
            train,
            heldOut,
            ItemCount,
            UserCount,
            features,
            choice,
            lastEpoch,
            seed,
            starts.Of(settings, choice)
        );

    private SpectralStarts StartsOf(Interactions train) => new(train, UserCount, ItemCount, seed);

    private HeldOut NewHeldOut(int ranked) =>
        new(
            split.Valid,
            split.Train,
            UserCount,
            ranked,
            settings.Model.History != "none",
            split.Masked
        );

    private static void Resume(Fit fit, Checkpoint? checkpoint)
    {
        if (checkpoint?.State.Current is { } current)
        {
            fit.Restore(current, checkpoint.Tensors);
        }
    }

    private void Keep(TwoTowerModel model)
    {
        foreach (var value in chosen.Values)
        {
            value.Dispose();
        }
        chosen = model.Parameters.ToDictionary(
            parameter => parameter.Name,
            parameter => parameter.Value.clone().DetachFromDisposeScope()
        );
    }

    private void Ended(Fit fit, bool isFinal)
    {
        state = state with { Current = fit.State, CurrentIsFinal = isFinal };
        if (
            fit.State.Epoch % checkpointEvery == 0
            && sinceCheckpoint.Elapsed >= LeastBetweenCheckpoints
        )
        {
            WriteCheckpoint(fit.Tensors());
        }
    }

    private void WriteCheckpoint(Dictionary<string, Tensor> tensors)
    {
        foreach (var (name, value) in chosen)
        {
            tensors["chosen/" + name] = value;
        }
        new Checkpoint
        {
            RunKey = runKey,
            State = state,
            Tensors = tensors,
        }.Write(checkpointPath);
        sinceCheckpoint.Restart();
    }
}
