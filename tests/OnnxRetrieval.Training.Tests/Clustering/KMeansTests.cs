using OnnxRetrieval.Training.Clustering;

namespace OnnxRetrieval.Training.Tests.Clustering;

public sealed class KMeansTests
{
    [Fact]
    public void It_finds_the_means_of_groups_that_lie_apart()
    {
        // Ten groups of points on a line, near 0, 100, 200 and so on.
        var random = new Random(2);
        float[] points =
        [
            .. Enumerable.Range(0, 5000).Select(row => (row % 10 * 100) + random.NextSingle()),
        ];

        var centroids = Train(points, 1, 100);

        foreach (var group in Enumerable.Range(0, 10))
        {
            Assert.Contains(centroids, centroid => Math.Abs(centroid - (group * 100) - .5f) < .5f);
        }
    }

    [Fact]
    public void As_many_centroids_as_rows_are_the_rows()
    {
        float[] points = [5, 1, 9, 3];

        Assert.Equal([1, 3, 5, 9], Train(points, 1, 4).Order());
    }

    [Fact]
    public void It_tells_of_each_round()
    {
        var lines = new List<string>();

        _ = Train([1, 2, 3, 4], 2, 1, new Lines(lines));

        Assert.Equal("grouping candidates: round 1 of 10", lines[0]);
        Assert.Equal(10, lines.Count);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    public void There_are_as_many_clusters_as_rows_at_most(int clusters) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Train([1, 2], 1, clusters));

    private static float[] Train(
        float[] points,
        int dimensions,
        int clusters,
        IProgress<string>? progress = null
    ) =>
        KMeans.Train(
            points,
            dimensions,
            clusters,
            seed: 1,
            progress,
            TestContext.Current.CancellationToken
        );

    private sealed class Lines(List<string> lines) : IProgress<string>
    {
        public void Report(string value) => lines.Add(value);
    }
}
