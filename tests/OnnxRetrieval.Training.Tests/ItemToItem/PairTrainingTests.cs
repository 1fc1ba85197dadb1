using System.Globalization;
using System.Text;
using System.Text.Json;
using OnnxRetrieval.Training.Features;
using OnnxRetrieval.Training.ItemToItem;
using OnnxRetrieval.Training.Tests.Data;
using OnnxRetrieval.Training.Tests.Support;

namespace OnnxRetrieval.Training.Tests.ItemToItem;

[Collection(TorchTests.Name)]
public sealed class PairTrainingTests : IDisposable
{
    private const int Items = 24;
    private readonly TemporaryFolder folder = new();

    private string Output => Path.Combine(folder.Path, "out");

    public void Dispose() => folder.Dispose();

    [Fact]
    public void It_learns_what_comes_after_an_item_where_cosines_cannot()
    {
        var result = Train(Options());

        var report = result.Evaluation!.ItemToItem!;
        Assert.Equal(["pairs", "cosine", "met_together", "popularity"], report.Metrics.Keys);
        Assert.Equal(200, report.Pairs);
        Assert.InRange(report.Queries, 20, Items);
        Assert.True(
            report.Metrics["pairs"]["ndcg@10"] > 1.15 * report.Metrics["cosine"]["ndcg@10"],
            $"pairs {report.Metrics["pairs"]["ndcg@10"]}, cosine {report.Metrics["cosine"]["ndcg@10"]}"
        );
        Assert.True(report.Differences["cosine"]["ndcg@10"].Low > 0);
        using var pairs = Retriever.Load(Path.Combine(Output, "pairs.onnx"));
        var leadsOn = 0;
        for (var item = 0; item < Items; item++)
        {
            var hits = pairs.Retrieve(item, k: Items);
            Assert.True(hits.IsKnown);
            Assert.Equal(Items - 1, hits.Count);
            Assert.DoesNotContain(hits, hit => hit.IntegerId == item);
            leadsOn += hits[0].IntegerId == (item + 1) % Items ? 1 : 0;
        }
        Assert.InRange(leadsOn, Items - 2, Items);
        Assert.False(pairs.Retrieve(999).IsKnown);
        using var metrics = JsonDocument.Parse(
            File.ReadAllText(Path.Combine(Output, "metrics.json"))
        );
        Assert.Equal(
            report.Metrics["pairs"]["recall@20"],
            metrics
                .RootElement.GetProperty("item_to_item")
                .GetProperty("metrics")
                .GetProperty("pairs")
                .GetProperty("recall@20")
                .GetDouble()
        );
    }

    [Fact]
    public void Both_towers_read_what_is_known_of_the_items_so_that_new_ones_have_their_place()
    {
        var colours = Path.Combine(folder.Path, "items.csv");
        File.WriteAllLines(
            colours,
            [
                "item,colour",
                .. Enumerable
                    .Range(0, Items)
                    .Select(item =>
                        FormattableString.Invariant($"{item},{(item < 12 ? "red" : "blue")}")
                    ),
                "100,red",
                "101,blue",
            ]
        );
        var options = Options();

        Train(
            options with
            {
                Data = options.Data with { Candidates = colours },
                Model = options.Model with
                {
                    CandidateFeatures = [FeatureOptions.Parse("colour:category")],
                },
            }
        );

        using var pairs = Retriever.Load(Path.Combine(Output, "pairs.onnx"));
        var hits = pairs.Retrieve(100, k: 12);
        Assert.InRange(hits.Count(hit => hit.IntegerId < 12), 10, 12);
        Assert.True(
            pairs.Retrieve(3, k: 30).First(hit => hit.IntegerId == 100).Score
                > pairs.Retrieve(3, k: 30).First(hit => hit.IntegerId == 101).Score
        );
    }

    [Fact]
    public void Without_times_there_are_no_pairs_and_asking_for_them_is_an_error()
    {
        var options = Options(timed: false) with { Split = new() { Kind = "random" } };

        var result = Train(options);

        Assert.Null(result.Evaluation!.ItemToItem);
        Assert.False(File.Exists(Path.Combine(Output, "pairs.onnx")));
        var error = Assert.Throws<InputException>(() =>
            Train(options with { Pairs = new() { ItemPairs = true } })
        );
        Assert.Contains("--time", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void They_are_left_out_where_nobody_wants_them()
    {
        Train(Options() with { Pairs = new() { ItemPairs = false } });

        Assert.True(File.Exists(Path.Combine(Output, "retrieval.onnx")));
        Assert.False(File.Exists(Path.Combine(Output, "pairs.onnx")));
    }

    [Theory]
    [InlineData(0, null)]
    [InlineData(1001, null)]
    [InlineData(10, -1)]
    public void Options_out_of_range_are_refused(int window, int? pause)
    {
        var options = Options() with
        {
            Pairs = new() { PairWindow = window, PairPause = pause },
        };

        var error = Assert.Throws<InputException>(() => Train(options));

        Assert.Contains(
            pause is null ? "window" : "pause",
            error.Message,
            StringComparison.Ordinal
        );
    }

    private TrainingResult Train(TrainingOptions options) =>
        TrainingPipeline.Run(options, Output, cancellation: TestContext.Current.CancellationToken);

    /// <summary>200 users walk up the items from somewhere, as on a ring.</summary>
    private TrainingOptions Options(bool timed = true)
    {
        var random = new Random(5);
        var lines = new StringBuilder(timed ? "user,item,time\n" : "user,item\n");
        for (var user = 0; user < 200; user++)
        {
            var item = random.Next(Items);
            for (var step = 0; step < 8; step++)
            {
                lines.Append(
                    CultureInfo.InvariantCulture,
                    $"{user},{item}{(timed ? $",{step}" : "")}\n"
                );
                item = (item + 1) % Items;
            }
        }
        var file = Path.Combine(folder.Path, "walks.csv");
        File.WriteAllText(file, lines.ToString());
        return new()
        {
            Data = new() { Interactions = [file] },
            Split = new() { Kind = "leave-last" },
            Model = new() { Dimensions = 16 },
            Pairs = new() { PairWindow = 2 },
            Seed = 1,
        };
    }
}
