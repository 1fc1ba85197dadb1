using FsCheck;
using FsCheck.Fluent;
using OnnxRetrieval.Training.Data;

namespace OnnxRetrieval.Training.Tests.Data;

public sealed class RecencyWeightsTests
{
    [Fact]
    public void The_latest_weighs_most_by_the_formula()
    {
        var interactions = new Interactions([0, 0, 0], [4, 2, 3], Times: [30, 10, 20]);
        var items = UserItems.From(interactions, 1);

        var weights = RecencyWeights.Of(interactions, items, halfLife: 1);

        // In the order of the items 2, 3, 4: two, one and no later interactions.
        double[] raw = [1 + 10.0 / 4, 1 + 10.0 / 2, 1 + 10.0];
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal(3 * raw[i] / raw.Sum(), weights[i], 1e-5);
        }
    }

    [Fact]
    public void Among_equal_times_the_last_read_is_the_latest()
    {
        var interactions = new Interactions([0, 0, 0], [1, 2, 0], Times: [5, 5, 5]);

        var weights = RecencyWeights.Of(interactions, UserItems.From(interactions, 1), 2);

        Assert.True(weights[0] > weights[2] && weights[2] > weights[1]);
    }

    [Fact]
    public void A_pair_met_again_counts_once_with_its_latest_time()
    {
        var again = new Interactions([0, 0, 0, 0], [1, 2, 3, 1], Times: [1, 2, 3, 4]);
        var once = new Interactions([0, 0, 0], [2, 3, 1], Times: [2, 3, 4]);

        Assert.Equal(
            RecencyWeights.Of(once, UserItems.From(once, 1), 2),
            RecencyWeights.Of(again, UserItems.From(again, 1), 2)
        );
    }

    [Fact]
    public void Uniform_weights_are_1()
    {
        var items = UserItems.From(new([0, 1], [0, 0]), 2);

        Assert.Equal([1f, 1f], RecencyWeights.Uniform(items));
    }

    [Fact]
    public void Weights_have_a_mean_of_1_and_rise_with_time_whatever_the_data() =>
        Prop.ForAll(
                Gen.Choose(0, 7).Two().NonEmptyListOf().ToArbitrary(),
                Gen.Choose(1, 400).ToArbitrary(),
                (pairs, halfLife) =>
                {
                    var distinct = pairs.Distinct().ToArray();
                    var interactions = new Interactions(
                        [.. distinct.Select(pair => pair.Item1)],
                        [.. distinct.Select(pair => pair.Item2)],
                        Times: [.. distinct.Select((_, i) => (long)i / 2)]
                    );
                    var items = UserItems.From(interactions, 8);
                    var weights = RecencyWeights.Of(interactions, items, halfLife / 10.0);
                    foreach (var user in items.UsersWithItems())
                    {
                        var own = interactions
                            .Items.Where((_, i) => interactions.Users[i] == user)
                            .Select(item =>
                                weights[items.StartOf(user) + items[user].BinarySearch(item)]
                            )
                            .ToArray();
                        Assert.Equal(1, own.Average(), 1e-4);
                        Assert.Equal(own.Order(), own);
                    }
                }
            )
            .QuickCheckThrowOnFailure();
}
