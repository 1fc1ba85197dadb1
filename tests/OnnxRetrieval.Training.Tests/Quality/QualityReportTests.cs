using OnnxRetrieval.Quality.Data;
using OnnxRetrieval.Quality.Measuring;
using OnnxRetrieval.Quality.Report;
using OnnxRetrieval.Training.Data;
using OnnxRetrieval.Training.Tests.Data;
using OnnxRetrieval.Training.Tests.Support;

namespace OnnxRetrieval.Training.Tests.Quality;

/// <summary>The program behind <c>dotnet cake --target=Quality</c>, on a small set.</summary>
[Collection(TorchTests.Name)]
public sealed class QualityReportTests : IDisposable
{
    private static readonly SplitOptions leaveLast = new() { Kind = "leave-last" };
    private readonly TemporaryFolder folder = new();
    private readonly StringWriter log = new();
    private readonly Place place;
    private readonly DataSource blocks;
    private readonly DataSource missing = new("missing", "nowhere", _ => new());

    public QualityReportTests()
    {
        place = new(folder.Path, Path.Combine(folder.Path, "results"));
        blocks = new(
            "blocks",
            null,
            _ => new() { Interactions = [Blocks.Write(folder)], Rating = "none" }
        );
    }

    public void Dispose()
    {
        folder.Dispose();
        log.Dispose();
    }

    [Fact]
    public void The_report_tells_what_was_reached_and_what_departures_do()
    {
        var text = Report(new([], [1, 2], [1], [], Selection.AllParts));

        const string metric = @"\.?\d+\.?\d* ± \.\d{4}";
        Assert.Matches(
            $@"\| blocks, by users \| Recall@20 \| ({metric} \| ){{4}}\.010 \| 9\.000 \| at least \|",
            text
        );
        Assert.Matches(
            $@"\| blocks, by items \| Recall@20 \| ({metric} \| ){{4}}\.\d+ \(0\.1 × cosine\) \| \d*\.\d+ \(9 × cosine\) \| at least \|",
            text
        );
        Assert.Matches(
            @"\| blocks, by users \| Recall@20 \| 60 \| [^|]+ \| [-+]\.\d{4} \| [-+]\.\d{4} to [-+]\.\d{4} \|",
            text
        );
        Assert.Matches(
            @"\| blocks, by users \| [^|]+ \| [^|]+ \| 1000 \| 0\.001 \| at least \|",
            text
        );
        Assert.Matches(@"\| \*\*defaults\*\* \| \d?\.\d{4} \|", text);
        Assert.Matches(@"\| `--dimensions 2` \| [-+]\.\d{4} \|", text);
        Assert.Contains("missing: `nowhere`", text, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_known_is_told_and_not_measured_again()
    {
        var all = new Selection([], [1], [1], [], Selection.AllParts);
        var first = Report(all);
        var measured = log.ToString();

        Assert.Equal(first, Report(all));
        Assert.Equal(first, Report(all with { Parts = ["none"] }));
        Assert.Equal(measured, log.ToString());
        Assert.Equal(4, measured.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
    }

    [Fact]
    public void A_set_that_is_not_asked_for_is_not_measured()
    {
        var text = Report(new(["others"], [1], [1], [], Selection.AllParts));

        Assert.Empty(log.ToString());
        Assert.Contains("None is measured yet.", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_thinned_set_has_nothing_of_what_is_held_out_for_a_test()
    {
        var whole = blocks.Options(place);
        var split = DataPreparation.Prepare(
            whole,
            leaveLast,
            1,
            null,
            TestContext.Current.CancellationToken
        );
        var test = split.Test.Users.Zip(split.Test.Items).ToHashSet();
        var file = Path.Combine(folder.Path, "thinned.csv");

        ThinnedEvents.Write(file, whole, leaveLast, users: 0.5, interactions: 0.5);

        var rows = File.ReadLines(file)
            .Skip(1)
            .Select(line => line.Split(',').Select(long.Parse).ToArray())
            .ToArray();
        Assert.InRange(rows.Length, split.Train.Count / 8, split.Train.Count / 2);
        Assert.All(rows, row => Assert.DoesNotContain(((int)row[0], (int)row[1]), test));
    }

    private string Report(Selection selection) =>
        QualityReport.Of(
            Findings.Of(
                [
                    new("users", "blocks, by users", blocks, leaveLast, [new("recall@20", 0.01, 9)])
                    {
                        Time = new(1000, 0.001),
                    },
                    new(
                        "items",
                        "blocks, by items",
                        blocks,
                        leaveLast,
                        [new("recall@20", 0.1, 9, "cosine")]
                    )
                    {
                        Contest = Contest.Items,
                    },
                    new("missing", "missing", missing, leaveLast, []),
                ],
                [
                    new("blocks", "blocks", blocks, leaveLast),
                    new("missing", "missing", missing, leaveLast),
                ],
                [
                    new("defaults", options => options),
                    new(
                        "--dimensions 2",
                        options => options with { Model = options.Model with { Dimensions = 2 } }
                    ),
                ],
                selection,
                place,
                new(place, new(place.Made), 1, log)
            ),
            selection,
            "a machine"
        );
}
