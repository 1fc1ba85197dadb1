using OnnxRetrieval.Training.Data;
using OnnxRetrieval.Training.Tests.Support;

namespace OnnxRetrieval.Training.Tests.Data;

public sealed class DataSplitTests
{
    [Theory]
    [InlineData("leave-last", true)]
    [InlineData("temporal", true)]
    [InlineData("random", false)]
    public void A_split_looks_ahead_where_it_holds_out_what_came_last(string kind, bool expected) =>
        Assert.Equal(
            expected,
            Splitter.Split(Blocks.Dataset(), new() { Kind = kind }, 1).LooksAhead()
        );

    [Fact]
    public void Half_of_the_validation_set_is_enough_and_equal_times_count()
    {
        // User 0 is last seen at 20; user 1 is not in the training set.
        var split = Split([10, 20], [(0, 20), (0, 15), (1, 1), (0, 5)]);

        Assert.True(split.LooksAhead());
        Assert.False(Split([10, 20], [(0, 19), (0, 15), (1, 1)]).LooksAhead());
    }

    [Fact]
    public void Without_a_validation_set_times_are_enough()
    {
        var split = Split([10, 20], []);

        Assert.True(split.LooksAhead());
        Assert.False((split with { Train = split.Train with { Times = null } }).LooksAhead());
    }

    [Fact]
    public void A_validation_set_without_times_tells_nothing()
    {
        var split = Split([10, 20], [(0, 30)]);

        Assert.False((split with { Valid = split.Valid with { Times = null } }).LooksAhead());
    }

    /// <summary>User 0 has the training interactions.</summary>
    private static DataSplit Split(long[] train, (int User, long Time)[] valid) =>
        Blocks.LeaveLast() with
        {
            Train = new(
                new int[train.Length],
                [.. Enumerable.Range(0, train.Length)],
                Times: train
            ),
            Valid = new(
                [.. valid.Select(one => one.User)],
                [.. Enumerable.Range(2, valid.Length)],
                Times: [.. valid.Select(one => one.Time)]
            ),
        };
}
