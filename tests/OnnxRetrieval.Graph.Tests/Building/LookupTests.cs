namespace OnnxRetrieval.Graph.Tests.Building;

public sealed class LookupTests
{
    [Fact]
    public void Gather_takes_slices_and_counts_negative_positions_from_the_end()
    {
        Assert.Equal(
            new[,]
            {
                { "c", "a" },
                { "b", "c" },
            },
            Evaluation.Run(
                (graph, x) => graph.Gather(x[0], x[1]),
                new[] { "a", "b", "c" },
                new[,]
                {
                    { -1L, 0 },
                    { 1, 2 },
                }
            )
        );
        Assert.Equal(
            new[,]
            {
                { 2f },
                { 4 },
            },
            Evaluation.Run(
                (graph, x) => graph.Gather(x[0], x[1], axis: 1),
                new float[,]
                {
                    { 1, 2 },
                    { 3, 4 },
                },
                new[] { 1L }
            )
        );
    }

    [Fact]
    public void ScatterElements_replaces_elements_along_its_axis() =>
        Assert.Equal(
            new[,]
            {
                { 1f, 0, 3 },
                { 0, 5, 0 },
            },
            Evaluation.Run(
                (graph, x) =>
                    graph.ScatterElements(
                        x[0],
                        x[1],
                        graph.ConstantOfShape(graph.Shape(x[1]), 0),
                        1
                    ),
                new float[,]
                {
                    { 1, 2, 3 },
                    { 4, 5, 6 },
                },
                new[,]
                {
                    { 1L, 1 },
                    { 0, 2 },
                }
            )
        );

    [Fact]
    public void LabelEncoder_finds_rows_of_strings_and_of_integers()
    {
        Assert.Equal(
            new[,]
            {
                { 1L, 9 },
                { 0, 9 },
            },
            Evaluation.Run(
                (graph, x) => graph.LabelEncoder(x[0], new IdTable(["ä", "01"]), 9),
                [
                    new[,]
                    {
                        { "01", "1" },
                        { "ä", "" },
                    },
                ]
            )
        );
        Assert.Equal(
            new[] { 2L, -1, 0 },
            Evaluation.Run(
                (graph, x) =>
                    graph.LabelEncoder(x[0], new IdTable([long.MinValue, 0, long.MaxValue]), -1),
                [new[] { long.MaxValue, 1, long.MinValue }]
            )
        );
    }

    [Fact]
    public void LabelEncoder_finds_floats()
    {
        Assert.Equal(
            new[] { .5f, 0 },
            Evaluation.Run(
                (graph, x) => graph.LabelEncoder(x[0], new IdTable(["a", "b"]), [.25f, .5f], 0),
                [new[] { "b", "c" }]
            )
        );
        Assert.Equal(
            new[] { .25f, -1 },
            Evaluation.Run(
                (graph, x) => graph.LabelEncoder(x[0], new IdTable([7L]), [.25f], -1),
                [new[] { 7L, 8 }]
            )
        );
    }

    [Fact]
    public void Weights_of_every_type_arrive_as_given()
    {
        Assert.Equal(
            new[] { "", "ß", new string('x', 10_000) },
            Evaluation.Run((graph, _) => graph.Weights("w", ["", "ß", new string('x', 10_000)], 3))
        );
        Assert.Equal(
            new[,]
            {
                { true },
                { false },
            },
            Evaluation.Run((graph, _) => graph.Weights("w", new[] { true, false }, 2, 1))
        );
        Assert.Equal(
            new[] { long.MinValue, 3 },
            Evaluation.Run((graph, _) => graph.Weights("w", new[] { long.MinValue, 3 }, 2))
        );
        Assert.Equal(
            new[] { float.Epsilon, float.NegativeInfinity },
            Evaluation.Run(
                (graph, _) => graph.Weights("w", new[] { float.Epsilon, float.NegativeInfinity }, 2)
            )
        );
    }
}
