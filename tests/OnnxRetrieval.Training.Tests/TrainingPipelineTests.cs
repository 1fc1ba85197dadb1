using System.Security.Cryptography;
using System.Text.Json;
using OnnxRetrieval.Training.Data;
using OnnxRetrieval.Training.Evaluation;
using OnnxRetrieval.Training.Tests.Data;
using OnnxRetrieval.Training.Tests.Support;

namespace OnnxRetrieval.Training.Tests;

[Collection(TorchTests.Name)]
public sealed class TrainingPipelineTests : IDisposable
{
    private static readonly string[] Models =
    [
        "item_tower.onnx",
        "pairs.onnx",
        "retrieval.onnx",
        "similar.onnx",
    ];
    private readonly TemporaryFolder folder = new();

    private string Output => Path.Combine(folder.Path, "out");

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_run_leaves_a_folder_that_tells_and_knows_the_blocks(bool integers)
    {
        var events = new List<TrainingEvent>();
        var result = Run(Options(integers), progress: new Listener(events.Add));

        Assert.Equal(
            [
                "history.jsonl",
                "item_tower.onnx",
                "manifest.json",
                "metrics.json",
                "options.json",
                "pairs.onnx",
                "refit.jsonl",
                "report.html",
                "retrieval.onnx",
                "similar.onnx",
            ],
            Names(Output)
        );
        Assert.Equal(["events.csv", "out"], Names(folder.Path));
        HasMetrics(result);
        HasHistory(result);
        HasManifest(result);
        Assert.Contains(events, told => told is DataPrepared);
        Assert.Equal(
            ["test", "popularity", "item_knn", "ease"],
            events.OfType<ContenderEvaluated>().Select(told => told.Contender)
        );
        RecommendsTheOwnBlock(result.Split, integers);
    }

    [Fact]
    public void The_seed_decides_every_byte_of_the_models()
    {
        var options = Options();
        Run(options, "one");
        Run(options, "two");
        Run(options with { Seed = 2 }, "three");

        foreach (var model in Models)
        {
            Assert.Equal(Bytes("one", model), Bytes("two", model));
            Assert.NotEqual(Bytes("one", model), Bytes("three", model));
        }
        Assert.Equal(Bytes("one", "metrics.json"), Bytes("two", "metrics.json"));
    }

    [Fact]
    public void The_options_beside_a_model_make_it_again()
    {
        Run(Options(), "one");
        var options = JsonSerializer.Deserialize<TrainingOptions>(
            Bytes("one", "options.json"),
            TrainingJson.Indented
        )!;

        Run(options, "two");

        Assert.Equal(Bytes("one", "retrieval.onnx"), Bytes("two", "retrieval.onnx"));
    }

    [Fact]
    public void An_earlier_good_folder_survives_a_failing_and_a_cancelled_run()
    {
        Run(Options());
        var before = Models.ToDictionary(model => model, model => Bytes("out", model));

        Assert.Throws<InputException>(() =>
            Run(
                Options() with
                {
                    Fit = new() { LearningRate = 1e30, Epochs = 50 },
                }
            )
        );
        using var stop = new CancellationTokenSource();
        Assert.Throws<OperationCanceledException>(() =>
            Run(
                Options(),
                progress: new Listener(told =>
                {
                    if (told is ContenderEvaluated)
                    {
                        stop.Cancel();
                    }
                }),
                stop: stop
            )
        );

        Assert.All(before, file => Assert.Equal(file.Value, Bytes("out", file.Key)));
        Assert.Equal(["events.csv", "out", "out.checkpoint"], Names(folder.Path));
        Run(Options(), resume: true);
        Assert.Equal(["events.csv", "out"], Names(folder.Path));
    }

    [Fact]
    public void A_run_that_was_stopped_goes_on_to_the_same_bytes()
    {
        var all = 0;
        Run(Options(), "whole", progress: new Listener(told => all += told is EpochEnded ? 1 : 0));
        using var stop = new CancellationTokenSource();
        var epochs = 0;
        Assert.Throws<OperationCanceledException>(() =>
            Run(
                Options(),
                progress: new Listener(told =>
                {
                    if (told is EpochEnded && ++epochs == 30)
                    {
                        // A checkpoint is written at most once a second.
                        Thread.Sleep(1050);
                    }
                    else if (told is StepsTaken && epochs == 30)
                    {
                        stop.Cancel();
                    }
                }),
                stop: stop
            )
        );
        Assert.False(Directory.Exists(Output));
        Assert.True(File.Exists(TrainingPipeline.CheckpointPath(Output)));
        var left = 0;

        Run(
            Options(),
            resume: true,
            progress: new Listener(told => left += told is EpochEnded ? 1 : 0)
        );

        Assert.All(Models, model => Assert.Equal(Bytes("whole", model), Bytes("out", model)));
        Assert.Equal(all - epochs, left);
        Assert.False(File.Exists(TrainingPipeline.CheckpointPath(Output)));
    }

