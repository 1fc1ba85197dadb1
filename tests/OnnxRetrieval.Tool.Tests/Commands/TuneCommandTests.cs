using System.Text.Json;

namespace OnnxRetrieval.Tool.Tests.Commands;

public sealed class TuneCommandTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly string events;
    private readonly string space;

    public TuneCommandTests()
    {
        (events, _) = SmallData.Write(folder);
        space = folder.Write(
            "space.json",
            """{"fit.learning_rate": {"min": 0.01, "max": 0.3, "log": true}, "model.dimensions": [4, 8]}"""
        );
    }

    public void Dispose() => folder.Dispose();

    [Fact]
    public void The_options_that_were_found_train_to_the_metric_that_was_told()
    {
        var run = Tune("--trials", "5", "--json");

        var best = run.Json().GetProperty("best");
        Assert.Contains("trial 5, epoch", run.Error, StringComparison.Ordinal);
        Assert.Equal(5, run.Json().GetProperty("trials").GetInt32());
        Assert.True(
            best.GetProperty("ndcg@10").GetDouble()
                >= run.Json().GetProperty("given").GetProperty("ndcg@10").GetDouble()
        );
        var trained = CommandRun.Of(
            "train",
            "--options",
            folder["tuned/options.json"],
            "--out",
            folder["shop"],
            "--quiet"
        );
        Assert.True(trained.ExitCode == 0, trained.Error);
        Assert.Equal(
            best.GetProperty("ndcg@10").GetDouble(),
            File.ReadLines(folder["shop/history.jsonl"])
                .Select(line => JsonDocument.Parse(line).RootElement)
                .Max(epoch => epoch.GetProperty("ndcg@10").GetDouble())
        );
    }

    [Fact]
    public void The_search_is_shown_and_ends_with_a_table_and_what_to_do_next()
    {
        var run = Tune("--trials", "4");

        Assert.True(run.ExitCode == 0, run.Error);
        foreach (
            var part in (ReadOnlySpan<string>)
                [
                    "trial 1: as given",
                    "trial 2: learning_rate ",
                    "trial 2, epoch ",
                    "ndcg@10",
                    "of 3 other trials beat the options as given",
                    $"train --options {folder["tuned/options.json"]}",
                ]
        )
        {
            Assert.Contains(part, run.Output, StringComparison.Ordinal);
        }
        Assert.Equal(4, File.ReadLines(folder["tuned/trials.jsonl"]).Count());
        Assert.Equal("", Tune("--trials", "5", "--resume", "--quiet").Error);
        Assert.Equal(5, File.ReadLines(folder["tuned/trials.jsonl"]).Count());
    }

    [Fact]
    public void An_interruption_says_how_to_go_on()
    {
        using var interruption = new CancellationTokenSource();
        interruption.Cancel();

        CommandRun
            .Of(interruption.Token, [.. Arguments, "--quiet"])
            .Fails(ExitCode.Failed, "with --resume goes on from there");
    }

    [Theory]
    [InlineData("--trials", "0", "--trials takes a whole number of at least 1, not '0'.")]
    [InlineData("--trials", "few", "not 'few'")]
    [InlineData("--minutes", "0", "--minutes takes a number above 0")]
    [InlineData("--minutes", "NaN", "not 'NaN'")]
    [InlineData("--out", "", "--out is empty")]
    [InlineData("--learning-rate", "0", "must be above 0")]
    public void Wrong_use_is_told(string option, string value, string message) =>
        Tune(option, value).Fails(ExitCode.WrongUse, message);

    [Fact]
    public void A_space_that_cannot_be_searched_is_named_before_anything_is_read()
    {
        File.WriteAllText(space, """{"fit.learningRate": [0.1]}""");
        Tune("--interactions", folder["nowhere.csv"])
            .Fails(ExitCode.Failed, "Did you mean 'fit.learning_rate'?");

        File.WriteAllText(space, """{"model.dimensions": [0]}""");
        Tune("--interactions", folder["nowhere.csv"])
            .Fails(ExitCode.Failed, "'model.dimensions' is searched with 0");

        Tune("--space", folder["nowhere.json"]).Fails(ExitCode.Failed, "nowhere.json");
    }

    [Fact]
    public void A_split_without_a_validation_set_is_refused()
    {
        CommandRun
            .Of(
                "tune",
                "--train",
                events,
                "--user",
                "u",
                "--item",
                "i",
                "--valid-fraction",
                "0",
                "--out",
                folder["tuned"],
                "--quiet"
            )
            .Fails(ExitCode.Failed, "no validation set");
        Assert.Empty(Directory.GetFileSystemEntries(folder.Path, "tuned*"));
    }

    private string[] Arguments =>
        [
            "tune",
            "--interactions",
            events,
            "--user",
            "u",
            "--item",
            "i",
            "--time",
            "t",
            "--epochs",
            "4",
            "--seed",
            "1",
            "--threads",
            "1",
            "--space",
            space,
            "--out",
            folder["tuned"],
        ];

    private CommandRun Tune(params string[] more)
    {
        // What is given again goes in the place of the first.
        var arguments = Arguments.ToList();
        foreach (var option in more.Where(word => word.StartsWith("--", StringComparison.Ordinal)))
        {
            var at = arguments.IndexOf(option);
            if (at >= 0)
            {
                arguments.RemoveRange(at, 2);
            }
        }
        return CommandRun.Of([.. arguments, .. more]);
    }
}
