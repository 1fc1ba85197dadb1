using OnnxRetrieval.Training.Data;

namespace OnnxRetrieval.Training.Tests.Data;

public sealed class GivenWeightsTests
{
    [Fact]
    public void Weights_of_repeats_are_added_and_have_a_mean_of_one_over_each_user()
    {
        var events = new Interactions([0, 1, 0, 0], [5, 2, 1, 5]) { Weights = [2, 7, 2, 4] };

        Assert.Equal([0.5f, 1.5f, 1], GivenWeights.Of(events, UserItems.From(events, 2)));
    }

    [Fact]
    public void Interactions_without_weights_count_one_beside_others_with_them()
    {
        var plain = new Interactions([0], [1]);
        var weighted = new Interactions([0], [2]) { Weights = [3] };

        Assert.Equal([1, 3], plain.Concat(weighted).Weights!);
        Assert.Equal([3, 1], weighted.Concat(plain).Weights!);
        Assert.Null(plain.Concat(plain).Weights);
        Assert.Equal([3], plain.Concat(weighted).Select([1]).Weights!);
    }
}
