using System.Diagnostics;
using OnnxRetrieval.Training.Data;
using OnnxRetrieval.Training.Evaluation;
using OnnxRetrieval.Training.Features;
using OnnxRetrieval.Training.Fitting.Spectral;
using OnnxRetrieval.Training.Objectives;
using OnnxRetrieval.Training.Optimization;
using OnnxRetrieval.Training.Towers;
using static TorchSharp.torch;

namespace OnnxRetrieval.Training.Fitting;

/// <summary>One fit: a model, its optimizer and how far it has come.</summary>
internal sealed class Fit : IDisposable
{
    /// <summary>The validation metric that early stopping and the choice of options go by.</summary>
    public const string ChoiceMetric = "ndcg@10";

    private readonly FitSettings settings;
    private readonly Objective objective;
    private readonly Optimizer optimizer;
    private readonly RateSchedule schedule;
    private readonly HeldOut heldOut;
    private readonly int seed;
    private readonly int lastEpoch;
    private readonly Dictionary<string, Tensor> best = [];
    private bool modelTaken;

    /// <summary>A fit not begun.</summary>
    /// <param name="settings">What to do.</param>
    /// <param name="train">What to learn from.</param>
    /// <param name="heldOut">What to measure on after epochs.</param>
    /// <param name="itemCount">The number of items.</param>
    /// <param name="userCount">The number of users.</param>
    /// <param name="features">What towers read beside ids and histories.</param>
    /// <param name="choice">The values of the open options.</param>
    /// <param name="lastEpoch">The epoch to stop after; the rate's schedule is not shortened by it.</param>
    /// <param name="seed">Decides every random choice.</param>
    /// <param name="start">Where its vectors start; null: at random.</param>
    public Fit(
        FitSettings settings,
        Interactions train,
        HeldOut heldOut,
        int itemCount,
        int userCount,
        EncodedFeatures features,
        FitChoice choice,
        int lastEpoch,
        int seed,
        StartingVectors? start = null
    )
    {
        this.settings = settings;
        this.heldOut = heldOut;
        this.seed = seed;
        this.lastEpoch = lastEpoch;
        var userItems = UserItems.From(train, userCount);
        State = FitState.Start(choice);
        Model = ModelFactory.Create(
            settings,
            userItems,
            itemCount,
            features,
            Seeds.Mix(seed, 0),
            start
        );
        optimizer = settings.Optimizer switch
        {
            "adagrad" => new Adagrad { ClipNorm = settings.ClipNorm },
            "adamw" => new AdamW(settings.WeightDecay) { ClipNorm = settings.ClipNorm },
            _ => new Adam { ClipNorm = settings.ClipNorm },
        };
        objective = ObjectiveKind.Create(
            settings,
            train,
            userItems,
            itemCount,
            choice.RecencyHalfLife,
            Seeds.Mix(seed, 1),
            Model.Query
        );
        var steps = (long)settings.Epochs * objective.StepsPerEpoch;
        if (settings.WarmupSteps >= steps)
        {
            throw InputException.WrongUse(
                $"The learning rate would rise for {settings.WarmupSteps} steps, and training has {steps} "
                    + $"({settings.Epochs} epochs of {objective.StepsPerEpoch}). Give fewer with --warmup-steps."
            );
        }
        schedule = new RateSchedule(
            settings.Schedule,
            settings.LearningRate,
            settings.WarmupSteps,
            steps
        );
        FrequencyDecay.Apply(
            Model,
            objective,
            userItems.UsersWithItems().Length,
            choice.Regularization,
            settings.RegularizationExponent
        );
    }

    /// <summary>The model as trained so far.</summary>
    public TwoTowerModel Model { get; }

    /// <summary>How far it has come.</summary>
    public FitState State { get; private set; }

    /// <summary>Everything that a checkpoint keeps.</summary>
    public Dictionary<string, Tensor> Tensors()
    {
        var tensors = new Dictionary<string, Tensor>();
        foreach (var parameter in Model.Parameters)
        {
            tensors["parameter/" + parameter.Name] = parameter.Value;
        }
        foreach (var (name, value) in optimizer.State)
        {
            tensors["optimizer/" + name] = value;
        }
        foreach (var (name, value) in best)
        {
            tensors["best/" + name] = value;
        }
        return tensors;
    }

