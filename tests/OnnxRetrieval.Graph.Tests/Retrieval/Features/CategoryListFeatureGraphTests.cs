namespace OnnxRetrieval.Graph.Tests.Retrieval.Features;

public sealed class CategoryListFeatureGraphTests
{
    private static readonly CategoryListFeatureGraph Genres = new(
        "genres",
        new IdTable(["Drama", "War", "Sci-Fi"]),
        new float[] { 1, 0, 0, 1, 4, 8, -1, -3 },
        2
    );

    [Fact]
    public void The_known_values_rows_are_averaged_wherever_padding_stands()
    {
        var (vectors, known) = FeatureRun.Run(
            Genres,
            (
                "genres",
                new[,]
                {
                    { "Drama", "Sci-Fi", "", "" },
                    { "", "War", "drama", "Drama" },
                    { "War", "War", "Sci-Fi", "War" },
                    { "", "?", "", "" },
                }
            )
        );

        FeatureRun.AssertClose(
            [
                [2.5f, 4],
                [.5f, .5f],
                [1, 2.75f],
                [-1, -3],
            ],
            vectors
        );
        Assert.Null(known);
    }

    [Fact]
    public void Lists_without_length_are_missing() =>
        FeatureRun.AssertClose(
            [
                [-1, -3],
                [-1, -3],
            ],
            FeatureRun.Run(Genres, ("genres", new string[2, 0])).Vectors
        );

    [Fact]
    public void Integer_values_are_padded_with_minus_one()
    {
        var feature = new CategoryListFeatureGraph(
            "tags",
            new IdTable([5L, 6]),
            new float[] { 1, 3, 9 },
            1
        );

        FeatureRun.AssertClose(
            [
                [2],
                [9],
                [3],
            ],
            FeatureRun
                .Run(
                    feature,
                    (
                        "tags",
                        new[,]
                        {
                            { 5L, -1, 6 },
                            { -1, -1, 7 },
                            { 7, 6, -1 },
                        }
                    )
                )
                .Vectors
        );
    }

    [Fact]
    public void The_callers_table_is_left_as_it_is()
    {
        var table = new float[] { 1, 2 };
        _ = FeatureRun.Build(new CategoryListFeatureGraph("g", new IdTable(["a"]), table, 1));

        Assert.Equal([1, 2], table);
    }
}
