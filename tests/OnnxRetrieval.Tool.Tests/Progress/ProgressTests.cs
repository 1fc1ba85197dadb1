using OnnxRetrieval.Graph;
using OnnxRetrieval.Tool.Progress;
using OnnxRetrieval.Training;
using OnnxRetrieval.Training.Data;
using Spectre.Console.Testing;

namespace OnnxRetrieval.Tool.Tests.Progress;

public sealed class ProgressTests
{
    private readonly ManualTime time = new();

    [Fact]
    public void A_log_has_a_line_for_each_thing()
    {
        Golden.Matches(
            Log(
                (0, new StageStarted("reading films")),
                (0, new DataPrepared(Split())),
                (0, new FitStarted("fitting", 3)),
                (0, new StepsTaken(1, 5, 10, 1.5)),
                (5, Epoch(1, loss: 1.25, valid: 1.5, ndcg: 0.05)),
                (5, Epoch(2, loss: 1, valid: 1.25, ndcg: 0.075)),
                (5, Epoch(3, loss: 0.75, valid: null, ndcg: null)),
                (0, new StageStarted("exporting"))
            )
        );
    }

    [Fact]
    public void Of_quick_epochs_only_some_are_shown_and_the_last_always()
    {
        var quick = Enumerable
            .Range(1, 10)
            .Select(epoch => (0.5, (TrainingEvent)Epoch(epoch, 1, null, null)));

        var log = Log([
            (0, new FitStarted("fitting", 100)),
            .. quick,
            (0, new StageStarted("exporting")),
        ]);

        Assert.Equal(
            [
                "fitting",
                "  epoch 1/100",
                "  epoch 5/100",
                "  epoch 9/100",
                "  epoch 10/100",
                "exporting",
            ],
            log.Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Select(line => line.Split("  loss")[0])
        );
    }

    [Fact]
    public void A_terminal_shows_bars_with_the_metrics_of_the_last_epoch()
    {
        var console = new TestConsole().Width(160).Interactive();

        var split = Split();
        LiveProgress.Follow(
            console,
            hideCompleted: false,
            progress =>
            {
                progress!.Report(new StageStarted("reading [films]"));
                progress.Report(new DataPrepared(split));
                progress.Report(new FitStarted("fitting", 3));
                progress.Report(new StepsTaken(1, 5, 10, 1.5));
                progress.Report(Epoch(1, 1.25, 1.5, 0.05));
                progress.Report(Epoch(2, 1, 1.25, 0.075));
                return new TrainingResult("out", null, split, []);
            }
        );

        foreach (
            var part in (ReadOnlySpan<string>)
                [
                    "reading [films]",
                    "3 interactions of 2 users",
                    "fitting  2/3",
                    "loss 1.0000",
                    "ndcg@10 0.0750",
                    "1.5M/s",
                    "✓",
                ]
        )
        {
            Assert.Contains(part, console.Output, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(60)]
    [InlineData(80)]
    [InlineData(120)]
    [InlineData(200)]
    public void A_bar_stays_on_one_line_however_narrow_the_terminal(int width)
    {
        var console = new TestConsole().Width(width).Interactive();
        const string purpose = "trying λ 0.125, half-life 15";

        LiveProgress.Follow(
            console,
            hideCompleted: false,
            progress =>
            {
                progress!.Report(new FitStarted(purpose, 50));
                progress.Report(Epoch(7, 1.25, 1.5, 0.05));
                return new TrainingResult("out", null, Split(), []);
            }
        );

        var last = console
            .Output.TrimEnd()
            .Split('\n')
            .Where(line => line.Trim().Length > 0)
            .Last();
        Assert.StartsWith($"✓ {purpose}", last, StringComparison.Ordinal);
        Assert.InRange(last.Length, 1, width);
        Assert.Contains("7/50  loss 1.2500", last, StringComparison.Ordinal);
        Assert.Matches(" [0-9]+\\.[0-9] s *$", last);
    }

    [Theory]
    [InlineData(0.36, "0.4 s")]
    [InlineData(99, "99.0 s")]
    [InlineData(99.96, "00:01:39")]
    [InlineData(360_000 - 1, "99:59:59")]
    public void What_a_task_took_fits_its_column(double seconds, string text)
    {
        Assert.Equal(text, TimeColumn.Took(TimeSpan.FromSeconds(seconds)));
        Assert.InRange(text.Length, 1, TimeColumn.Width);
    }

    [Theory]
    [InlineData(12, "12/s")]
    [InlineData(999.6, "1000/s")]
    [InlineData(25_000, "25k/s")]
    [InlineData(999_600, "1.0M/s")]
    [InlineData(12_340_000, "12.3M/s")]
    public void Speeds_are_short(double perSecond, string text) =>
        Assert.Equal(text, EventText.Speed(perSecond));

    [Theory]
    [InlineData(0.04, "0.0 s")]
    [InlineData(61.26, "61.3 s")]
    [InlineData(125.9, "2:05 min")]
    public void Durations_are_short(double seconds, string text) =>
        Assert.Equal(text, EventText.Duration(seconds));

    private string Log(params IEnumerable<(double Seconds, TrainingEvent Event)> events)
    {
        using var text = new StringWriter { NewLine = "\n" };
        var progress = new PlainProgress(text, time);
        foreach (var (seconds, happened) in events)
        {
            time.Advance(seconds);
            progress.Report(happened);
        }
        return text.ToString();
    }

    private static EpochEnded Epoch(int epoch, double loss, double? valid, double? ndcg) =>
        new(
            new EpochRecord(
                epoch,
                loss,
                valid,
                ndcg is { } value
                    ? new Dictionary<string, double> { ["ndcg@10"] = value, ["mrr@10"] = 0.5 }
                    : new Dictionary<string, double>(),
                Seconds: 5
            ),
            InteractionsPerSecond: 1_500_000
        );

    private static DataSplit Split()
    {
        var interactions = new Interactions([0, 1, 1], [0, 0, 1]);
        var report = new DataReport
        {
            RowsRead = 1500,
            MissingFields = 1200,
            Duplicates = 7,
            Notes = ["2 candidates without a title"],
        };
        var dataset = new Dataset(
            "films",
            new IdTable(["ann", "bob"]),
            new IdTable(["x", "y"]),
            interactions,
            [],
            report,
            "00"
        );
        return new DataSplit(
            dataset,
            interactions,
            Interactions.Empty,
            Interactions.Empty,
            ValidIsCarved: false,
            ["1 user has no training item"]
        );
    }

    private sealed class ManualTime : TimeProvider
    {
        private long ticks;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => ticks;

        public void Advance(double seconds) => ticks += TimeSpan.FromSeconds(seconds).Ticks;
    }
}
