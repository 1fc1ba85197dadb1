using System.Text.Json;
using OnnxRetrieval.Training.Tests.Data;
using OnnxRetrieval.Training.Tests.Support;
using OnnxRetrieval.Training.Tuning;

namespace OnnxRetrieval.Training.Tests.Tuning;

[Collection(TorchTests.Name)]
public sealed class TuningPipelineTests : IDisposable
{
    private const int Epochs = 10;

    private static readonly SearchSpace Space = SearchSpace.Parse(
        """
        {
          "fit.learning_rate": {"min": 0.001, "max": 0.3, "log": true},
          "fit.epochs": [6, 10],
          "model.dimensions": [2, 8, 16]
        }
        """,
        "space.json"
    );

    private readonly TemporaryFolder folder = new();
    private readonly TrainingOptions options;

    public TuningPipelineTests() =>
        options = new()
        {
            Data = new() { Interactions = [Blocks.Write(folder)] },
            Fit = new()
            {
                Epochs = Epochs,
                BatchSize = 16,
                Patience = 6,
            },
            Seed = 3,
            Threads = 1,
        };

    public void Dispose() => folder.Dispose();

    [Fact]
    public void The_winner_is_the_best_by_validation_and_never_worse_than_the_options_as_given()
    {
        var result = Tune("tuned", trials: 8);

        Assert.Equal(8, result.Trials.Count);
        Assert.Equal(Enumerable.Range(1, 8), result.Trials.Select(trial => trial.Number));
        Assert.Equal(result.Trials.Max(trial => trial.Metric), result.Best.Metric);
        Assert.True(result.Best.Metric >= result.Trials[0].Metric);
        Assert.Equal(TrialStatus.Complete, result.Trials[0].Status);
        Assert.Equal(TrialStatus.Complete, result.Best.Status);
        Assert.Contains(result.Trials.Skip(1), trial => trial.Status == TrialStatus.Complete);
        Assert.Contains(result.Trials, trial => trial.Status == TrialStatus.Stopped);
        Assert.All(
            result.Trials,
            trial =>
                Assert.Equal(trial.History.Max(record => record.Metrics["ndcg@10"]), trial.Metric)
        );
        Assert.Equal(8, result.Trials.Select(Options).Distinct().Count());
        Assert.Equal(["options.json", "search.json", "space.json", "trials.jsonl"], Names("tuned"));
        Assert.False(Directory.Exists(In("tuned.checkpoint")));
    }

    [Fact]
    public void The_options_file_trains_to_the_metric_that_was_promised()
    {
        var result = Tune("tuned", trials: 8);
        var written = JsonSerializer.Deserialize<TrainingOptions>(
            File.ReadAllText(In("tuned/options.json")),
            TrainingJson.Compact
        )!;
        Assert.Equal(Json(result.Options), Json(written));

        var trained = TrainingPipeline.Run(
            written,
            In("model"),
            cancellation: TestContext.Current.CancellationToken
        );

        Assert.Equal(result.Best.Metric, trained.History.Max(record => record.Metrics["ndcg@10"]));
        Assert.Equal(
            result.Best.History.Select(Shown),
            trained.History.Take(result.Best.History.Count).Select(Shown)
        );
    }

    [Fact]
    public void The_first_trial_is_what_a_training_without_a_search_comes_to()
    {
        var result = Tune("tuned", trials: 1);

        var trained = TrainingPipeline.Run(
            options,
            In("model"),
            cancellation: TestContext.Current.CancellationToken
        );

        Assert.Equal(trained.History.Select(Shown), result.Trials[0].History.Select(Shown));
        Assert.Equal(result.Trials[0], result.Best);
        Assert.Equal(
            ["fit.regularization", "fit.recency_half_life", "fit.start_scale"],
            result.Trials[0].Values.Keys
        );
    }

