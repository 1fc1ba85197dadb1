using OnnxRetrieval.Training.Tests.Support;
using OnnxRetrieval.Training.Towers;
using static TorchSharp.torch;

namespace OnnxRetrieval.Training.Tests.Towers;

[Collection(TorchTests.Name)]
public sealed class IdEncoderTests
{
    [Fact]
    public void The_unknown_entity_is_the_last_row()
    {
        using var tower = Make();

        Assert.Equal((2, 3), (tower.Count, tower.Dimensions));
        Assert.Equal([7f, 8, 9, 1, 2, 3], tower.Forward(new TowerInput([2L, 0])).ToArray());
        Assert.Equal([1f, 2, 3, 4, 5, 6, 7, 8, 9], tower.ForwardAll().ToArray());
    }

    [Fact]
    public void Entities_never_trained_get_the_vector_of_the_unknown_one()
    {
        using var tower = Make();

        tower.ReplaceByUnknown([]);
        Assert.Equal([4f, 5, 6], tower.Forward(new TowerInput([1L])).ToArray());
        tower.ReplaceByUnknown([1]);

        Assert.Equal([1f, 2, 3, 7, 8, 9, 7, 8, 9], tower.ForwardAll().ToArray());
    }

    [Fact]
    public void An_unknown_entity_that_training_did_not_meet_gets_the_mean()
    {
        using var tower = Make();

        tower.UnknownFromMean([0, 1]);

        Assert.Equal([1f, 2, 3, 4, 5, 6, 2.5f, 3.5f, 4.5f], tower.ForwardAll().ToArray());
    }

    [Fact]
    public void A_decay_of_another_length_is_refused()
    {
        using var tower = Make();

        var error = Assert.Throws<ArgumentException>(() => tower.Parameters[0].SetDecay([1f, 2]));

        Assert.Contains("'ids' has 3 rows, and 2", error.Message, StringComparison.Ordinal);
    }

    private static FeatureTower Make() =>
        IdTowers.Of("ids", tensor([1f, 2, 3, 4, 5, 6, 7, 8, 9], [3, 3]));
}
