namespace OnnxRetrieval.Graph.Tests.Retrieval.Features;

public sealed class CategoryFeatureGraphTests
{
    private static readonly float[] Table = [1, 2, 3, 4, -1, -2];

    [Fact]
    public void Unknown_and_missing_values_take_the_last_row()
    {
        var (vectors, known) = FeatureRun.Run(
            new CategoryFeatureGraph("country", new IdTable(["ch", "fr"]), Table, 2),
            ("country", new[] { "fr", "", "CH", "ch" })
        );

        FeatureRun.AssertClose(
            [
                [3, 4],
                [-1, -2],
                [-1, -2],
                [1, 2],
            ],
            vectors
        );
        Assert.Null(known);
    }

    [Fact]
    public void An_identity_says_whether_it_is_known()
    {
        var (vectors, known) = FeatureRun.Run(
            new CategoryFeatureGraph("user_id", new IdTable([7L, 0]), Table, 2, isIdentity: true),
            ("user_id", new[] { -1L, 0, 7, 8 })
        );

        FeatureRun.AssertClose(
            [
                [-1, -2],
                [3, 4],
                [1, 2],
                [-1, -2],
            ],
            vectors
        );
        Assert.Equal([false, true, true, false], known!);
    }

    [Fact]
    public void One_query_is_as_good_as_many() =>
        FeatureRun.AssertClose(
            [
                [3, 4],
            ],
            FeatureRun
                .Run(
                    new CategoryFeatureGraph("country", new IdTable(["ch", "fr"]), Table, 2),
                    ("country", new[] { "fr" })
                )
                .Vectors
        );

    [Fact]
    public void Parts_that_do_not_fit_are_refused()
    {
        Assert.Contains("'k'", Refusal("k", ["a"], 4), StringComparison.Ordinal);
        Assert.Contains("'age' has no values", Refusal("age", [], 2), StringComparison.Ordinal);
        Assert.Contains("given twice", Refusal("age", ["a", "a"], 6), StringComparison.Ordinal);
        Assert.Contains("\"\"", Refusal("age", [""], 4), StringComparison.Ordinal);
        Assert.Contains(
            "vectors of feature 'age' hold 5 numbers",
            Refusal("age", ["a"], 5),
            StringComparison.Ordinal
        );
    }

    private static string Refusal(string name, string[] values, int length) =>
        Assert
            .Throws<GraphException>(() =>
                new CategoryFeatureGraph(name, new IdTable(values), new float[length], 2)
            )
            .Message;
}