    [Fact]
    public void The_same_seed_searches_the_same_and_another_does_not()
    {
        var one = Tune("one", trials: 5);
        var two = Tune("two", trials: 5);
        var other = Tune("other", trials: 5, options with { Seed = 4 });

        Assert.Equal(one.Trials.Select(Shown), two.Trials.Select(Shown));
        Assert.NotEqual(one.Trials.Select(Options), other.Trials.Select(Options));
    }

    /// <summary>Stopped within some epoch, counted over all fits: of the first trial, at and between rungs.</summary>
    [Theory]
    [InlineData(5)]
    [InlineData(52)]
    [InlineData(-20)]
    [InlineData(-7)]
    [InlineData(-1)]
    public void A_search_that_goes_on_ends_as_one_that_was_never_interrupted(int epochs)
    {
        var count = 0;
        var whole = Tune("whole", trials: 7, progress: new Listener(() => count++));
        epochs = epochs < 0 ? count + epochs : epochs;
        Assert.InRange(epochs, 1, count - 1);
        using var stop = new CancellationTokenSource();
        var before = 0;

        Assert.Throws<OperationCanceledException>(() =>
            Tune(
                "stopped",
                trials: 7,
                progress: new Listener(() =>
                {
                    if (++before == epochs)
                    {
                        // A checkpoint within a rung is written at most once a second.
                        Thread.Sleep(1050);
                        stop.CancelAfter(0);
                        stop.Token.WaitHandle.WaitOne();
                    }
                }),
                cancellation: stop.Token
            )
        );
        var resumed = Tune("stopped", trials: 7, resume: true);

        Assert.Equal(whole.Trials.Select(Shown), resumed.Trials.Select(Shown));
        Assert.Equal(
            File.ReadAllText(In("whole/options.json")),
            File.ReadAllText(In("stopped/options.json"))
        );
        Assert.False(Directory.Exists(In("stopped.checkpoint")));
    }

    [Fact]
    public void An_interruption_keeps_the_best_options_so_far_and_few_checkpoints()
    {
        using var stop = new CancellationTokenSource();
        var ended = 0;

        Assert.Throws<OperationCanceledException>(() =>
            Tune(
                "tuned",
                trials: 50,
                progress: new Listener(() => { })
                {
                    TrialEnded = () =>
                    {
                        if (++ended == 20)
                        {
                            stop.Cancel();
                        }
                    },
                },
                cancellation: stop.Token
            )
        );

        Assert.True(File.Exists(In("tuned/options.json")));
        Assert.InRange(
            Directory.GetFiles(In("tuned.checkpoint"), "*.ckpt").Length,
            1,
            2 * SuccessiveHalving.Default.Eta + 1
        );
    }

    [Fact]
    public void A_search_that_ended_can_be_taken_further()
    {
        Tune("tuned", trials: 4);

        var more = Tune("tuned", trials: 6, resume: true);

        Assert.Equal(6, more.Trials.Count);
        Assert.Equal(more.Trials.Max(trial => trial.Metric), more.Best.Metric);
    }

    [Fact]
    public void Only_the_same_search_goes_on_and_an_earlier_one_is_never_replaced()
    {
        Tune("tuned", trials: 2);

        Says("holds an earlier search", () => Tune("tuned", trials: 2));
        Says(
            "of other options",
            () => Tune("tuned", trials: 2, options with { Seed = 9 }, resume: true)
        );
        Says(
            "of other options, another space",
            () => Tune("tuned", trials: 2, resume: true, space: Only("fit.epochs", "[3]"))
        );
    }

    [Fact]
    public void A_models_folder_is_left_alone()
    {
        folder.Write("model/options.json", "{}");

        Says("holds 'options.json'", () => Tune("model", trials: 2));
        Says("holds 'options.json'", () => Tune("model", trials: 2, resume: true));
        Says("is a file", () => Tune("events.csv", trials: 2));

        Assert.Equal("{}", File.ReadAllText(In("model/options.json")));
        Assert.False(Directory.Exists(In("model.checkpoint")));
    }

