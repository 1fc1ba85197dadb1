using OnnxRetrieval.Training.Data;
using OnnxRetrieval.Training.Evaluation;
using OnnxRetrieval.Training.Features;
using OnnxRetrieval.Training.Fitting;
using OnnxRetrieval.Training.Fitting.Spectral;
using OnnxRetrieval.Training.Tests.Data;
using OnnxRetrieval.Training.Tests.Support;
using OnnxRetrieval.Training.Towers;

namespace OnnxRetrieval.Training.Tests.Fitting;

[Collection(TorchTests.Name)]
public sealed class FitRunTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    private string CheckpointFile => Path.Combine(folder.Path, "run.checkpoint", "state.ckpt");

    public void Dispose() => folder.Dispose();

    /// <summary>
    /// Interrupted after some epochs, counted over all fits of the run: in the first trial, a later one, and the last fit.
    /// </summary>
    [Theory]
    [InlineData("softmax, chosen and refitted", 2)]
    [InlineData("softmax, chosen and refitted", 15)]
    [InlineData("softmax, chosen and refitted", -2)]
    [InlineData("softmax from a spectral start, chosen and refitted", 2)]
    [InlineData("softmax from a spectral start, chosen and refitted", -2)]
    [InlineData("softmax from a spectral start, given", -2)]
    [InlineData("softmax, given", 3)]
    [InlineData("softmax, given", -2)]
    [InlineData("sampled-softmax, chosen and refitted", 4)]
    [InlineData("sampled-softmax, chosen and refitted", -2)]
    [InlineData("bpr, chosen and refitted", 4)]
    [InlineData("in-batch-softmax, given", -2)]
    [InlineData("basic", 3)]
    [InlineData("basic", -2)]
    [InlineData("mse with patience", 9)]
    public void A_run_that_goes_on_ends_with_the_same_bits_as_one_never_interrupted(
        string kind,
        int epochs
    )
    {
        var (settings, split) = Kind(kind);
        var whole = new List<EpochRecord>();
        using var expected = Run(settings, split, new Listener(whole.Add), null).Model;
        epochs = epochs < 0 ? whole.Count + epochs : epochs;
        Assert.InRange(epochs, 1, whole.Count - 1);
        ForgetCheckpoint();

        using var stop = new CancellationTokenSource();
        var before = new List<EpochRecord>();
        var listener = new Listener(record =>
        {
            before.Add(record);
            if (before.Count == epochs)
            {
                // A checkpoint is written at most once a second.
                Thread.Sleep(1050);
            }
        })
        {
            StepTaken = () =>
            {
                if (before.Count == epochs)
                {
                    stop.Cancel();
                }
            },
        };
        Assert.Throws<OperationCanceledException>(() =>
            Run(settings, split, listener, null, stop: stop)
        );
        Assert.Equal(epochs, before.Count);
        var after = new List<EpochRecord>();

        var resumed = Run(
            settings,
            split,
            new Listener(after.Add),
            Checkpoint.Read(CheckpointFile)
        );

        using var actual = resumed.Model;
        Assert.Equal(whole.Select(Shown), before.Concat(after).Select(Shown));
        foreach (var (one, other) in expected.Parameters.Zip(actual.Parameters))
        {
            Assert.Equal(one.Value.ToArray(), other.Value.ToArray());
        }
    }

    [Fact]
    public void Where_validation_was_cut_off_the_last_fit_has_it_back_for_the_best_number_of_epochs()
    {
        var (settings, split) = Kind("softmax, chosen and refitted");

        var fitted = Run(settings, split, null, null);

        using var model = fitted.Model;
        var best = fitted.Choices.MaxBy(fit => fit.BestMetric)!;
        Assert.Equal(best.Choice, fitted.Choice);
        Assert.Equal(best.BestEpoch, fitted.Epochs);
        Assert.Equal(fitted.Epochs, fitted.Refit.Count);
        Assert.All(fitted.Refit, record => Assert.Empty(record.Metrics));
        Assert.Equal(best.History, fitted.History);
        Assert.Equal(split.Train.Count + split.Valid.Count, fitted.Trained.Count);
    }

    [Fact]
    public void A_spectral_start_is_chosen_by_ranking_with_it_and_made_anew_for_all_of_the_data()
    {
        var (settings, split) = Kind("softmax from a spectral start, chosen and refitted");

        var fitted = Run(settings, split, null, null);

        using var model = fitted.Model;
        var best = ChoiceSearch.Best(fitted.Choices).Choice;
        Assert.Contains(best.StartScale, settings.StartScale);
        Assert.Equal(
            SpectralRecipe.Carry(best, settings, split, split.Train.Concat(split.Valid)),
            fitted.Choice
        );
    }

    [Fact]
    public void One_epoch_from_a_spectral_start_ranks_as_well_as_sixteen_from_a_random_one()
    {
        var spectral = Metrics("softmax from a spectral start, chosen and refitted");
        var random = Metrics("softmax, chosen and refitted");

        Assert.True(
            spectral[0] > 0.9 * random.Max(),
            $"{spectral[0]} is less than the {random.Max()} of the random start."
        );

        double[] Metrics(string kind)
        {
            var (settings, split) = Kind(kind);
            settings = settings with { Model = settings.Model with { History = "none" } };
            if (settings.StartScale.Count > 1)
            {
                settings = settings with { StartScale = [0.3] };
            }
            var fitted = Run(settings, split, null, null);
            fitted.Model.Dispose();
            return [.. fitted.History.Select(record => record.Metrics["ndcg@10"])];
        }
    }

    [Fact]
    public void Where_validation_was_given_the_best_epoch_is_the_model()
    {
        var (settings, split) = Kind("softmax, given");
        settings = settings with { Epochs = 60, LearningRate = 0.1, ValidateEvery = 1 };

        var fitted = Run(settings, split, null, null);

        using var model = fitted.Model;
        var ndcg = fitted.History.Select(record => record.Metrics["ndcg@10"]).ToArray();
        var best = Array.IndexOf(ndcg, ndcg.Max());
        Assert.Equal(best + 1, fitted.Epochs);
        Assert.True(
            ndcg.Length - fitted.Epochs <= settings.Patience,
            "It goes on for longer than patience says."
        );
        Assert.NotEqual(ndcg.Max(), ndcg[^1]);
        Assert.Empty(fitted.Refit);
        Assert.Equal(split.Train.Count, fitted.Trained.Count);
        Assert.Equal(ndcg.Max(), Ndcg(model, split), 1e-12);
    }

    [Fact]
    public void Basic_trains_on_what_was_cut_off_and_shows_the_loss_on_the_test()
    {
        var (settings, split) = Kind("basic");

        var fitted = Run(settings, settings.Arrange(split), null, null);

        using var model = fitted.Model;
        Assert.True(split.Valid.Count > 0);
        Assert.Equal(split.Train.Count + split.Valid.Count, fitted.Trained.Count);
        Assert.Empty(fitted.Choices);
        Assert.Equal(settings.Epochs, fitted.Epochs);
        foreach (var record in fitted.History)
        {
            Assert.Equal(
                record.Epoch % settings.ValidateEvery == 0 || record.Epoch == settings.Epochs,
                record.ValidLoss is not null
            );
        }
        Assert.True(fitted.History[^1].Loss < fitted.History[0].Loss);
    }

    [Fact]
    public void A_rate_far_too_high_is_told_as_divergence()
    {
        var (settings, split) = Kind("basic");
        settings = settings with { Optimizer = "adam", LearningRate = 1e30, Epochs = 20 };

        var error = Assert.Throws<InputException>(() => Run(settings, split, null, null));

        Assert.Contains("learning rate lower than", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_warm_up_as_long_as_training_is_refused()
    {
        var (settings, split) = Kind("basic");
        var steps = (split.Train.Count + settings.BatchSize - 1) / settings.BatchSize;
        settings = settings with { Epochs = 2, WarmupSteps = 2 * steps };

        var error = Assert.Throws<InputException>(() => Run(settings, split, null, null));

        Assert.Contains("--warmup-steps", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Another_seed_gives_another_model()
    {
        var (settings, split) = Kind("basic");
        using var one = Run(settings, split, null, null, seed: 1).Model;
        using var two = Run(settings, split, null, null, seed: 2).Model;

        Assert.NotEqual(
            one.Query.Parameters[0].Value.ToArray(),
            two.Query.Parameters[0].Value.ToArray()
        );
    }

    private static double Ndcg(TwoTowerModel model, DataSplit split) =>
        new Validation(
            UserItems.From(split.Train, Blocks.Users),
            UserItems.From(split.Valid, Blocks.Users),
            Blocks.Users,
            UserHistories.From(split.Train, Blocks.Users)
        )
            .Measure(model)
            .Metrics["ndcg@10"];

    private static (FitSettings, DataSplit) Kind(string kind)
    {
        var split = kind.EndsWith("given", StringComparison.Ordinal)
            ? Blocks.Given()
            : Blocks.LeaveLast();
        var isSpectral = kind.Contains("spectral", StringComparison.Ordinal);
        var isBasic = kind is "basic" or "mse with patience";
        var settings = Recipe.Resolve(
            new()
            {
                Recipe = isBasic ? "basic" : "default",
                Fit = new()
                {
                    Objective = isBasic ? null : kind.Split(',', ' ')[0],
                    Start = isSpectral ? "spectral" : "random",
                },
            },
            split
        );
        settings = settings with
        {
            Model = settings.Model with { Dimensions = 8 },
            Epochs = kind == "basic" ? 12 : 16,
            BatchSize = isBasic ? 100 : 16,
            Patience = kind == "basic" ? 0 : 4,
            Regularization =
                isBasic ? [0]
                : isSpectral ? settings.Regularization
                : [0.01, 0.1, 1],
            RecencyHalfLife = isBasic ? [0] : [0, 5],
        };
        return (settings, split);
    }

    private void ForgetCheckpoint()
    {
        var place = Path.GetDirectoryName(CheckpointFile)!;
        if (Directory.Exists(place))
        {
            Directory.Delete(place, recursive: true);
        }
    }

    private FittedModel Run(
        FitSettings settings,
        DataSplit split,
        IProgress<TrainingEvent>? progress,
        Checkpoint? checkpoint,
        int seed = 1,
        CancellationTokenSource? stop = null
    ) =>
        new FitRun(
            settings,
            split,
            EncodedFeatures.None,
            seed,
            checkpointEvery: 1,
            CheckpointFile,
            "key",
            progress,
            stop?.Token ?? TestContext.Current.CancellationToken
        ).Run(checkpoint);

    private static string Shown(EpochRecord record) =>
        string.Join(
            " ",
            record
                .Metrics.Select(metric => $"{metric.Key}={metric.Value:r}")
                .Prepend($"{record.Epoch} {record.Loss:r} {record.ValidLoss:r}")
        );

    private sealed class Listener(Action<EpochRecord> epochEnded) : IProgress<TrainingEvent>
    {
        public Action StepTaken { get; init; } = () => { };

        public void Report(TrainingEvent value)
        {
            switch (value)
            {
                case EpochEnded ended:
                    epochEnded(ended.Record);
                    break;
                case StepsTaken:
                    StepTaken();
                    break;
            }
        }
    }
}
