using FsCheck;
using FsCheck.Fluent;
using OnnxRetrieval.Training.Data;
using OnnxRetrieval.Training.Evaluation;

namespace OnnxRetrieval.Training.Tests.Evaluation;

public sealed class CatalogueMetricsTests
{
    // Of 8 users 4, 2, 1 and none have the items 0, 1, 2 and 3; user 7 has item 0 as well.
    private static readonly UserItems Train = UserItems.From(
        new([0, 1, 2, 7, 3, 4, 5, 6], [0, 0, 0, 0, 1, 1, 2, 4]),
        8
    );

    [Fact]
    public void Lists_worked_by_hand_have_these_values()
    {
        var metrics = new CatalogueMetrics(new ItemPopularity(Train, 5), 1, 2);

        metrics.Add([0, 1, 2]);
        metrics.Add([0, 3]);

        var values = metrics.Values();
        Assert.Equal(1.0 / 5, values["coverage@1"], 12);
        Assert.Equal(3.0 / 5, values["coverage@2"], 12);
        // One item has all.
        Assert.Equal(1, values["gini@1"], 12);
        // Counts 0, 0, 1, 1, 2: (0·1 + 2·1 + 4·2) / (4 · 4).
        Assert.Equal(10.0 / 16, values["gini@2"], 12);
        // 4 of 8 users have item 0, 2 item 1; item 3 counts as if one had it.
        Assert.Equal(1, values["novelty@1"], 12);
        Assert.Equal((1 + 1 + 2 + 3) / 4.0, values["novelty@2"], 12);
        Assert.Equal(0, values["tail_share@1"]);
        Assert.Equal(1 / 4.0, values["tail_share@2"], 12);
    }

    [Fact]
    public void Items_recommended_equally_often_have_a_gini_of_zero()
    {
        var metrics = new CatalogueMetrics(new ItemPopularity(Train, 5), 5);

        metrics.Add([0, 1, 2, 3, 4]);
        metrics.Add([4, 3, 2, 1, 0]);

        Assert.Equal(0, metrics.Values()["gini@5"], 12);
        Assert.Equal(1, metrics.Values()["coverage@5"]);
    }

    [Fact]
    public void A_catalogue_of_one_item_is_covered_and_equal()
    {
        var metrics = new CatalogueMetrics(
            new ItemPopularity(UserItems.From(new([0], [0]), 1), 1),
            10
        );

        metrics.Add([0]);

        Assert.Equal(1, metrics.Values()["coverage@10"]);
        Assert.Equal(0, metrics.Values()["gini@10"]);
    }

    [Fact]
    public void Where_nothing_is_recommended_there_are_no_values()
    {
        var metrics = new CatalogueMetrics(new ItemPopularity(Train, 5), 10);

        metrics.Add([-1]);
        metrics.Add([]);

        Assert.Empty(metrics.Values());
    }

    [Fact]
    public void Every_metric_equals_a_plain_version_whatever_the_lists() =>
        Prop.ForAll(
                Gen.Shuffle(Enumerable.Range(0, 9).ToArray()).NonEmptyListOf().ToArbitrary(),
                Gen.SubListOf(Enumerable.Range(0, 7 * 9).ToArray()).ToArbitrary(),
                Gen.Choose(1, 9).ToArbitrary(),
                (lists, pairs, k) =>
                {
                    int[] users = [.. pairs.Select(pair => pair / 9)];
                    int[] items = [.. pairs.Select(pair => pair % 9)];
                    var metrics = new CatalogueMetrics(
                        new ItemPopularity(UserItems.From(new(users, items), 7), 9),
                        k
                    );
                    foreach (var list in lists)
                    {
                        metrics.Add(list);
                    }

                    var recommended = lists.SelectMany(list => list.Take(k)).ToArray();
                    var values = metrics.Values();

                    Assert.Equal(4, values.Count);
                    foreach (var (name, value) in values)
                    {
                        Assert.Equal(
                            Plain(name.Split('@')[0], recommended, users, items),
                            value,
                            1e-9
                        );
                    }
                }
            )
            .QuickCheckThrowOnFailure();

    private static double Plain(string name, int[] recommended, int[] users, int[] met)
    {
        var all = Enumerable.Range(0, 9).ToArray();
        return name switch
        {
            "coverage" => all.Count(item => recommended.Contains(item)) / 9.0,
            // Half of the mean difference of two items' counts over their mean, by its greatest value.
            "gini" => all.Sum(one => all.Sum(other => Math.Abs(Times(one) - Times(other))))
                / (2.0 * 8 * recommended.Length),
            "novelty" => recommended.Average(item =>
                Math.Log2(Math.Max(1, users.Distinct().Count()) / (double)Math.Max(1, Met(item)))
            ),
            "tail_share" => recommended.Count(IsTail) / (double)recommended.Length,
            _ => throw new InvalidOperationException(name),
        };

        int Times(int item) => recommended.Count(one => one == item);

        int Met(int item) => met.Count(one => one == item);

        // The items before it have at least four fifths of all.
        bool IsTail(int item) =>
            5
                * all.Where(one => Met(one) > Met(item) || (Met(one) == Met(item) && one < item))
                    .Sum(Met)
            >= 4 * met.Length;
    }
}
