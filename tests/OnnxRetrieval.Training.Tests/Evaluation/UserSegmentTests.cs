using OnnxRetrieval.Training.Data;
using OnnxRetrieval.Training.Evaluation;

namespace OnnxRetrieval.Training.Tests.Evaluation;

public sealed class UserSegmentTests
{
    [Fact]
    public void Users_are_cut_into_the_unseen_and_thirds_of_the_others()
    {
        var segments = Of(0, 6, 1, 5, 2, 4, 3, 0);

        Assert.Equal(["unseen", "few", "some", "many"], segments.Select(part => part.Name));
        Assert.Equal([0, 7], segments[0].Positions);
        Assert.Equal([2, 4], segments[1].Positions);
        Assert.Equal((1, 2), (segments[1].Least, segments[1].Most));
        Assert.Equal([5, 6], segments[2].Positions);
        Assert.Equal([1, 3], segments[3].Positions);
        Assert.Equal((5, 6), (segments[3].Least, segments[3].Most));
    }

    [Fact]
    public void Users_of_equally_many_items_stay_together()
    {
        var segments = Of(3, 3, 3, 3);

        Assert.Equal("few", Assert.Single(segments).Name);
        Assert.Equal([0, 1, 2, 3], segments[0].Positions);
    }

    private static IReadOnlyList<UserSegment> Of(params int[] counts)
    {
        var users = counts.SelectMany((count, user) => Enumerable.Repeat(user, count)).ToArray();
        var items = counts.SelectMany(count => Enumerable.Range(0, count)).ToArray();
        return UserSegment.Of(
            UserHistories.From(new(users, items), counts.Length),
            [.. Enumerable.Range(0, counts.Length)]
        );
    }
}
