using OnnxRetrieval.Training.Data;

namespace OnnxRetrieval.Training.Tests.Data;

public sealed class SeededRandomTests
{
    [Fact]
    public void A_seed_gives_the_numbers_of_the_published_generators()
    {
        // Computed by a second program from the authors' definitions of SplitMix64 and xoshiro256**.
        var random = new SeededRandom(42);

        Assert.Equal(
            [
                1546998764402558742UL,
                6990951692964543102UL,
                12544586762248559009UL,
                17057574109182124193UL,
            ],
            Enumerable.Range(0, 4).Select(_ => random.NextBits())
        );
    }

    [Fact]
    public void Whole_numbers_are_below_their_bound_and_each_as_frequent()
    {
        var random = new SeededRandom(7);
        var counts = new int[6];
        for (var i = 0; i < 60_000; i++)
        {
            counts[random.Next(6)]++;
        }

        Assert.All(counts, count => Assert.InRange(count, 9_600, 10_400));
        Assert.Equal(0, random.Next(1));
        Assert.InRange(random.Next(int.MaxValue), 0, int.MaxValue - 1);
        Assert.Throws<ArgumentOutOfRangeException>(() => random.Next(0));
    }

    [Fact]
    public void Fractions_are_in_0_to_1_around_a_half()
    {
        var random = new SeededRandom(-1);
        var fractions = Enumerable.Range(0, 50_000).Select(_ => random.NextDouble()).ToArray();

        Assert.All(fractions, fraction => Assert.InRange(fraction, 0, 1));
        Assert.InRange(fractions.Average(), 0.49, 0.51);
    }

    [Fact]
    public void A_shuffle_keeps_all_values_and_puts_each_anywhere()
    {
        var random = new SeededRandom(3);
        var firsts = new int[5];
        for (var i = 0; i < 10_000; i++)
        {
            int[] values = [0, 1, 2, 3, 4];
            random.Shuffle(values);
            Assert.Equal([0, 1, 2, 3, 4], values.Order());
            firsts[values[0]]++;
        }

        Assert.All(firsts, count => Assert.InRange(count, 1_800, 2_200));
    }
}
