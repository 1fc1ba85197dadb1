namespace OnnxRetrieval.Graph.Tests.Retrieval.Features;

public sealed class BucketFeatureGraphTests
{
    [Fact]
    public void A_number_is_in_the_bucket_after_the_edges_that_are_not_above_it()
    {
        float[] edges = [-1, 0, 2.5f];
        var table = FeatureRun.Random(1, 5 * 3);
        float[] numbers =
        [
            -2,
            -1,
            -.5f,
            0,
            2.4999998f,
            2.5f,
            float.PositiveInfinity,
            float.NegativeInfinity,
            float.NaN,
        ];

        var (vectors, known) = FeatureRun.Run(
            new BucketFeatureGraph("price", edges, table, 3),
            ("price", numbers)
        );

        FeatureRun.AssertClose(
            [
                .. numbers.Select(number =>
                    FeatureRun.Row(
                        table,
                        float.IsNaN(number) ? 4 : edges.Count(edge => edge <= number),
                        3
                    )
                ),
            ],
            vectors
        );
        Assert.Null(known);
    }

    [Fact]
    public void Edges_that_do_not_rise_are_refused() =>
        Assert.Contains(
            "Edge 2 of feature 'price' is 1, not above 1",
            Assert
                .Throws<GraphException>(() =>
                    new BucketFeatureGraph("price", new float[] { 0, 1, 1 }, new float[5], 1)
                )
                .Message,
            StringComparison.Ordinal
        );
}
