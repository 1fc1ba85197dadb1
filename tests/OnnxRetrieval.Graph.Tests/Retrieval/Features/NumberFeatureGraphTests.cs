namespace OnnxRetrieval.Graph.Tests.Retrieval.Features;

public sealed class NumberFeatureGraphTests
{
    [Fact]
    public void A_number_is_scaled_clipped_and_multiplied_and_a_missing_one_has_its_own_vector()
    {
        var feature = new NumberFeatureGraph(
            "age",
            mean: 40,
            scale: 10,
            weight: new float[] { 1, -2 },
            missing: new float[] { 7, 8 }
        );

        var (vectors, known) = FeatureRun.Run(
            feature,
            (
                "age",
                new[] { 40f, 55, float.NaN, 1e30f, float.NegativeInfinity, float.PositiveInfinity }
            )
        );

        FeatureRun.AssertClose(
            [
                [0, 0],
                [1.5f, -3],
                [7, 8],
                [5, -10],
                [-5, 10],
                [5, -10],
            ],
            vectors
        );
        Assert.Null(known);
    }

    [Theory]
    [InlineData(float.NaN, 1, 5)]
    [InlineData(0, 0, 5)]
    [InlineData(0, float.PositiveInfinity, 5)]
    [InlineData(0, 1, 0)]
    public void Numbers_that_give_no_number_are_refused(float mean, float scale, float bound) =>
        Assert.Contains(
            "'age'",
            Assert
                .Throws<GraphException>(() =>
                    new NumberFeatureGraph("age", mean, scale, new float[1], new float[1], bound)
                )
                .Message,
            StringComparison.Ordinal
        );
}
