using System.Globalization;
using System.Text;
using OnnxRetrieval.Training.Data;
using OnnxRetrieval.Training.Features;
using OnnxRetrieval.Training.Tests.Data;
using OnnxRetrieval.Training.Tests.Support;

namespace OnnxRetrieval.Training.Tests;

/// <summary>What features are worth, on data in which they decide.</summary>
[Collection(TorchTests.Name)]
public sealed class FeatureTrainingTests : IDisposable
{
    private const int ColdEach = 5;
    private const int Cold = ColdEach * Blocks.Count;

    /// <summary>A quarter of what a user has not seen.</summary>
    private const int Near = (Blocks.Items * 5 / 6 + Cold) / 4;

    private readonly TemporaryFolder folder = new();

    private string Output => Path.Combine(folder.Path, "out");

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Items_that_nobody_has_met_are_recommended_by_their_features()
    {
        var items = new StringBuilder("item_id,kind\n");
        for (var item = 0; item < Blocks.Items; item++)
        {
            items.Append(
                CultureInfo.InvariantCulture,
                $"{Blocks.ItemId(item)},kind {Blocks.BlockOf(item)}\n"
            );
        }
        for (var item = 0; item < Cold; item++)
        {
            items.Append(
                CultureInfo.InvariantCulture,
                $"cold/{item},kind {Blocks.BlockOf(item)}\n"
            );
        }

        Run(
            new()
            {
                Data = new()
                {
                    Interactions = [Blocks.Write(folder)],
                    Candidates = folder.Write("items.csv", items.ToString()),
                },
                Model = new() { CandidateFeatures = [FeatureOptions.Parse("kind:category")] },
            }
        );

        using var retriever = Retriever.Load(Path.Combine(Output, "retrieval.onnx"));
        var met = UserItems.From(Blocks.Interactions(), Blocks.Users);
        int first = 0,
            near = 0;
        for (var user = 0; user < Blocks.Users; user++)
        {
            string[] seen = [.. met[user].ToArray().Select(Blocks.ItemId)];
            var own = retriever
                .Retrieve(Blocks.UserId(user), k: Blocks.Items + Cold, exclude: seen)
                .Select((hit, rank) => (hit.Id, Rank: rank))
                .Where(hit => hit.Id.StartsWith("cold/", StringComparison.Ordinal))
                .Select((hit, place) => (hit.Id, hit.Rank, Place: place))
                .Where(hit => BlockOfCold(hit.Id) == Blocks.BlockOf(user))
                .ToArray();
            first += own.Count(hit => hit.Place < ColdEach);
            near += own.Count(hit => hit.Rank < Near);
        }
        // By chance a quarter of the cold ones are of the own kind; a quarter of the unseen items are near.
        const double all = Blocks.Users * ColdEach;
        Assert.InRange(first / all, 0.9, 1);
        Assert.InRange(near / all, 0.3, 1);

        static int BlockOfCold(string id) =>
            Blocks.BlockOf(int.Parse(id["cold/".Length..], CultureInfo.InvariantCulture));
    }

    /// <summary>By day everybody meets one half of the items and by night the other, so the time of asking says which.</summary>
    [Fact]
    public void A_model_that_reads_the_hour_is_asked_at_the_time_of_what_is_held_out()
    {
        const int users = 80;
        const int items = 40;
        var random = new Random(3);
        var events = new StringBuilder("user,item,time\n");
        for (var user = 0; user < users; user++)
        {
            for (var day = 0; day < 14; day++)
            {
                var isNight = random.Next(2) == 0;
                var item = 2 * random.Next(items / 2) + (isNight ? 1 : 0);
                var time = 86_400 * (1000 + day) + 3_600 * (isNight ? 2 : 14);
                events.Append(CultureInfo.InvariantCulture, $"u{user},i{item},{time}\n");
            }
        }
        var options = new TrainingOptions
        {
            Data = new() { Interactions = [folder.Write("events.csv", events.ToString())] },
            Model = new() { QueryFeatures = [FeatureOptions.Parse("time:hour")] },
        };

        var result = Run(options);

        // Some 14 items of each half are left: of one half 10 are two thirds, of both a third.
        Assert.InRange(result.Metrics["test"]["recall@10"], 0.55, 1);
        Assert.InRange(result.Metrics["popularity"]["recall@10"], 0, 0.5);
        Assert.InRange(
            result.History.Max(epoch => epoch.Metrics.GetValueOrDefault("recall@20")),
            0.8,
            1
        );
    }

    private TrainingResult Run(TrainingOptions options) =>
        TrainingPipeline.Run(
            options with
            {
                Seed = 1,
                Threads = 1,
                Pairs = new() { ItemPairs = false },
            },
            Output,
            cancellation: TestContext.Current.CancellationToken
        );
}
