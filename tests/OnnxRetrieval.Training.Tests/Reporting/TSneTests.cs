using OnnxRetrieval.Training.Reporting.Maps;

namespace OnnxRetrieval.Training.Tests.Reporting;

public sealed class TSneTests
{
    private const int Groups = 4;
    private const int OfGroup = 33;
    private const int Count = Groups * OfGroup;
    private const int Dimensions = 8;

    [Fact]
    public void Groups_stay_together_and_apart_from_each_other()
    {
        var points = Points();

        var places = TSne.Of(points, Count, Start());

        for (var i = 0; i < Count; i++)
        {
            var nearest = Enumerable
                .Range(0, Count)
                .Where(j => j != i)
                .OrderBy(j => Squared(places, 2, i, j))
                .Take(10);
            Assert.All(nearest, j => Assert.Equal(i % Groups, j % Groups));
        }
        Assert.Equal(0, places.Where((_, at) => at % 2 == 0).Average(), 1e-3);
    }

    [Fact]
    public void The_same_points_give_the_same_map() =>
        Assert.Equal(TSne.Of(Points(), Count, Start()), TSne.Of(Points(), Count, Start()));

    [Fact]
    public void The_map_is_nearer_to_the_points_than_where_it_began()
    {
        var shares = TSne.Shares(Points(), Count);

        Assert.True(
            Divergence(shares, TSne.Of(Points(), Count, Start())) < Divergence(shares, Start()) / 2
        );
    }

    [Fact]
    public void Shares_are_one_together_and_have_the_perplexity()
    {
        var points = Points();
        var shares = TSne.Shares(points, Count);

        Assert.Equal(1, shares.Sum(), 1e-4);
        for (var i = 0; i < Count; i++)
        {
            Assert.Equal(0, shares[i * Count + i]);
            for (var j = 0; j < i; j++)
            {
                Assert.Equal(shares[i * Count + j], shares[j * Count + i]);
            }
        }
        // Equally far from each other, all are neighbours alike.
        var corners = new float[6 * 6];
        for (var i = 0; i < 6; i++)
        {
            corners[7 * i] = 1;
        }
        Assert.All(
            TSne.Shares(corners, 6).Where((_, at) => at % 7 != 0),
            share => Assert.Equal(1 / 30f, share, 1e-5)
        );
    }

    [Theory]
    [InlineData(1)]
    [InlineData(12)]
    public void The_gradient_is_that_of_a_plain_double_loop(float exaggeration)
    {
        var shares = TSne.Shares(Points(), Count);
        var start = Start();
        var x = Enumerable.Range(0, Count).Select(i => start[2 * i]).ToArray();
        var y = Enumerable.Range(0, Count).Select(i => start[2 * i + 1]).ToArray();

        var (gradientX, gradientY) = TSne.Gradient(shares, x, y, exaggeration);

        var total = Pairs().Sum(pair => Nearness(start, pair.I, pair.J));
        for (var i = 0; i < Count; i++)
        {
            double wantedX = 0,
                wantedY = 0;
            for (var j = 0; j < Count; j++)
            {
                var near = Nearness(start, i, j);
                var force = i == j ? 0 : exaggeration * shares[i * Count + j] - near / total;
                wantedX += 4 * force * near * (x[i] - x[j]);
                wantedY += 4 * force * near * (y[i] - y[j]);
            }
            Assert.Equal(wantedX, gradientX[i], 1e-4);
            Assert.Equal(wantedY, gradientY[i], 1e-4);
        }
    }

    [Fact]
    public void Equal_points_are_a_map_too()
    {
        var places = TSne.Of(new float[10 * Dimensions], 10, new float[20]);

        Assert.All(places, place => Assert.True(float.IsFinite(place)));
    }

    // Point i is of group i mod Groups, around the group's own axis.
    private static float[] Points()
    {
        var random = new Random(1);
        var points = new float[Count * Dimensions];
        for (var at = 0; at < points.Length; at++)
        {
            points[at] = random.NextSingle() - 0.5f;
        }
        for (var i = 0; i < Count; i++)
        {
            points[i * Dimensions + i % Groups] += 4;
        }
        return points;
    }

    // Two of the axes.
    private static float[] Start()
    {
        var points = Points();
        return
        [
            .. Enumerable
                .Range(0, Count)
                .SelectMany(i => new[] { points[i * Dimensions], points[i * Dimensions + 1] }),
        ];
    }

    private static double Divergence(float[] shares, float[] places)
    {
        var total = Pairs().Sum(pair => Nearness(places, pair.I, pair.J));
        return Pairs()
            .Where(pair => shares[pair.I * Count + pair.J] > 0)
            .Sum(pair =>
            {
                double share = shares[pair.I * Count + pair.J];
                return share * Math.Log(share / (Nearness(places, pair.I, pair.J) / total));
            });
    }

    private static IEnumerable<(int I, int J)> Pairs() =>
        from i in Enumerable.Range(0, Count)
        from j in Enumerable.Range(0, Count)
        where i != j
        select (i, j);

    private static double Nearness(float[] places, int i, int j) =>
        1 / (1 + Squared(places, 2, i, j));

    private static double Squared(float[] points, int dimensions, int i, int j) =>
        Enumerable
            .Range(0, dimensions)
            .Sum(at => Math.Pow(points[i * dimensions + at] - points[j * dimensions + at], 2));
}
