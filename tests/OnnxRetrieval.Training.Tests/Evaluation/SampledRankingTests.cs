using OnnxRetrieval.Training.Data;
using OnnxRetrieval.Training.Evaluation;

namespace OnnxRetrieval.Training.Tests.Evaluation;

public sealed class SampledRankingTests
{
    [Fact]
    public void All_free_items_compete_where_fewer_are_free_than_are_to_be_drawn()
    {
        // User 0 has item 0 and wants 4 and 7: 4 is behind 1, 2, 3 (fourth); 7 behind these, 5 and 6 (sixth).
        var result = Measure(new ByRow(10, 10), new([0], [0]), new([0, 0], [4, 7]), 10, 100);

        Assert.Equal("by_row", result.Name);
        Assert.Equal(1 / 2.0, result.Metrics["sampled_hit_rate@5"], 6);
        Assert.Equal(1, result.Metrics["sampled_hit_rate@10"], 6);
        Assert.Equal((1 / 4.0 + 1 / 6.0) / 2, result.Metrics["sampled_mrr@10"], 6);
        Assert.Equal(
            (1 / Math.Log2(5) + 1 / Math.Log2(7)) / 2,
            result.Metrics["sampled_ndcg@10"],
            6
        );
        Assert.Equal(result.Metrics["sampled_mrr@5"], result.ByUser["sampled_mrr@5"][0], 6);
    }

    [Fact]
    public void What_is_not_listed_is_behind_everything()
    {
        // Of ten items the first three are listed, and the fifth is wanted.
        var result = Measure(new ByRow(10, 3), new([0], [0]), new([0], [4]), 10, 100);

        // The other eight free ones are all ahead.
        Assert.Equal(1.0 / 9, result.Metrics["sampled_mrr@10"], 6);
    }

    [Theory]
    [InlineData(1000)]
    [InlineData(160)]
    public void The_middle_item_is_on_average_in_the_middle_of_the_drawn(int items)
    {
        var users = Enumerable.Range(0, 400).ToArray();
        var result = Measure(
            new ByRow(items, items),
            Interactions.Empty,
            new(users, Array.ConvertAll(users, _ => items / 20)),
            items,
            99
        );

        // A twentieth of the catalogue is ahead: about 5 of 99, and at most 9 of them nearly always.
        Assert.InRange(result.Metrics["sampled_hit_rate@5"], 0.35, 0.65);
        Assert.InRange(result.Metrics["sampled_hit_rate@20"], 0.999, 1);
    }

    [Fact]
    public void A_protocol_is_full_or_a_number_of_negatives()
    {
        Assert.Null(Protocol.Parse("full").Negatives);
        Assert.Equal(100, Protocol.Parse("sampled:100").Negatives);
        Assert.Equal("sampled:100", Protocol.Parse("sampled:100").ToString());
        Assert.Equal("full", Protocol.Full.ToString());
        foreach (var wrong in (string[])["sampled", "sampled:0", "sampled:-1", "sampled:x", ""])
        {
            Assert.Throws<InputException>(() => Protocol.Parse(wrong));
        }
    }

    private static Measured Measure(
        IRecommender recommender,
        Interactions given,
        Interactions heldOut,
        int items,
        int negatives
    )
    {
        var users = heldOut.Users.Max() + 1;
        return new SampledRanking(
            UserHistories.From(given, users),
            UserItems.From(heldOut, users),
            items,
            negatives,
            seed: 1
        ).Measure(recommender, TestContext.Current.CancellationToken);
    }

    /// <summary>Ranks items by their row and lists some of them.</summary>
    private sealed class ByRow(int items, int listed) : IRecommender
    {
        public string Name => "by_row";

        public bool ServesStrangers => true;

        public int[][] Recommend(ReadOnlySpan<int> users, UserHistories given, int count)
        {
            var lists = new int[users.Length][];
            for (var i = 0; i < users.Length; i++)
            {
                var own = given[users[i]].ToArray();
                lists[i] = [.. Enumerable.Range(0, items).Except(own).Take(listed)];
            }
            return lists;
        }
    }
}
