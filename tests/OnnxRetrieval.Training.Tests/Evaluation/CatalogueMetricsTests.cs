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
}
