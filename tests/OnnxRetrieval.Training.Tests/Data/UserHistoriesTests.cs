using OnnxRetrieval.Training.Data;

namespace OnnxRetrieval.Training.Tests.Data;

public sealed class UserHistoriesTests
{
    [Fact]
    public void Items_stand_by_user_in_order_of_time_the_latest_last()
    {
        var histories = UserHistories.From(
            new([2, 0, 2, 2, 0], [5, 1, 3, 7, 0], Times: [30, 9, 10, 20, 5]),
            userCount: 4
        );

        Assert.Equal(4, histories.UserCount);
        Assert.Equal(5, histories.Count);
        Assert.True(histories.AreTimed);
        Assert.Equal([0, 1], histories[0].ToArray());
        Assert.Empty(histories[1].ToArray());
        Assert.Equal([3, 7, 5], histories[2].ToArray());
        Assert.Equal([10, 20, 30], histories.TimesOf(2).ToArray());
    }

    [Fact]
    public void Users_ask_when_they_meet_the_first_of_what_comes_later()
    {
        var histories = UserHistories.From(new([0, 1, 2], [1, 2, 3]), userCount: 3);

        var asking = histories.AskedBefore(new([2, 2, 0], [7, 8, 9], Times: [40, 30, 5]));

        Assert.Equal([5L, -1, 30], Enumerable.Range(0, 3).Select(asking.AskedAt));
        Assert.Equal([3], asking[2].ToArray());
        Assert.Equal(-1, histories.AskedAt(0));
        Assert.Equal(-1, histories.AskedBefore(new([0], [9])).AskedAt(0));
    }

    [Fact]
    public void The_last_meeting_of_an_item_counts()
    {
        var histories = UserHistories.From(
            new([0, 0, 0], [5, 6, 5], Times: [1, 2, 3]),
            userCount: 1
        );

        Assert.Equal([6, 5], histories[0].ToArray());
        Assert.Equal([2, 3], histories.TimesOf(0).ToArray());
    }

    [Fact]
    public void Without_times_the_order_is_that_read()
    {
        var histories = UserHistories.From(new([0, 1, 0], [9, 8, 7]), userCount: 2);

        Assert.False(histories.AreTimed);
        Assert.Equal([9, 7], histories[0].ToArray());
        Assert.Empty(histories.TimesOf(0).ToArray());
    }
}