    [Fact]
    public void A_checkpoint_of_other_options_or_of_garbage_is_refused()
    {
        using var stop = new CancellationTokenSource();
        Assert.Throws<OperationCanceledException>(() =>
            Run(
                Options(),
                progress: new Listener(told =>
                {
                    if (told is FitStarted && File.Exists(TrainingPipeline.CheckpointPath(Output)))
                    {
                        stop.Cancel();
                    }
                }),
                stop: stop
            )
        );

        var other = Assert.Throws<InputException>(() =>
            Run(Options() with { Model = new() { Dimensions = 5 } }, resume: true)
        );
        Assert.Contains("other options", other.Message, StringComparison.Ordinal);
        File.WriteAllText(TrainingPipeline.CheckpointPath(Output), "garbage");
        var garbage = Assert.Throws<InputException>(() => Run(Options(), resume: true));
        Assert.Contains("cannot be read", garbage.Message, StringComparison.Ordinal);

        // Without --resume it does not matter.
        Run(Options());
        Assert.Equal(["events.csv", "out"], Names(folder.Path));
    }

    [Theory]
    [InlineData("default")]
    [InlineData("basic")]
    public void Users_unseen_in_training_are_unknown_to_the_file_and_get_the_strangers_list(
        string recipe
    )
    {
        var options = GivenOptions() with { Recipe = recipe };

        var result = Run(options);

        Assert.Contains(
            result.Split.Notes,
            note => note.Contains("2 users", StringComparison.Ordinal)
        );
        using var retriever = Load();
        Assert.True(retriever.Retrieve(new Query(Blocks.UserId(0))).IsKnown);
        var stranger = retriever.Retrieve(new Query("a stranger"));
        foreach (var user in new[] { 7, 8 })
        {
            var list = retriever.Retrieve(new Query(Blocks.UserId(user)));
            Assert.False(list.IsKnown);
            Assert.Equal(stranger.Select(hit => hit.Id), list.Select(hit => hit.Id));
        }
        Assert.Equal(
            Blocks.Users,
            UserItems.From(result.Split.Test, Blocks.Users).UsersWithItems().Length
        );
    }

    [Fact]
    public void A_split_by_time_with_users_who_come_later_trains()
    {
        var options = Options();
        // The users of block 3 come after everybody else.
        var all = Blocks.Interactions();
        var late = all with
        {
            Times =
            [
                .. all.Times!.Select(
                    (time, i) => time + (Blocks.BlockOf(all.Users[i]) == 3 ? 1_000_000 : 0)
                ),
            ],
        };
        folder.Write("events.csv", Blocks.Csv(late));

        Run(
            options with
            {
                Split = new() { Kind = "temporal", TestFraction = 0.25 },
            }
        );

        using var retriever = Load();
        Assert.False(retriever.Retrieve(new Query(Blocks.UserId(3))).IsKnown);
        Assert.True(retriever.Retrieve(new Query(Blocks.UserId(0))).IsKnown);
    }