    [Fact]
    public void What_is_in_the_test_set_changes_nothing()
    {
        var lines = File.ReadAllLines(In("events.csv"));
        var data = new DataOptions
        {
            Train = [folder.Write("train.csv", string.Join('\n', lines[..500]))],
            Valid = [folder.Write("valid.csv", string.Join('\n', [lines[0], .. lines[500..600]]))],
        };
        var test = folder.Write("test.csv", string.Join('\n', [lines[0], .. lines[600..]]));
        // The same items and users, so that the rows are the same, with other pairs.
        var swapped = folder.Write(
            "swapped.csv",
            string.Join(
                '\n',
                lines[600..]
                    .Select(line => line.Split(','))
                    .Zip(
                        lines[600..].Reverse().Select(line => line.Split(',')[1]),
                        (line, item) => $"{line[0]},{item},{line[2]},{line[3]}"
                    )
                    .Prepend(lines[0])
            )
        );

        var one = Tune("one", 4, options with { Data = data with { Test = [test] } });
        var two = Tune("two", 4, options with { Data = data with { Test = [swapped] } });

        Assert.NotEqual(File.ReadAllText(test), File.ReadAllText(swapped));
        Assert.Equal(one.Trials.Select(Shown), two.Trials.Select(Shown));
    }

    [Fact]
    public void Options_that_diverge_are_a_failed_trial_and_the_search_goes_on()
    {
        var space = Only("fit.learning_rate", "[1e30, 0.02, 0.05]");

        var result = Tune("tuned", trials: 4, space: space);

        var failed = Assert.Single(result.Trials, trial => trial.Status == TrialStatus.Failed);
        Assert.Null(failed.Metric);
        Assert.Contains("diverged", failed.Error, StringComparison.Ordinal);
        Assert.Equal(1e30, failed.Values["fit.learning_rate"]!.GetValue<double>());
    }

    [Fact]
    public void A_space_that_is_used_up_ends_the_search()
    {
        var result = Tune("tuned", trials: 20, space: Only("model.dimensions", "[2, 4]"));

        Assert.Equal(3, result.Trials.Count);
    }

    [Fact]
    public void Options_that_do_not_go_together_are_not_drawn()
    {
        var space = SearchSpace.Parse(
            """{"fit.objective": ["mse", "softmax"], "fit.recency_half_life": [5]}""",
            "space.json"
        );

        var result = Tune("tuned", trials: 5, space: space);

        var drawn = Assert.Single(result.Trials.Skip(1));
        Assert.Equal("softmax", drawn.Values["fit.objective"]!.GetValue<string>());
        Says(
            "No options of the space can be used: The objective 'mse'",
            () =>
                Tune(
                    "none",
                    trials: 5,
                    space: SearchSpace.Parse(
                        """{"fit.objective": ["mse"], "fit.recency_half_life": [5]}""",
                        "space.json"
                    )
                )
        );
    }

    [Fact]
    public void A_chosen_option_that_is_not_searched_stays_as_the_first_trial_chose_it()
    {
        var result = Tune("tuned", trials: 3, space: Only("model.dimensions", "[2, 4]"));

        Assert.All(
            result.Trials,
            trial =>
                Assert.Equal(
                    result.Trials[0].Values["fit.regularization"]!.GetValue<double>(),
                    trial.Values["fit.regularization"]!.GetValue<double>()
                )
        );
    }

    [Fact]
    public void Without_a_space_the_neighbourhood_of_the_defaults_is_searched_but_for_what_is_given()
    {
        Tune(
            "tuned",
            trials: 2,
            options with
            {
                Fit = options.Fit with { RecencyHalfLife = 0 },
            },
            isDefault: true
        );

        using var space = JsonDocument.Parse(File.ReadAllText(In("tuned/space.json")));
        Assert.Equal(
            ["fit.learning_rate", "fit.regularization", "model.dimensions", "model.history"],
            space.RootElement.EnumerateObject().Select(entry => entry.Name)
        );
        var all = options with
        {
            Model = new() { Dimensions = 4, History = "mean" },
            Fit = options.Fit with
            {
                LearningRate = 0.01,
                Regularization = 0.1,
                RecencyHalfLife = 0,
            },
        };
        Says("nothing to search", () => Tune("all", trials: 2, all, isDefault: true));
    }

