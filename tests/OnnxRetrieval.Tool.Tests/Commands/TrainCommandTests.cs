using System.Text.Json;
using OnnxRetrieval.Training.Evaluation;

namespace OnnxRetrieval.Tool.Tests.Commands;

public sealed class TrainCommandTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly string events;
    private readonly string items;

    public TrainCommandTests() => (events, items) = SmallData.Write(folder);

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_run_on_own_files_leaves_a_folder_that_serves()
    {
        var run = Train("--out", folder["shop"]);

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Equal("", run.Error);
        foreach (
            var part in (ReadOnlySpan<string>)
                [
                    "320 interactions of 40 users with 24 items",
                    "epoch 3/3",
                    "ndcg@10",
                    "popularity",
                    "item-KNN",
                    "Item-to-item: from the last item of 40 users",
                    "met together",
                    "User ",
                    "Title ",
                    folder["shop"],
                ]
        )
        {
            Assert.Contains(part, run.Output, StringComparison.Ordinal);
        }
        foreach (
            var file in (ReadOnlySpan<string>)
                [
                    "retrieval.onnx",
                    "similar.onnx",
                    "pairs.onnx",
                    "history.jsonl",
                    "metrics.json",
                    "manifest.json",
                    "options.json",
                ]
        )
        {
            Assert.True(File.Exists(Path.Combine(folder["shop"], file)), file);
        }
        var served = CommandRun.Of("recommend", folder["shop"], "--user", "7", "--json").Json();
        Assert.True(served.GetProperty("known").GetBoolean());
        Assert.Equal(10, served.GetProperty("results").GetArrayLength());
    }

    [Fact]
    public void The_readme_names_every_file_of_a_run()
    {
        Train("--out", folder["shop"], "-q");

        var readme = File.ReadAllText(Path.Combine(Repository.Root, "README.md"));
        var files = Directory.GetFiles(folder["shop"]).Select(Path.GetFileName).ToList();
        Assert.Contains("refit.jsonl", files);
        Assert.All(files, file => Assert.Contains($"`{file}`", readme, StringComparison.Ordinal));
    }

    [Fact]
    public void Json_is_one_document_and_progress_goes_to_the_error_stream()
    {
        var run = Train("--out", folder["shop"], "--json");

        var json = run.Json();
        Assert.Equal(
            ["test", "popularity", "item_knn", "ease", "details", "item_to_item"],
            json.GetProperty("metrics").EnumerateObject().Select(entry => entry.Name)
        );
        Assert.True(
            json.GetProperty("metrics").GetProperty("test").TryGetProperty("recall@20", out _)
        );
        Assert.Equal(3, json.GetProperty("epochs").GetInt32());
        Assert.NotEqual(0, json.GetProperty("example").GetProperty("recommended").GetArrayLength());
        Assert.Contains("epoch 3/3", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Quiet_shows_no_progress_and_still_the_result()
    {
        var run = Train("--out", folder["shop"], "--quiet");

        Assert.DoesNotContain("epoch", run.Output, StringComparison.Ordinal);
        Assert.Contains("ndcg@10", run.Output, StringComparison.Ordinal);
        Assert.Equal("", run.Error);
    }

    [Fact]
    public void The_options_that_were_used_can_be_fed_back()
    {
        Train("--out", folder["first"], "--seed", "5", "--dimensions", "12");

        var again = CommandRun.Of(
            "train",
            "--options",
            Path.Combine(folder["first"], "options.json"),
            "--out",
            folder["second"],
            "--quiet"
        );

        Assert.True(again.ExitCode == 0, again.Error);
        Assert.Equal(
            File.ReadAllBytes(Path.Combine(folder["first"], "retrieval.onnx")),
            File.ReadAllBytes(Path.Combine(folder["second"], "retrieval.onnx"))
        );
    }

    [Fact]
    public void Evaluating_the_file_gives_the_metrics_that_training_wrote()
    {
        Train("--out", folder["shop"]);
        using var written = JsonDocument.Parse(
            File.ReadAllText(Path.Combine(folder["shop"], "metrics.json"))
        );

        var evaluated = CommandRun
            .Of(
                "evaluate",
                folder["shop"],
                "--interactions",
                events,
                "--user",
                "u",
                "--item",
                "i",
                "--time",
                "t",
                "--json"
            )
            .Json();

        Assert.Equal(SmallData.Users, evaluated.GetProperty("users").GetInt32());
        Assert.Equal(0, evaluated.GetProperty("unknown_items").GetInt32());
        foreach (
            var contender in written
                .RootElement.EnumerateObject()
                .Where(entry => !EvaluationReport.OtherKeys.Contains(entry.Name))
        )
        {
            foreach (var metric in contender.Value.EnumerateObject())
            {
                Assert.Equal(
                    metric.Value.GetDouble(),
                    evaluated.GetProperty(contender.Name).GetProperty(metric.Name).GetDouble(),
                    1e-9
                );
            }
        }
    }

    [Fact]
    public void An_evaluation_can_be_of_the_model_alone()
    {
        Train("--out", folder["shop"], "--quiet");

        var run = CommandRun.Of(
            "evaluate",
            folder["shop"],
            "--interactions",
            events,
            "--user",
            "u",
            "--item",
            "i",
            "--model-only"
        );

        Assert.Equal(0, run.ExitCode);
        Assert.Contains("40 users of events", run.Output, StringComparison.Ordinal);
        Assert.Contains("ndcg@10", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("popularity", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void An_evaluation_can_be_beside_chosen_baselines_by_parts_and_on_drawn_items()
    {
        Train("--out", folder["shop"], "-q", "--baselines", "popularity");
        using var written = JsonDocument.Parse(
            File.ReadAllText(Path.Combine(folder["shop"], "metrics.json"))
        );
        Assert.Equal(
            ["test", "popularity", "details", "item_to_item"],
            written.RootElement.EnumerateObject().Select(entry => entry.Name)
        );
        string[] arguments =
        [
            "evaluate",
            folder["shop"],
            "--options",
            Path.Combine(folder["shop"], "options.json"),
        ];

        var parts = CommandRun.Of([.. arguments, "--baselines", "ease", "--segments"]);
        Assert.True(parts.ExitCode == 0, parts.Error);
        Assert.Contains("EASE", parts.Output, StringComparison.Ordinal);
        Assert.Contains("torso", parts.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("popularity", parts.Output, StringComparison.Ordinal);

        var sampled = CommandRun.Of([.. arguments, "--protocol", "sampled:5", "--json"]).Json();
        Assert.Equal(
            "sampled:5",
            sampled.GetProperty("details").GetProperty("protocol").GetString()
        );
        Assert.All(
            sampled.GetProperty("test").EnumerateObject(),
            metric => Assert.StartsWith("sampled_", metric.Name, StringComparison.Ordinal)
        );

        CommandRun
            .Of([.. arguments, "--protocol", "sampled"])
            .Fails(ExitCode.WrongUse, "such as 'sampled:100'");
        CommandRun
            .Of([.. arguments, "--baselines", "als"])
            .Fails(ExitCode.WrongUse, "There is no baseline 'als'");
    }

    [Fact]
    public void An_interruption_keeps_the_earlier_folder_and_says_how_to_go_on()
    {
        Train("--out", folder["shop"], "--quiet");
        var before = File.ReadAllBytes(Path.Combine(folder["shop"], "retrieval.onnx"));
        using var interruption = new CancellationTokenSource();
        interruption.Cancel();

        var run = CommandRun.Of(
            interruption.Token,
            [.. Arguments, "--out", folder["shop"], "--quiet"]
        );

        run.Fails(ExitCode.Failed, "Interrupted before the first checkpoint");
        Assert.Equal(before, File.ReadAllBytes(Path.Combine(folder["shop"], "retrieval.onnx")));
    }

    [Fact]
    public void Input_that_cannot_be_used_is_named_and_leaves_nothing_behind()
    {
        Train("--interactions", folder["nowhere.csv"]).Fails(ExitCode.Failed, "nowhere.csv");
        CommandRun
            .Of("train", "--interactions", events, "--user", "wer", "--out", folder["out"], "-q")
            .Fails(ExitCode.Failed, "u, i, t");
        CommandRun
            .Of(
                "train",
                "--interactions",
                folder.Write("empty.csv", ""),
                "--out",
                folder["out"],
                "-q"
            )
            .Fails(ExitCode.Failed, "empty.csv");
        CommandRun
            .Of(
                "train",
                "--interactions",
                folder.Write("one.csv", "user,item\na,x\na,y\n"),
                "--out",
                folder["out"],
                "-q"
            )
            .Fails(ExitCode.Failed, "one user only");
        Assert.Empty(Directory.GetFileSystemEntries(folder.Path, "out*"));
    }

    [Fact]
    public void An_output_that_is_a_file_is_refused()
    {
        Train("--out", events, "-q").Fails(ExitCode.Failed, "is a file");
    }

    [Fact]
    public void An_output_without_a_name_is_refused_before_anything_is_read()
    {
        CommandRun
            .Of("train", "--interactions", folder["nowhere.csv"], "--out", "")
            .Fails(ExitCode.WrongUse, "--out is empty: name a folder.");
    }

    [Fact]
    public void An_output_folder_with_other_files_is_left_alone()
    {
        Directory.CreateDirectory(folder["thesis"]);
        folder.Write("thesis/chapter1.txt", "years of work");

        Train("--out", folder["thesis"], "-q").Fails(ExitCode.Failed, "holds files");

        Assert.Equal("years of work", File.ReadAllText(folder["thesis/chapter1.txt"]));
    }

    [Fact]
    public void Evaluating_on_other_data_than_the_models_is_noticed()
    {
        Train("--out", folder["shop"], "-q");
        var others = folder.Write("others.csv", "user,item\na,x\na,y\nb,x\nb,z\n");

        CommandRun
            .Of("evaluate", folder["shop"], "--train", others, "--test", others)
            .Fails(ExitCode.Failed, "None of the 3 items");
    }

    [Fact]
    public void Evaluating_on_changed_data_is_noted_and_goes_on()
    {
        Train("--out", folder["shop"], "-q");
        var options = Path.Combine(folder["shop"], "options.json");
        Assert.Equal("", Evaluate("--options", options).Error);
        // The same data read without its candidates is another fingerprint, and no other data.
        Assert.Equal(
            "",
            Evaluate("--interactions", events, "--user", "u", "--item", "i", "--time", "t").Error
        );

        File.AppendAllText(events, "1,item01,1800000000\n");

        var changed = Evaluate("--options", options);
        Assert.Equal(0, changed.ExitCode);
        Assert.StartsWith(
            "note: the model was trained on other data",
            changed.Error,
            StringComparison.Ordinal
        );
        Assert.Contains("ndcg@10", changed.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Evaluating_on_the_given_split_of_the_training_is_not_noted()
    {
        var lines = File.ReadAllLines(events);
        var train = folder.Write("train.csv", string.Join('\n', lines[..^40]));
        var test = folder.Write("test.csv", string.Join('\n', [lines[0], .. lines[^40..]]));
        string[] files = ["--train", train, "--test", test];
        var trained = CommandRun.Of([
            "train",
            .. files,
            "--epochs",
            "1",
            "--regularization",
            "0.01",
            "--threads",
            "1",
            "--out",
            folder["shop"],
            "-q",
        ]);
        Assert.True(trained.ExitCode == 0, trained.Error);

        Assert.Equal("", Evaluate(files).Error);
        Assert.Contains(
            "trained on other data",
            Evaluate("--train", train, "--test", train).Error,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void An_evaluation_takes_one_value_after_an_option_and_says_so() =>
        CommandRun
            .Of("evaluate", "shop", "--interactions", "part-1.csv", "part-2.csv")
            .Fails(
                ExitCode.WrongUse,
                "To give --interactions several files, repeat the option or quote the glob."
            );

    [Fact]
    public void An_evaluation_takes_the_options_of_the_run()
    {
        Train("--out", folder["shop"], "-q");

        var json = CommandRun
            .Of(
                "evaluate",
                folder["shop"],
                "--options",
                Path.Combine(folder["shop"], "options.json"),
                "--json"
            )
            .Json();

        Assert.Equal("events", json.GetProperty("dataset").GetString());
    }

    [Fact]
    public void The_schema_is_printed_for_editors()
    {
        var schema = CommandRun.Of("train", "--print-schema").Json();

        Assert.True(schema.GetProperty("properties").TryGetProperty("fit", out _));
    }

    private string[] Arguments =>
        [
            "train",
            "--interactions",
            events,
            "--user",
            "u",
            "--item",
            "i",
            "--time",
            "t",
            "--candidates",
            items,
            "--epochs",
            "3",
            "--regularization",
            "0.01",
            "--threads",
            "1",
        ];

    private CommandRun Evaluate(params string[] data) =>
        CommandRun.Of(["evaluate", folder["shop"], "--model-only", .. data]);

    private CommandRun Train(params string[] more) => CommandRun.Of([.. Arguments, .. more]);
}