    [Fact]
    public void Interactions_without_times_and_ratings_train()
    {
        var options = Options();
        var lines = Blocks
            .Csv(Blocks.Interactions())
            .Split('\n', StringSplitOptions.RemoveEmptyEntries);
        folder.Write(
            "events.csv",
            string.Join('\n', lines.Select(line => string.Join(',', line.Split(',').Take(2))))
        );

        var result = Run(options);

        Assert.True(
            result.Metrics["test"]["recall@20"] > result.Metrics["popularity"]["recall@20"] + 0.2
        );
        var error = Assert.Throws<InputException>(() => Run(options with { Recipe = "basic" }));
        Assert.Contains("--rating", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Ratings_missing_in_the_test_files_alone_are_no_crash()
    {
        var options = GivenOptions() with { Recipe = "basic" };
        var lines = File.ReadAllLines(options.Data.Test[0]);
        File.WriteAllLines(
            options.Data.Test[0],
            lines.Select(line => string.Join(',', line.Split(',').Take(2)))
        );

        var failure = Record.Exception(() => Run(options));

        Assert.True(failure is null or InputException, $"{failure}");
    }

    [Fact]
    public void A_baked_k_gives_a_file_of_one_input_and_no_metrics()
    {
        var result = Run(
            Options() with
            {
                Export = new() { BakedK = 7, Name = "Seven" },
            }
        );

        Assert.Empty(result.Metrics);
        using var retriever = Load();
        Assert.Equal(7, retriever.Info.FixedK);
        Assert.Equal("Seven", retriever.Info.ModelName);
    }

    [Fact]
    public void Tables_in_fewer_bits_are_measured_beside_those_of_32()
    {
        var result = Run(
            Options() with
            {
                Export = new()
                {
                    Storage = "int8",
                    Scan = "int8",
                    CandidatesInput = true,
                },
            }
        );

        Assert.Equal(["test", "float32"], result.Metrics.Keys.Take(2));
        Assert.Contains(
            result.Evaluation!.Details.Notes,
            note => note.Contains("tables stored as int8", StringComparison.Ordinal)
        );
        Assert.Contains(
            result.Evaluation.Details.Notes,
            note => note.Contains("the search is exact", StringComparison.Ordinal)
        );
        using var retriever = Load();
        Assert.Equal("int8", retriever.Info.Metadata["storage"]);
        Assert.True(retriever.Info.CanChooseAmong);
        Assert.Equal(result.Metrics["test"]["ndcg@10"], retriever.Info.Metrics["ndcg@10"]);
    }

    [Fact]
    public void An_output_that_cannot_be_written_is_told_before_anything_is_read()
    {
        var options = Options();
        var events = new List<TrainingEvent>();

        foreach (var place in new[] { "events.csv", "events.csv/out" })
        {
            var error = Assert.Throws<InputException>(() =>
                Run(options, place, progress: new Listener(events.Add))
            );
            Assert.Contains("--out", error.Message, StringComparison.Ordinal);
        }
        Assert.Empty(events);
    }

    private void HasMetrics(TrainingResult result)
    {
        using var json = JsonDocument.Parse(Bytes("out", "metrics.json"));
        Assert.Equal(
            ["test", "popularity", "item_knn", "ease", "details", "item_to_item"],
            json.RootElement.EnumerateObject().Select(contender => contender.Name)
        );
        var names = new[] { "recall", "precision", "hit_rate", "ndcg", "map", "mrr" }
            .SelectMany(metric => new[] { 5, 10, 20, 50 }.Select(k => $"{metric}@{k}"))
            .Concat(
                new[] { "coverage", "gini", "novelty", "tail_share" }.SelectMany(metric =>
                    new[] { 10, 20 }.Select(k => $"{metric}@{k}")
                )
            )
            .ToArray();
        foreach (
            var contender in json
                .RootElement.EnumerateObject()
                .Where(entry => !EvaluationReport.OtherKeys.Contains(entry.Name))
        )
        {
            Assert.Equal(names, contender.Value.EnumerateObject().Select(metric => metric.Name));
            foreach (var metric in contender.Value.EnumerateObject())
            {
                Assert.Equal(result.Metrics[contender.Name][metric.Name], metric.Value.GetDouble());
            }
        }
        // Of 72 items 18 are of the block, and 11 of them are seen.
        Assert.InRange(result.Metrics["test"]["recall@10"], 0.8, 1);
        Assert.InRange(result.Metrics["item_knn"]["recall@10"], 0.8, 1);
        Assert.InRange(result.Metrics["popularity"]["recall@10"], 0, 0.4);
        using var retriever = Load();
        Assert.Equal(result.Metrics["test"]["ndcg@10"], retriever.Info.Metrics["ndcg@10"], 12);
    }

    private void HasHistory(TrainingResult result)
    {
        var lines = Lines("out", "history.jsonl");
        Assert.Equal(result.History.Count, lines.Length);
        for (var i = 0; i < lines.Length; i++)
        {
            using var line = JsonDocument.Parse(lines[i]);
            var fields = line.RootElement.EnumerateObject().Select(field => field.Name).ToArray();
            Assert.Equal(["epoch", "loss", "val_loss"], fields[..3]);
            Assert.Contains("ndcg@10", fields);
            Assert.Contains("recall@20", fields);
            Assert.Equal("seconds", fields[^1]);
            Assert.Equal(i + 1, line.RootElement.GetProperty("epoch").GetInt32());
            Assert.True(line.RootElement.GetProperty("loss").GetDouble() > 0);
        }
    }

    private void HasManifest(TrainingResult result)
    {
        using var json = JsonDocument.Parse(Bytes("out", "manifest.json"));
        var files = json.RootElement.GetProperty("files");
        Assert.Equal(
            Names(Output).Where(name => name != "manifest.json"),
            files.EnumerateObject().Select(file => file.Name)
        );
        foreach (var file in files.EnumerateObject())
        {
            var bytes = Bytes("out", file.Name);
            Assert.Equal(bytes.Length, file.Value.GetProperty("bytes").GetInt64());
            Assert.Equal(
                Convert.ToHexStringLower(SHA256.HashData(bytes)),
                file.Value.GetProperty("sha256").GetString()
            );
        }
        Assert.Equal(1, json.RootElement.GetProperty("seed").GetInt32());
        Assert.Equal(
            result.Split.Dataset.Fingerprint,
            json.RootElement.GetProperty("data").GetProperty("fingerprint").GetString()
        );
        Assert.True(json.RootElement.GetProperty("chosen").GetProperty("refitted").GetBoolean());
        Assert.NotEmpty(Trials("out"));
    }

    private void RecommendsTheOwnBlock(DataSplit split, bool integers)
    {
        using var retriever = Load();
        var type = integers ? FeatureType.Integer : FeatureType.Text;
        Assert.Equal(type, retriever.Info.CandidateIdType);
        int right = 0,
            all = 0;
        for (var user = 0; user < split.Dataset.Users.Count; user++)
        {
            var name = split.Dataset.Users[user];
            foreach (var hit in retriever.Retrieve(new Query(name), k: 5))
            {
                all++;
                right += Block(name) == Block(hit.Id) ? 1 : 0;
            }
        }
        Assert.True(right > 0.9 * all, $"{right} of {all} are of the user's block.");

        int Block(string id) =>
            integers
                ? (int)(
                    (
                        long.Parse(id, System.Globalization.CultureInfo.InvariantCulture)
                        - 9_000_000_000
                    )
                    / 7
                    % 4
                )
                : Blocks.BlockOf(
                    int.Parse(
                        id.Split('-', '/')[1],
                        System.Globalization.CultureInfo.InvariantCulture
                    )
                );
    }

    /// <summary>The run compares the exported file with the towers, and asks it with what the users' file says.</summary>
    [Fact]
    public void A_list_of_the_users_with_a_separator_of_its_own_is_read_alike_by_file_and_towers()
    {
        var rows = Enumerable
            .Range(0, Blocks.Users)
            .Select(user =>
                $"{Blocks.UserId(user)},{(char)('a' + user % 3)};{(char)('d' + user % 2)}"
            );
        var users = folder.Write("users.csv", "user_id,tags\n" + string.Join('\n', rows) + "\n");
        var options = Options();

        var result = Run(
            options with
            {
                Data = options.Data with { Users = users },
                Model = options.Model with
                {
                    QueryFeatures =
                    [
                        new()
                        {
                            Name = "tags",
                            Kind = "list",
                            Separator = ";",
                        },
                    ],
                },
            }
        );

        using var retriever = Retriever.Load(Path.Combine(result.Folder, "retrieval.onnx"));
        Assert.Contains(retriever.Info.QueryFeatures, feature => feature.Name == "tags");
        Assert.Contains("ndcg@10", result.Metrics["test"].Keys);
    }

    private TrainingOptions Options(bool integers = false) =>
        new()
        {
            Data = new() { Interactions = [Blocks.Write(folder, integers)] },
            Model = new() { Dimensions = 16 },
            Fit = new() { Epochs = 20, BatchSize = 16 },
            Seed = 1,
            Threads = 1,
        };

    /// <summary>Train and test files; users 7 and 8 are in the test alone.</summary>
    private TrainingOptions GivenOptions()
    {
        var split = Blocks.LeaveLast();
        var train = split.Train.Concat(split.Valid);
        train = train.Select([
            .. Enumerable.Range(0, train.Count).Where(i => train.Users[i] is not (7 or 8)),
        ]);
        return Options() with
        {
            Data = new()
            {
                Train = [folder.Write("train.csv", Blocks.Csv(train))],
                Test = [folder.Write("test.csv", Blocks.Csv(split.Test))],
            },
        };
    }

    private TrainingResult Run(
        TrainingOptions options,
        string name = "out",
        bool resume = false,
        IProgress<TrainingEvent>? progress = null,
        CancellationTokenSource? stop = null
    ) =>
        TrainingPipeline.Run(
            options,
            Path.Combine(folder.Path, name),
            resume,
            progress,
            stop?.Token ?? TestContext.Current.CancellationToken
        );

    private Retriever Load() =>
        Retriever.Load(
            Path.Combine(Output, "retrieval.onnx"),
            new RetrieverOptions { Threads = 1 }
        );

    private byte[] Bytes(string name, string file) =>
        File.ReadAllBytes(Path.Combine(folder.Path, name, file));

    private string[] Lines(string name, string file) =>
        File.ReadAllLines(Path.Combine(folder.Path, name, file));

    /// <summary>The epochs of each trial.</summary>
    private int[] Trials(string name)
    {
        using var json = JsonDocument.Parse(Bytes(name, "manifest.json"));
        return
        [
            .. json
                .RootElement.GetProperty("chosen")
                .GetProperty("trials")
                .EnumerateArray()
                .Select(trial => trial.GetProperty("epochs").GetInt32()),
        ];
    }

    private static IEnumerable<string> Names(string path) =>
        Directory
            .EnumerateFileSystemEntries(path)
            .Select(entry => Path.GetFileName(entry))
            .Order(StringComparer.Ordinal);

    private sealed class Listener(Action<TrainingEvent> told) : IProgress<TrainingEvent>
    {
        public void Report(TrainingEvent value) => told(value);
    }
}
