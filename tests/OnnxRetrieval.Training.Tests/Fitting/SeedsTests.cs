using OnnxRetrieval.Training.Fitting;

namespace OnnxRetrieval.Training.Tests.Fitting;

public sealed class SeedsTests
{
    [Fact]
    public void Parts_and_epochs_have_seeds_of_their_own()
    {
        var seeds = (
            from seed in new[] { -1, 0, 1, 2, int.MaxValue, int.MinValue }
            from part in Enumerable.Range(0, 3)
            from epoch in Enumerable.Range(0, 300)
            select Seeds.Mix(seed, part, epoch)
        ).ToArray();

        // Of 5,400 draws out of 2^31 none is expected twice.
        Assert.Equal(seeds.Length, seeds.Distinct().Count());
        Assert.All(seeds, seed => Assert.True(seed >= 0));
        Assert.Equal(Seeds.Mix(1, 2, 3), Seeds.Mix(1, 2, 3));
        Assert.NotEqual(Seeds.Mix(1, 2), Seeds.Mix(2, 1));
    }
}
