using OnnxRetrieval.Training.Scoring;

namespace OnnxRetrieval.Training.Tests.Scoring;

public sealed class PrefetchTests
{
    [Fact]
    public void Elements_come_in_order() =>
        Assert.Equal(Enumerable.Range(0, 1000), Prefetch.Of(Enumerable.Range(0, 1000)));

    [Fact]
    public void An_exception_comes_after_the_elements_before_it()
    {
        var met = new List<int>();

        var error = Assert.Throws<InvalidOperationException>(() =>
        {
            foreach (var element in Prefetch.Of(Failing(3)))
            {
                met.Add(element);
            }
        });

        Assert.Equal("after 3", error.Message);
        Assert.Equal([0, 1, 2], met);
    }

    [Fact]
    public void Who_stops_reading_stops_the_source()
    {
        var isStopped = false;

        Assert.Equal(0, Prefetch.Of(Endless()).First());

        Assert.True(isStopped);

        IEnumerable<int> Endless()
        {
            try
            {
                for (var i = 0; ; i++)
                {
                    yield return i;
                }
            }
            finally
            {
                isStopped = true;
            }
        }
    }

    private static IEnumerable<int> Failing(int after)
    {
        for (var i = 0; i < after; i++)
        {
            yield return i;
        }
        throw new InvalidOperationException($"after {after}");
    }
}
