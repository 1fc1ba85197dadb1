using OnnxRetrieval.Training.Reporting.Maps;
using OnnxRetrieval.Training.Tests.Support;

namespace OnnxRetrieval.Training.Tests.Reporting;

[Collection(TorchTests.Name)]
public sealed class PrincipalComponentsTests
{
    [Fact]
    public void The_directions_of_most_variance_come_first()
    {
        // Around (5, 5, 5): 3 along the third axis, 2 along the first, 1 along the second.
        var points = new float[] { 5, 5, 8, 5, 5, 2, 7, 5, 5, 3, 5, 5, 5, 6, 5, 5, 4, 5 };

        var (places, explained) = PrincipalComponents.Of(points, 6);

        float[] wanted = [3, 0, 3, 0, 0, 2, 0, 2, 0, 0, 0, 0];
        for (var at = 0; at < wanted.Length; at++)
        {
            Assert.Equal(wanted[at], Math.Abs(places[at]), 1e-5);
        }
        Assert.Equal((9 + 4) / 14.0, explained, 1e-5);
    }

    [Fact]
    public void Points_of_one_dimension_lie_on_a_line()
    {
        var (places, explained) = PrincipalComponents.Of([1, 2, 3], 3);

        Assert.Equal([0, 0, 0], places.Where((_, at) => at % 2 == 1));
        Assert.Equal(1, explained, 1e-5);
    }
}
