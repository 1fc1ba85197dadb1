using OnnxRetrieval.Training.Clustering;

namespace OnnxRetrieval.Training.Tests.Clustering;

public sealed class NearestCentroidsTests
{
    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(7, 3, 5)]
    [InlineData(1500, 33, 64)]
    [InlineData(130, 100, 3)]
    public void They_are_those_that_a_plain_search_finds(int rows, int centroids, int dimensions)
    {
        var random = new Random(1);
        var table = Numbers(rows * dimensions);
        var centres = Numbers(centroids * dimensions);
        var nearest = new int[rows];

        new NearestCentroids(centres, dimensions).Find(
            table,
            nearest,
            TestContext.Current.CancellationToken
        );

        for (var row = 0; row < rows; row++)
        {
            var least = Enumerable.Range(0, centroids).Min(other => Distance(row, other));
            Assert.Equal(least, Distance(row, nearest[row]), 1e-4);
        }

        double Distance(int row, int centroid) =>
            Enumerable
                .Range(0, dimensions)
                .Sum(d =>
                    Math.Pow(
                        table[(row * dimensions) + d] - centres[(centroid * dimensions) + d],
                        2
                    )
                );

        float[] Numbers(int count) =>
            [.. Enumerable.Range(0, count).Select(_ => (random.NextSingle() * 4) - 1)];
    }

    [Fact]
    public void Of_equal_ones_the_first_is_taken()
    {
        float[] centroids = [.. Enumerable.Repeat(1f, 40)];
        var nearest = new int[] { -1 };

        new NearestCentroids(centroids, 2).Find(
            new float[] { 3, 4 },
            nearest,
            TestContext.Current.CancellationToken
        );

        Assert.Equal([0], nearest);
    }
}
