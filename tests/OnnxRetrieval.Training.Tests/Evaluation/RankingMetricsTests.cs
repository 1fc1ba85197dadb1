using FsCheck;
using FsCheck.Fluent;
using OnnxRetrieval.Training.Evaluation;

namespace OnnxRetrieval.Training.Tests.Evaluation;

public sealed class RankingMetricsTests
{
    [Fact]
    public void A_list_worked_by_hand_has_these_metrics()
    {
        var metrics = new RankingMetrics(2, 4);

        // Hits at ranks 1 and 4 of three wanted items.
        metrics.Add([7, 1, 2, 9], [9, 7, 8]);

        var means = metrics.Means();
        Assert.Equal(1.0 / 3, means["recall@2"], 12);
        Assert.Equal(2.0 / 3, means["recall@4"], 12);
        Assert.Equal(1.0 / 2, means["precision@2"], 12);
        Assert.Equal(2.0 / 4, means["precision@4"], 12);
        Assert.Equal(1, means["hit_rate@2"]);
        Assert.Equal(1, means["mrr@4"]);
        Assert.Equal((1.0 / 1) / 2, means["map@2"], 12);
        Assert.Equal((1.0 / 1 + 2.0 / 4) / 3, means["map@4"], 12);
        Assert.Equal(1 / (1 + 1 / Math.Log2(3)), means["ndcg@2"], 12);
        Assert.Equal(
            (1 + 1 / Math.Log2(5)) / (1 + 1 / Math.Log2(3) + 1 / Math.Log2(4)),
            means["ndcg@4"],
            12
        );
    }

    [Fact]
    public void Users_without_held_out_items_are_left_out()
    {
        var metrics = new RankingMetrics(1);
        metrics.Add([1], []);
        Assert.Empty(metrics.Means());

        metrics.Add([1], [1]);
        metrics.Add([2], [1]);

        Assert.Equal(2, metrics.Users);
        Assert.Equal(0.5, metrics.Means()["recall@1"]);
    }

    [Fact]
    public void A_short_list_and_negative_rows_only_miss()
    {
        var metrics = new RankingMetrics(RankingMetrics.DefaultCutoffs);

        metrics.Add([-1, 3], [3]);

        Assert.Equal(50, metrics.Depth);
        Assert.Equal(1, metrics.Means()["recall@50"]);
        Assert.Equal(0.5, metrics.Means()["mrr@50"]);
    }

    [Fact]
    public void Every_metric_equals_a_plain_version_whatever_the_lists() =>
        Prop.ForAll(
                Gen.Shuffle(Enumerable.Range(0, 12).ToArray()).ToArbitrary(),
                Gen.Choose(0, 12).ToArbitrary(),
                Gen.SubListOf(Enumerable.Range(0, 15).ToArray())
                    .Where(list => list.Count > 0)
                    .ToArbitrary(),
                (order, length, heldOut) =>
                {
                    var ranked = order[..length];
                    var metrics = new RankingMetrics(1, 3, 10);
                    metrics.Add(ranked, heldOut.ToArray());
                    var means = metrics.Means();
                    Assert.Equal(18, means.Count);
                    foreach (var (name, value) in means)
                    {
                        Assert.Equal(Plain(name, ranked, [.. heldOut]), value, 1e-12);
                        Assert.InRange(value, 0, 1);
                    }
                }
            )
            .QuickCheckThrowOnFailure();

    private static double Plain(string name, int[] ranked, HashSet<int> wanted)
    {
        var k = int.Parse(name.Split('@')[1], System.Globalization.CultureInfo.InvariantCulture);
        var top = ranked.Take(k).ToArray();
        double hits = top.Count(wanted.Contains);
        return name.Split('@')[0] switch
        {
            "recall" => hits / wanted.Count,
            "precision" => hits / k,
            "hit_rate" => hits > 0 ? 1 : 0,
            "mrr" => hits > 0 ? 1.0 / (1 + Array.FindIndex(top, wanted.Contains)) : 0,
            "ndcg" => top.Select((item, i) => wanted.Contains(item) ? Discount(i) : 0).Sum()
                / Enumerable.Range(0, Math.Min(k, wanted.Count)).Sum(Discount),
            "map" => top.Select(
                    (item, i) =>
                        wanted.Contains(item)
                            ? (double)top.Take(i + 1).Count(wanted.Contains) / (i + 1)
                            : 0
                )
                .Sum() / Math.Min(k, wanted.Count),
            _ => throw new InvalidOperationException(name),
        };

        static double Discount(int index) => Math.Log(2) / Math.Log(index + 2);
    }
}
