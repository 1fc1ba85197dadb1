using OnnxRetrieval.Training.Data;
using OnnxRetrieval.Training.Evaluation;

namespace OnnxRetrieval.Training.Tests.Evaluation;

public sealed class PopularityTests
{
    [Fact]
    public void Everybody_gets_the_items_that_most_users_have_but_their_own()
    {
        // Items 2 (three users), 0 and 3 (two each), 1 (none).
        var train = new Interactions([0, 0, 1, 1, 2, 2, 3], [2, 0, 2, 3, 2, 0, 3]);
        var popularity = new Popularity(
            new ItemPopularity(UserItems.From(train, userCount: 5), itemCount: 4)
        );

        var lists = popularity.Recommend([0, 1, 4], UserHistories.From(train, userCount: 5), 3);

        Assert.Equal([3, 1], lists[0]);
        Assert.Equal([0, 1], lists[1]);
        Assert.Equal([2, 0, 3], lists[2]);
        Assert.Equal("popularity", popularity.Name);
    }
}
