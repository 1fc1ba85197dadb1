using OnnxRetrieval.Training.Data;
using OnnxRetrieval.Training.Evaluation;

namespace OnnxRetrieval.Training.Tests.Evaluation;

public sealed class ItemPopularityTests
{
    [Fact]
    public void The_head_has_half_of_the_interactions_and_head_and_torso_four_fifths()
    {
        // Items 3, 0, 1, 2, 4 with 4, 3, 2, 1 and 0 of ten interactions.
        var popularity = new ItemPopularity(
            UserItems.From(new([0, 1, 2, 3, 0, 1, 2, 0, 1, 0], [3, 3, 3, 3, 0, 0, 0, 1, 1, 2]), 4),
            5
        );

        Assert.Equal([3, 0, 1, 2, 4], popularity.Order);
        Assert.Equal(
            [
                // After 4 of 10, the head still lacks some.
                PopularityGroup.Head,
                PopularityGroup.Torso,
                PopularityGroup.Tail,
                PopularityGroup.Head,
                PopularityGroup.Tail,
            ],
            Enumerable.Range(0, 5).Select(popularity.GroupOf)
        );
        Assert.Equal(2, popularity.SizeOf(PopularityGroup.Head));
        Assert.Equal(1, popularity.SizeOf(PopularityGroup.Torso));
        Assert.Equal(2, popularity.SizeOf(PopularityGroup.Tail));
    }

    [Fact]
    public void What_everybody_has_tells_nothing_and_each_halving_a_bit_more()
    {
        var popularity = new ItemPopularity(
            UserItems.From(new([0, 1, 2, 3, 0, 1, 0], [0, 0, 0, 0, 1, 1, 2]), userCount: 6),
            4
        );

        Assert.Equal([0, 1, 2, 2], Enumerable.Range(0, 4).Select(popularity.InformationOf));
    }

    [Fact]
    public void Without_training_data_all_is_tail()
    {
        var popularity = new ItemPopularity(UserItems.From(Interactions.Empty, 2), 3);

        Assert.Equal(3, popularity.SizeOf(PopularityGroup.Tail));
        Assert.Equal(0, popularity.InformationOf(1));
    }
}
