namespace OnnxRetrieval.Graph.Tests.Retrieval.Features;

public sealed class TextFeatureGraphTests
{
    private static readonly string[] Tokens = ["Star", "star", "Wars", "Wars,", "é🎬", "The"];
    private static readonly int[] Rows = [0, 0, 1, 1, 2, 3];
    private static readonly float[] Table = FeatureRun.Random(1, 5 * 2);
    private static readonly TextFeatureGraph Title = new(
        "title",
        new IdTable(Tokens),
        Rows,
        Table,
        2
    );

    [Fact]
    public void The_known_words_rows_are_averaged()
    {
        string[] titles =
        [
            "Star Wars",
            "star Wars, The",
            "  Star   Wars  ",
            "STAR nobody",
            "",
            " ",
            "é🎬 and é🎬 Star",
            "Star\tWars",
            "Star Wars The and so on and so on and so on",
        ];

        var (vectors, known) = FeatureRun.Run(Title, ("title", titles));

        FeatureRun.AssertClose([.. titles.Select(Expected)], vectors);
        Assert.Null(known);
    }

    [Theory]
    [InlineData("")]
    [InlineData("Wars")]
    [InlineData("   ")]
    public void One_text_is_as_good_as_many(string title) =>
        FeatureRun.AssertClose(
            [Expected(title)],
            FeatureRun.Run(Title, ("title", new[] { title })).Vectors
        );

    [Fact]
    public void Only_a_graph_with_a_text_needs_opset_20() =>
        Assert.Equal(20, FeatureRun.Build(Title).Model.OpsetImport[0].Version);

    [Fact]
    public void Tokens_that_no_text_can_hold_are_refused() =>
        Assert.Contains(
            "has a space in it",
            Assert
                .Throws<GraphException>(() =>
                    new TextFeatureGraph("title", new IdTable(["a b"]), new[] { 0 }, Table, 2)
                )
                .Message,
            StringComparison.Ordinal
        );

    [Fact]
    public void Rows_outside_the_table_are_refused() =>
        Assert.Contains(
            "has row 4, and its table has 4 words",
            Assert
                .Throws<GraphException>(() =>
                    new TextFeatureGraph("title", new IdTable(["a"]), new[] { 4 }, Table, 2)
                )
                .Message,
            StringComparison.Ordinal
        );

    private static float[] Expected(string title)
    {
        int[] rows =
        [
            .. TextFeatureGraph
                .Split(title)
                .Select(word => Array.IndexOf(Tokens, word))
                .Where(token => token >= 0)
                .Select(token => Rows[token]),
        ];
        return rows.Length == 0
            ? FeatureRun.Row(Table, 4, 2)
            : [.. Enumerable.Range(0, 2).Select(i => rows.Average(row => Table[(2 * row) + i]))];
    }
}
