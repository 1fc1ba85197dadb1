using System.Text.Json;

namespace OnnxRetrieval.Tool.Tests.Commands;

public sealed class CompareCommandTests : IClassFixture<CompareCommandTests.Runs>
{
    private readonly Runs runs;

    public CompareCommandTests(Runs runs) => this.runs = runs;

    [Fact]
    public void Runs_on_one_test_set_stand_side_by_side_with_the_options_that_differ()
    {
        var run = CommandRun.Of("compare", runs.First, runs.Second);

        Assert.Equal("", run.Error);
        foreach (
            var part in (ReadOnlySpan<string>)
                ["first", "second", "ndcg@10", "(", "95%", "fit.model.dimensions", "coverage@10"]
        )
        {
            Assert.Contains(part, run.Output, StringComparison.Ordinal);
        }
        Assert.DoesNotContain("≈", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("options.data", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("options.model.dimensions", run.Output, StringComparison.Ordinal);

        var json = CommandRun.Of("compare", runs.First, runs.Second, "--json").Json();
        Assert.True(json.GetProperty("comparable").GetBoolean());
        Assert.Equal(
            ["4", "12"],
            json.GetProperty("options")
                .GetProperty("fit.model.dimensions")
                .EnumerateArray()
                .Select(value => value.GetString())
        );
    }

    [Fact]
    public void With_the_options_of_a_run_all_are_measured_and_give_what_the_run_wrote()
    {
        var json = CommandRun
            .Of(
                "compare",
                Path.Combine(runs.First, "retrieval.onnx"),
                runs.Second,
                "--options",
                Path.Combine(runs.First, "options.json"),
                "--json"
            )
            .Json();

        using var written = JsonDocument.Parse(
            File.ReadAllText(Path.Combine(runs.First, "metrics.json"))
        );
        var first = json.GetProperty("runs")[0];
        foreach (var metric in first.GetProperty("metrics").EnumerateObject())
        {
            Assert.Equal(
                written.RootElement.GetProperty("test").GetProperty(metric.Name).GetDouble(),
                metric.Value.GetDouble(),
                1e-9
            );
        }
        Assert.Equal(2, first.GetProperty("intervals").GetProperty("ndcg@10").GetArrayLength());
        var difference = json.GetProperty("differences")
            .GetProperty("second")
            .GetProperty("ndcg@10");
        Assert.InRange(
            difference.GetProperty("mean").GetDouble(),
            difference.GetProperty("low").GetDouble(),
            difference.GetProperty("high").GetDouble()
        );
    }

    [Fact]
    public void What_a_user_gets_from_each_is_marked_where_it_differs()
    {
        var text = CommandRun.Of("compare", runs.First, runs.Second, "--user", "7", "-k", "3");

        Assert.True(text.ExitCode == 0, text.Error);
        Assert.Contains("User 7 gets", text.Output, StringComparison.Ordinal);
        Assert.Contains(", the film", text.Output, StringComparison.Ordinal);

        var user = CommandRun
            .Of("compare", runs.First, runs.Second, "--user", "7", "-k", "3", "--json")
            .Json()
            .GetProperty("user");
        var lists = new[] { "first", "second" }
            .Select(name =>
                user.GetProperty("recommended").GetProperty(name).EnumerateArray().ToArray()
            )
            .ToArray();
        Assert.All(lists, list => Assert.Equal(3, list.Length));
        foreach (var (list, other) in new[] { (lists[0], lists[1]), (lists[1], lists[0]) })
        {
            foreach (var item in list)
            {
                var id = item.GetProperty("id").GetString();
                Assert.Equal(
                    other.Any(one => one.GetProperty("id").GetString() == id),
                    item.GetProperty("in_all").GetBoolean()
                );
            }
        }
    }

    [Fact]
    public void Runs_on_other_test_sets_are_noted()
    {
        var run = CommandRun.Of("compare", runs.First, runs.Random);

        Assert.Equal(0, run.ExitCode);
        Assert.StartsWith(
            "note: these runs were measured on different test sets",
            run.Error,
            StringComparison.Ordinal
        );
        Assert.Contains("options.split.kind", run.Output, StringComparison.Ordinal);
        Assert.False(
            CommandRun
                .Of("compare", runs.First, runs.Random, "--json")
                .Json()
                .GetProperty("comparable")
                .GetBoolean()
        );
    }

    [Fact]
    public void What_cannot_be_compared_is_told()
    {
        CommandRun.Of("compare", runs.First).Fails(ExitCode.WrongUse, "RUN");
        CommandRun
            .Of("compare", runs.First, runs.First)
            .Fails(ExitCode.WrongUse, "A run is named twice");
        CommandRun
            .Of("compare", runs.First, Path.Combine(runs.Second, "nowhere"))
            .Fails(ExitCode.Failed, "There is no");
        CommandRun
            .Of("compare", runs.First, Path.Combine(runs.Second, "retrieval.onnx"))
            .Fails(ExitCode.Failed, "is a file, so it has to be measured");
        CommandRun
            .Of("compare", runs.First, runs.Folder.Path)
            .Fails(ExitCode.Failed, "holds no metrics of a run");
        CommandRun
            .Of("compare", runs.First, runs.Second, "--user", "nobody")
            .Fails(ExitCode.WrongUse, "There is no user 'nobody' in events");
        Directory.CreateDirectory(runs.Folder["broken"]);
        runs.Folder.Write("broken/metrics.json", "{");
        CommandRun
            .Of("compare", runs.First, runs.Folder["broken"])
            .Fails(ExitCode.Failed, "cannot be read");
    }

    /// <summary>Three runs on the small data: two that differ in their dimensions, one on another split.</summary>
    public sealed class Runs : IDisposable
    {
        public Runs()
        {
            var (events, items) = SmallData.Write(Folder);
            foreach (
                var (name, more) in new[]
                {
                    ("first", (string[])["--dimensions", "4"]),
                    ("second", ["--dimensions", "12"]),
                    ("random", ["--split", "random"]),
                }
            )
            {
                var run = CommandRun.Of([
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
                    "--baselines",
                    "popularity",
                    "--out",
                    Folder[name],
                    "-q",
                    .. more,
                ]);
                Assert.True(run.ExitCode == 0, run.Error);
            }
        }

        internal TemporaryFolder Folder { get; } = new();

        public string First => Folder["first"];

        public string Second => Folder["second"];

        public string Random => Folder["random"];

        public void Dispose() => Folder.Dispose();
    }
}