    [Fact]
    public void Where_training_ends_with_the_last_epoch_only_that_one_counts()
    {
        var last = options with
        {
            Fit = options.Fit with { Patience = 0, Regularization = 0.1, RecencyHalfLife = 0 },
        };

        var result = Tune("tuned", trials: 6, last);

        Assert.Equal(result.Best.History[^1].Metrics["ndcg@10"], result.Best.Metric);
        Assert.All(
            result.Trials.Where(trial => trial.Status == TrialStatus.Stopped),
            trial => Assert.Null(trial.Metric)
        );
    }

    [Fact]
    public void Without_a_validation_set_nothing_is_searched()
    {
        var lines = File.ReadAllLines(In("events.csv"));
        var data = new DataOptions
        {
            Train = [folder.Write("train.csv", string.Join('\n', lines))],
        };

        Says(
            "no validation set",
            () =>
                Tune(
                    "tuned",
                    2,
                    options with
                    {
                        Data = data,
                        Split = new() { ValidFraction = 0 },
                    }
                )
        );
        Assert.False(Directory.Exists(In("tuned")));
        Assert.False(Directory.Exists(In("tuned.checkpoint")));
    }

    [Fact]
    public void Time_that_is_over_ends_the_search_with_the_best_so_far()
    {
        Says(
            "time was over before the options as given were trained",
            () => Tune("tuned", trials: null, time: TimeSpan.FromTicks(1))
        );
        Tune("tuned", trials: 2, resume: true);

        // What the two trials took is spent already.
        var result = Tune("tuned", trials: null, time: TimeSpan.FromTicks(1), resume: true);

        Assert.InRange(result.Trials.Count, 2, 3);
        Assert.NotNull(result.Best.Metric);
    }

    private TuningResult Tune(
        string name,
        int? trials,
        TrainingOptions? other = null,
        SearchSpace? space = null,
        bool isDefault = false,
        TimeSpan? time = null,
        bool resume = false,
        IProgress<TrainingEvent>? progress = null,
        CancellationToken? cancellation = null
    ) =>
        TuningPipeline.Run(
            other ?? options,
            In(name),
            isDefault ? null : space ?? Space,
            new(trials, time),
            resume,
            progress,
            cancellation ?? TestContext.Current.CancellationToken
        );

    private static SearchSpace Only(string path, string values) =>
        SearchSpace.Parse($$"""{"{{path}}": {{values}}}""", "space.json");

    private static void Says(string message, Func<TuningResult> tune) =>
        Assert.Contains(
            message,
            Assert.Throws<InputException>(tune).Message,
            StringComparison.Ordinal
        );

    private string In(string name) => Path.Combine(folder.Path, name);

    private IEnumerable<string?> Names(string name) =>
        Directory
            .EnumerateFileSystemEntries(In(name))
            .Select(Path.GetFileName)
            .Order(StringComparer.Ordinal);

    private static string Json<T>(T value) => JsonSerializer.Serialize(value, TrainingJson.Compact);

    private static string Options(Trial trial) => Json(trial.Values);

    private static string Shown(Trial trial) =>
        Json(
            trial with
            {
                Seconds = 0,
                History = [.. trial.History.Select(record => record with { Seconds = 0 })],
            }
        );

    private static string Shown(EpochRecord record) => Json(record with { Seconds = 0 });

    private sealed class Listener(Action epochEnded) : IProgress<TrainingEvent>
    {
        public Action TrialEnded { get; init; } = () => { };

        public void Report(TrainingEvent value)
        {
            switch (value)
            {
                case EpochEnded:
                    epochEnded();
                    break;
                case OnnxRetrieval.Training.Tuning.TrialEnded:
                    TrialEnded();
                    break;
            }
        }
    }
}
