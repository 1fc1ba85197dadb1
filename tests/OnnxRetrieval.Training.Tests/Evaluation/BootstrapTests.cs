using OnnxRetrieval.Training.Evaluation;

namespace OnnxRetrieval.Training.Tests.Evaluation;

public sealed class BootstrapTests
{
    [Fact]
    public void An_interval_of_a_share_is_about_two_standard_errors_to_each_side()
    {
        // Of 400 users a quarter: standard error √(.25 · .75 / 400) = .02165.
        var values = Enumerable.Range(0, 400).Select(i => i % 4 == 0 ? 1f : 0f).ToArray();

        var means = Bootstrap.Means([values], 7, TestContext.Current.CancellationToken);

        var interval = Bootstrap.Percentiles(means[0]);
        Assert.Equal(0.25 - 1.96 * 0.02165, interval.Low, 0.006);
        Assert.Equal(0.25 + 1.96 * 0.02165, interval.High, 0.006);
        Assert.Equal(0.25, means[0].Average(), 0.003);
    }

    [Fact]
    public void The_interval_holds_the_middle_95_percent()
    {
        var interval = Bootstrap.Percentiles(
            Enumerable.Range(0, 1001).Reverse().Select(i => (double)i)
        );

        Assert.Equal(25, interval.Low, 9);
        Assert.Equal(975, interval.High, 9);
    }

    [Fact]
    public void Columns_are_drawn_together_so_that_their_difference_is_of_pairs()
    {
        var random = new Random(1);
        var one = Enumerable.Range(0, 100).Select(_ => random.NextSingle()).ToArray();
        var other = Array.ConvertAll(one, value => value + 0.5f);

        var means = Bootstrap.Means([one, other], 1, TestContext.Current.CancellationToken);

        // Whoever is drawn, the second is .5 above the first.
        Assert.All(means[0].Zip(means[1]), pair => Assert.Equal(0.5, pair.Second - pair.First, 4));
    }

    [Fact]
    public void The_seed_decides_the_draws()
    {
        float[] values = [1, 2, 3, 4, 5];
        var token = TestContext.Current.CancellationToken;

        Assert.Equal(
            Bootstrap.Means([values], 3, token)[0],
            Bootstrap.Means([values], 3, token)[0]
        );
        Assert.NotEqual(
            Bootstrap.Means([values], 3, token)[0],
            Bootstrap.Means([values], 4, token)[0]
        );
    }

    [Fact]
    public void One_user_leaves_no_doubt_that_draws_could_show()
    {
        var means = Bootstrap.Means(
            [
                [0.5f],
            ],
            1,
            TestContext.Current.CancellationToken
        );

        Assert.Equal(new Interval(0.5, 0.5), Bootstrap.Percentiles(means[0]));
    }

    [Fact]
    public void A_cancelled_computation_stops() =>
        Assert.Throws<OperationCanceledException>(() =>
            Bootstrap.Means(
                [
                    [1f, 0f],
                ],
                1,
                new CancellationToken(canceled: true)
            )
        );
}
