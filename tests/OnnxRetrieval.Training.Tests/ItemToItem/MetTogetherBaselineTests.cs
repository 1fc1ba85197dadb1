using OnnxRetrieval.Training.Data;
using OnnxRetrieval.Training.Evaluation;
using OnnxRetrieval.Training.ItemToItem;

namespace OnnxRetrieval.Training.Tests.ItemToItem;

public sealed class MetTogetherBaselineTests
{
    [Fact]
    public void Items_met_most_often_come_first_then_the_most_popular_and_never_the_item_itself()
    {
        var pairs = new Interactions([0, 0, 2], [3, 1, 0]) { Weights = [1, 5, 1] };
        // Item 4 is the most popular, then 2.
        var popularity = new ItemPopularity(
            UserItems.From(new Interactions([0, 1, 2, 0, 1, 0], [4, 4, 4, 2, 2, 0]), 3),
            5
        );
        var baseline = new MetTogetherBaseline(pairs, popularity);
        var themselves = UserHistories.From(ItemPairs.Themselves(5), 5);

        var lists = baseline.Recommend([0, 1], themselves, 4);

        Assert.Equal([1, 3, 4, 2], lists[0]);
        Assert.Equal([4, 2, 0, 3], lists[1]);
    }
}
