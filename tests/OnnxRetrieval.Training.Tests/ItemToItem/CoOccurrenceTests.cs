using OnnxRetrieval.Training.Data;
using OnnxRetrieval.Training.ItemToItem;

namespace OnnxRetrieval.Training.Tests.ItemToItem;

public sealed class CoOccurrenceTests
{
    // User 0 meets 0, 1, 2; user 1 meets 2, 0; times in seconds.
    private static readonly Interactions Events = new(
        [0, 0, 0, 1, 1],
        [0, 1, 2, 2, 0],
        Times: [100, 110, 500, 7, 8]
    );

    [Fact]
    public void A_pair_weighs_by_how_far_apart_it_was_met_and_half_as_much_backwards()
    {
        var pairs = PairsOf(new CoOccurrence(Window: 10));

        Assert.Equal(1, pairs[(0, 1)]);
        // Two places later in one history, one place earlier in the other.
        Assert.Equal(1 / 2f + 1 / 2f, pairs[(0, 2)]);
        Assert.Equal(1 / 2f, pairs[(1, 0)]);
        Assert.Equal(1, pairs[(1, 2)]);
        Assert.Equal(1 / 4f + 1, pairs[(2, 0)]);
        Assert.Equal(1 / 2f, pairs[(2, 1)]);
        Assert.Equal(6, pairs.Count);
    }

    [Fact]
    public void Items_farther_apart_than_the_window_were_not_met_together()
    {
        var pairs = PairsOf(new CoOccurrence(Window: 1));

        Assert.Equal(1 / 2f, pairs[(0, 2)]);
        Assert.Equal(1, pairs[(2, 0)]);
        Assert.Equal(1, pairs[(0, 1)]);
    }

    [Theory]
    [InlineData(390, true)]
    [InlineData(389, false)]
    public void A_pause_ends_a_session(long longest, bool together)
    {
        var pairs = PairsOf(new CoOccurrence(Window: 10, longest));

        Assert.Equal(together, pairs.ContainsKey((1, 2)));
        Assert.True(pairs.ContainsKey((0, 1)));
        // Beyond the pause nothing is reached, however near.
        Assert.Equal(together ? 1 : 1 / 2f, pairs[(0, 2)]);
    }

    [Fact]
    public void No_history_with_two_items_makes_no_pairs()
    {
        var histories = UserHistories.From(new Interactions([0, 1], [0, 1], Times: [1, 2]), 2);

        Assert.Equal(0, new CoOccurrence().PairsOf(histories, 2).Count);
    }

    private static Dictionary<(int, int), float> PairsOf(CoOccurrence together)
    {
        var pairs = together.PairsOf(UserHistories.From(Events, 2), 3);
        return Enumerable
            .Range(0, pairs.Count)
            .ToDictionary(i => (pairs.Users[i], pairs.Items[i]), i => pairs.Weights![i]);
    }
}
