using OnnxRetrieval.Training.Objectives;

namespace OnnxRetrieval.Training.Tests.Objectives;

public sealed class NegativeSamplerTests
{
    private static readonly int[] Counts = [10, 0, 1, 3, 27, 1];

    [Theory]
    [InlineData(0)]
    [InlineData(0.5)]
    [InlineData(0.75)]
    [InlineData(1)]
    [InlineData(2)]
    public void Items_are_drawn_by_their_popularity_to_the_power(double power)
    {
        const int Draws = 200_000;
        var sampler = new NegativeSampler(Counts, power);
        var random = new Random(1);
        var drawn = new int[Counts.Length];
        for (var draw = 0; draw < Draws; draw++)
        {
            drawn[sampler.Draw(random)]++;
        }

        // An item that nobody has counts as met once.
        var weights = Counts.Select(count => Math.Pow(Math.Max(1, count), power)).ToArray();
        for (var item = 0; item < Counts.Length; item++)
        {
            var chance = weights[item] / weights.Sum();
            Assert.Equal(chance, sampler.Chance(Counts[item]), 1e-12);
            Assert.Equal(chance, (double)drawn[item] / Draws, 0.005);
        }
    }

    [Fact]
    public void The_seed_decides_the_draws()
    {
        var sampler = new NegativeSampler(Counts, 0.75);

        Assert.Equal(Drawn(1), Drawn(1));
        Assert.NotEqual(Drawn(1), Drawn(2));

        int[] Drawn(int seed)
        {
            var random = new Random(seed);
            return [.. Enumerable.Range(0, 50).Select(_ => sampler.Draw(random))];
        }
    }

    [Fact]
    public void A_single_item_is_always_drawn() =>
        Assert.Equal(0, new NegativeSampler([5], 0.75).Draw(new Random(1)));

    [Fact]
    public void Every_item_of_a_long_tail_keeps_its_chance()
    {
        int[] counts = [.. Enumerable.Range(0, 5000).Select(item => 1_000_000 / (item + 1))];
        var sampler = new NegativeSampler(counts, 1);
        var random = new Random(3);
        const int Draws = 300_000;
        var tail = 0;
        for (var draw = 0; draw < Draws; draw++)
        {
            tail += sampler.Draw(random) >= 1000 ? 1 : 0;
        }

        var expected = counts.Skip(1000).Sum(count => (double)count) / counts.Sum();
        Assert.Equal(expected, (double)tail / Draws, 0.005);
    }
}
