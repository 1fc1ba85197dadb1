using OnnxRetrieval.Training.Data;
using OnnxRetrieval.Training.Objectives;

namespace OnnxRetrieval.Training.Tests.Objectives;

public sealed class HistoryDrawTests
{
    // User 0 met 9, 8, 7, 6, 5 in this order; user 1 met one item; user 2 two.
    private static readonly int[] Users = [0, 0, 0, 0, 0, 1, 2, 2];
    private static readonly int[] Items = [9, 8, 7, 6, 5, 1, 3, 4];
    private static readonly long[] Times = [1, 2, 3, 4, 5, 1, 1, 2];

    [Fact]
    public void With_times_the_past_is_shown_and_the_rest_is_wanted()
    {
        var draw = new HistoryDraw(UserHistories.From(new(Users, Items, null, Times), 3), 100, 1);
        var cuts = new HashSet<int>();
        for (var seed = 0; seed < 50; seed++)
        {
            var (shown, wanted, weights) = Draw(draw, 0, seed);

            Assert.Equal([9, 8, 7, 6, 5], shown.Concat(wanted));
            Assert.Equal(5, weights.Sum(), 1e-4);
            Assert.Equal(weights.OrderDescending(), weights);
            cuts.Add(shown.Count);
        }
        Assert.Equal([1, 2, 3, 4], cuts.Order());
    }

    [Fact]
    public void Without_times_a_random_part_is_shown()
    {
        var draw = new HistoryDraw(UserHistories.From(new(Users, Items), 3), 100, 1);
        var parts = new HashSet<string>();
        for (var seed = 0; seed < 200; seed++)
        {
            var (shown, wanted, weights) = Draw(draw, 0, seed);

            Assert.Equal([5, 6, 7, 8, 9], shown.Concat(wanted).Order());
            Assert.NotEmpty(shown);
            Assert.NotEmpty(wanted);
            Assert.Equal(wanted.Count, weights.Count);
            Assert.All(weights, weight => Assert.Equal(5f / wanted.Count, weight, 1e-5));
            parts.Add(string.Join(' ', shown));
        }
        // All but the empty and the full one.
        Assert.Equal(30, parts.Count);
    }

    [Fact]
    public void Only_the_last_items_are_shown()
    {
        var draw = new HistoryDraw(UserHistories.From(new(Users, Items, null, Times), 3), 2, 1);
        for (var seed = 0; seed < 20; seed++)
        {
            var (shown, wanted, _) = Draw(draw, 0, seed);

            Assert.InRange(shown.Count, 1, 2);
            Assert.Equal(Items.AsSpan(5 - wanted.Count - shown.Count, shown.Count), [.. shown]);
        }
    }

    [Fact]
    public void A_user_of_one_item_cannot_be_cut()
    {
        var draw = new HistoryDraw(UserHistories.From(new(Users, Items), 3), 100, 1);

        Assert.False(draw.Draw(1, new Random(1), [], [], []));
    }

    private static (List<int> Shown, List<int> Wanted, List<float> Weights) Draw(
        HistoryDraw draw,
        int user,
        int seed
    )
    {
        var (shown, wanted, weights) = (new List<int>(), new List<int>(), new List<float>());
        Assert.True(draw.Draw(user, new Random(seed), shown, wanted, weights));
        return (shown, wanted, weights);
    }
}