    /// <summary>Goes back to where a checkpoint was made.</summary>
    public void Restore(FitState state, IReadOnlyDictionary<string, Tensor> tensors)
    {
        State = state;
        foreach (var parameter in Model.Parameters)
        {
            parameter.Value.copy_(tensors["parameter/" + parameter.Name]);
        }
        foreach (var (name, value) in tensors)
        {
            if (name.StartsWith("optimizer/", StringComparison.Ordinal))
            {
                optimizer.Restore(name["optimizer/".Length..], value.clone());
            }
            else if (name.StartsWith("best/", StringComparison.Ordinal))
            {
                best[name["best/".Length..]] = value.clone().DetachFromDisposeScope();
            }
        }
    }

    /// <summary>Trains to the end, or until patience runs out.</summary>
    /// <param name="keepBest">Whether to end with the model of the best validation rather than the last.</param>
    /// <param name="rival">The best fit so far, beside which this one is given up when it stays behind; null: none.</param>
    /// <param name="progress">Told of steps and epochs.</param>
    /// <param name="epochEnded">Called after each epoch, so that a checkpoint can be written.</param>
    /// <param name="cancellation">Stops after the current step.</param>
    public void Run(
        bool keepBest,
        FitState? rival,
        IProgress<TrainingEvent>? progress,
        Action epochEnded,
        CancellationToken cancellation
    )
    {
        while (
            State.Epoch < lastEpoch
            && !OutOfPatience()
            && !(rival is not null && Rivalry.IsLost(State, rival, settings.Patience, lastEpoch))
        )
        {
            RunEpoch(keepBest, progress, cancellation);
            epochEnded();
        }
        if (keepBest && best.Count > 0)
        {
            foreach (var parameter in Model.Parameters)
            {
                parameter.Value.copy_(best[parameter.Name]);
            }
        }
    }

    /// <summary>Hands the model over; it is then no longer disposed with the fit.</summary>
    public TwoTowerModel TakeModel()
    {
        modelTaken = true;
        return Model;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!modelTaken)
        {
            Model.Dispose();
        }
        optimizer.Dispose();
        foreach (var value in best.Values)
        {
            value.Dispose();
        }
    }

    private bool OutOfPatience() =>
        settings.Patience > 0
        && State.BestEpoch > 0
        && State.Epoch - State.BestEpoch >= settings.Patience;

    private void RunEpoch(
        bool keepBest,
        IProgress<TrainingEvent>? progress,
        CancellationToken cancellation
    )
    {
        var clock = Stopwatch.StartNew();
        var epoch = State.Epoch + 1;
        double loss = 0;
        int step = 0,
            interactions = 0;
        // Each epoch draws anew, so that a resumed run draws what the uninterrupted one would have drawn.
        random.manual_seed(Seeds.Mix(seed, 3, epoch));
        var hiding = new Random(Seeds.Mix(seed, 4, epoch));
        foreach (var batch in objective.Batches(new Random(Seeds.Mix(seed, 2, epoch))))
        {
            cancellation.ThrowIfCancellationRequested();
            using (NewDisposeScope())
            {
                var tape = new GradientTape(hiding);
                loss += objective.Backward(Model, batch, tape);
                optimizer.Step(
                    tape,
                    schedule.At((long)(epoch - 1) * objective.StepsPerEpoch + step)
                );
            }
            interactions += batch.Interactions;
            step++;
            progress?.Report(
                new StepsTaken(epoch, step, objective.StepsPerEpoch, loss / interactions)
            );
        }
        if (!double.IsFinite(loss))
        {
            throw new InputException(
                $"The loss is no longer finite after epoch {epoch}: training diverged. "
                    + $"Use a learning rate lower than {settings.LearningRate}."
            );
        }
        var training = clock.Elapsed.TotalSeconds;
        var due = epoch % settings.ValidateEvery == 0 || epoch == lastEpoch;
        var (metrics, heldOutLoss) = due
            ? heldOut.Measure(Model, objective)
            : (HeldOut.Nothing, null);
        var record = new EpochRecord(
            epoch,
            loss / interactions,
            heldOutLoss,
            metrics,
            clock.Elapsed.TotalSeconds
        );
        State = State with { Epoch = epoch, History = [.. State.History, record] };
        if (metrics.TryGetValue(ChoiceMetric, out var metric) && metric > State.BestMetric)
        {
            State = State with { BestEpoch = epoch, BestMetric = metric };
            if (keepBest)
            {
                KeepBest();
            }
        }
        progress?.Report(
            new EpochEnded(record, objective.InteractionsPerEpoch / Math.Max(training, 1e-9))
        );
    }

    private void KeepBest()
    {
        foreach (var parameter in Model.Parameters)
        {
            if (best.TryGetValue(parameter.Name, out var kept))
            {
                kept.copy_(parameter.Value);
            }
            else
            {
                best[parameter.Name] = parameter.Value.clone().DetachFromDisposeScope();
            }
        }
    }
}
