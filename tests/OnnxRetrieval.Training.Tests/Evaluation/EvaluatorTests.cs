using System.Text.Json;
using OnnxRetrieval.Training.Data;
using OnnxRetrieval.Training.Evaluation;
using OnnxRetrieval.Training.Tests.Support;

namespace OnnxRetrieval.Training.Tests.Evaluation;

[Collection(TorchTests.Name)]
public sealed class EvaluatorTests
{
    private const int Users = 60;
    private const int Items = 30;

    [Fact]
    public void Contenders_are_measured_on_the_same_users_with_intervals_differences_and_parts()
    {
        var report = Evaluate(Protocol.Full);

        Assert.Equal(["test", "popularity", "item_knn", "ease"], report.Metrics.Keys);
        Assert.Equal("full", report.Details.Protocol);
        foreach (var (contender, metrics) in report.Metrics)
        {
            foreach (var name in RankingEvaluation.MainMetrics)
            {
                var interval = report.Details.Intervals[contender][name];
                Assert.InRange(metrics[name], interval[0] - 1e-6, interval[1] + 1e-6);
            }
        }
        Assert.Equal(["popularity", "item_knn", "ease"], report.Details.Differences.Keys);
        var difference = report.Details.Differences["popularity"]["recall@10"];
        Assert.Equal(
            report.Metrics["test"]["recall@10"] - report.Metrics["popularity"]["recall@10"],
            difference.Mean,
            12
        );
        // The model knows the answers.
        Assert.True(difference.Low > 0);
        var parts = report.Details.Segments!;
        Assert.Equal(report.Details.Users, parts.Users.Sum(part => part.Users));
        Assert.Equal("unseen", parts.Users[0].Name);
        Assert.Equal(report.Details.HeldOut, parts.Items.Sum(part => part.HeldOut));
        Assert.Equal(Items, parts.Items.Sum(part => part.Items));
        Assert.Equal(
            report.Metrics["ease"]["ndcg@10"],
            parts.Users.Sum(part => part.Users * part.Metrics["ease"]["ndcg@10"])
                / report.Details.Users,
            6
        );
    }

    [Fact]
    public void Strangers_are_a_part_of_their_own_without_a_model_that_cannot_serve_them()
    {
        var report = Evaluate(Protocol.Full);

        var unseen = report.Unseen!;
        Assert.Equal(["popularity", "item_knn", "ease"], unseen.Metrics.Keys);
        Assert.Empty(unseen.Details.Differences);
        Assert.Null(unseen.Unseen);
        Assert.InRange(unseen.Details.Users, 1, 10);
        var json = JsonSerializer.SerializeToElement(report.ToJson(), TrainingJson.Compact);
        Assert.True(
            json.GetProperty("unseen").GetProperty("ease").TryGetProperty("ndcg@10", out _)
        );
        Assert.Equal(
            2,
            json.GetProperty("details")
                .GetProperty("intervals")
                .GetProperty("test")
                .GetProperty("recall@20")
                .GetArrayLength()
        );
    }

    [Fact]
    public void Sampled_metrics_say_in_their_names_that_they_are()
    {
        var report = Evaluate(Protocol.Parse("sampled:5"));

        Assert.Equal("sampled:5", report.Details.Protocol);
        Assert.Null(report.Details.Segments);
        Assert.All(
            report.Metrics.Values.SelectMany(metrics => metrics.Keys),
            name => Assert.StartsWith("sampled_", name, StringComparison.Ordinal)
        );
    }

    [Fact]
    public void The_same_seed_gives_the_same_report()
    {
        Assert.Equal(Text(Evaluate(Protocol.Full)), Text(Evaluate(Protocol.Full)));

        static string Text(EvaluationReport report) =>
            JsonSerializer.Serialize(report.ToJson(), TrainingJson.Compact);
    }

    [Fact]
    public void A_catalogue_too_large_for_EASE_is_told_and_a_wrong_name_refused()
    {
        var many = Baselines.MostItemsUnasked + 1;
        var train = new Interactions(
            [.. Enumerable.Range(0, many).Select(i => i % 2)],
            [.. Enumerable.Range(0, many)]
        );
        var set = new TestSet(train, new([0], [1]), 2, many);
        var notes = new List<string>();

        Assert.Equal(
            ["popularity", "item_knn"],
            Baselines
                .Create([], set, 1, notes, cancellation: TestContext.Current.CancellationToken)
                .Select(baseline => baseline.Name)
        );

        Assert.Contains("5,001 items", Assert.Single(notes), StringComparison.Ordinal);
        Assert.Empty(
            Baselines.Create(
                ["none"],
                set,
                1,
                notes,
                cancellation: TestContext.Current.CancellationToken
            )
        );
        Assert.Contains(
            "item-knn",
            Assert.Throws<InputException>(() => Baselines.Check(["item_knn"])).Message,
            StringComparison.Ordinal
        );
        Assert.Throws<InputException>(() => Baselines.Check(["none", "ease"]));
    }

    private static EvaluationReport Evaluate(Protocol protocol)
    {
        var all = RandomData.Interactions(Users, Items, 0.4, 6);
        // The last users are strangers: all of theirs is test data.
        var part = Enumerable
            .Range(0, all.Count)
            .ToLookup(i => all.Users[i] >= Users - 10 || i % 4 == 0);
        var test = all.Select([.. part[true]]);
        var set = new TestSet(all.Select([.. part[false]]), test, Users, Items);
        var notes = new List<string>();
        return Evaluator.Run(
            set,
            Baselines
                .Create([], set, 1, notes, cancellation: TestContext.Current.CancellationToken)
                .Prepend(new Oracle(set.HeldOut)),
            protocol,
            seed: 1,
            notes,
            cancellation: TestContext.Current.CancellationToken
        );
    }

    /// <summary>Lists the held-out items first.</summary>
    private sealed class Oracle(UserItems heldOut) : IRecommender
    {
        public string Name => ExportedModel.Key;

        public bool ServesStrangers => false;

        public int[][] Recommend(ReadOnlySpan<int> users, UserHistories given, int count)
        {
            var lists = new int[users.Length][];
            for (var i = 0; i < users.Length; i++)
            {
                var own = given[users[i]].ToArray();
                lists[i] =
                [
                    .. heldOut[users[i]]
                        .ToArray()
                        .Concat(Enumerable.Range(0, Items))
                        .Distinct()
                        .Except(own)
                        .Take(count),
                ];
            }
            return lists;
        }
    }
}
