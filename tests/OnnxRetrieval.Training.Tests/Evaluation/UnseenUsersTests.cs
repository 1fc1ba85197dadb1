using OnnxRetrieval.Training.Data;
using OnnxRetrieval.Training.Evaluation;

namespace OnnxRetrieval.Training.Tests.Evaluation;

public sealed class UnseenUsersTests
{
    private static readonly UserItems Trained = UserItems.From(new([0], [1]), 5);

    [Fact]
    public void The_earlier_half_of_a_stranger_is_given_and_the_later_held_out()
    {
        // User 0 was trained; user 1 has five items out of order, user 2 two at one time, user 3 one.
        var test = new Interactions(
            [0, 1, 1, 1, 1, 1, 2, 2, 3],
            [2, 4, 3, 2, 1, 0, 5, 0, 0],
            null,
            [9, 50, 10, 40, 20, 30, 7, 7, 1]
        );

        var unseen = UnseenUsers.Of(Trained, test)!;

        Assert.Equal([3, 1], unseen.Given[1]);
        Assert.Equal([0, 2, 4], unseen.HeldOut[1]);
        // When the first of the held-out items was met.
        Assert.Equal(30, unseen.Given.AskedAt(1));
        // Those of equal time in the order read.
        Assert.Equal([5], unseen.Given[2]);
        Assert.Equal([0], unseen.HeldOut[2]);
        Assert.Equal([1, 2], unseen.HeldOut.UsersWithItems());
        Assert.Equal(1, unseen.LeftOut);
    }

    [Fact]
    public void An_item_met_twice_is_on_one_side_only()
    {
        var unseen = UnseenUsers.Of(
            Trained,
            new Interactions([1, 1, 1, 1], [7, 8, 7, 7], null, [1, 2, 3, 4])
        )!;

        Assert.Equal([7], unseen.Given[1]);
        Assert.Equal([8], unseen.HeldOut[1]);
    }

    [Fact]
    public void Without_strangers_of_two_items_there_are_none()
    {
        Assert.Null(UnseenUsers.Of(Trained, new Interactions([0, 0, 3], [2, 3, 1])));
        Assert.Null(UnseenUsers.Of(Trained, Interactions.Empty));
    }
}
