namespace OnnxRetrieval.Graph.Tests.Building;

public sealed class ShapeTests
{
    private static readonly long[,] Table =
    {
        { 1, 2, 3 },
        { 4, 5, 6 },
    };

    [Fact]
    public void Shape_gives_the_sizes_or_part_of_them()
    {
        Assert.Equal(new[] { 2L, 3 }, Evaluation.Run((graph, x) => graph.Shape(x[0]), [Table]));
        Assert.Equal(new[] { 3L }, Evaluation.Run((graph, x) => graph.Shape(x[0], 1, 2), [Table]));
    }

    [Fact]
    public void Concat_joins_along_its_axis()
    {
        Assert.Equal(
            new[,]
            {
                { 1L, 2, 3, 7 },
                { 4, 5, 6, 8 },
            },
            Evaluation.Run(
                (graph, x) => graph.Concat([x[0], x[1]], 1),
                Table,
                new[,]
                {
                    { 7L },
                    { 8 },
                }
            )
        );
        Assert.Equal(
            new[] { "a", "b", "c" },
            Evaluation.Run(
                (graph, x) => graph.Concat([x[0], x[1]], 0),
                new[] { "a" },
                new[] { "b", "c" }
            )
        );
    }

    [Fact]
    public void Unsqueeze_and_squeeze_are_inverse()
    {
        Assert.Equal(
            new[,]
            {
                { 1L },
                { 2 },
            },
            Evaluation.Run((graph, x) => graph.Unsqueeze(x[0], [1]), [new[] { 1L, 2 }])
        );
        Assert.Equal(
            Table,
            Evaluation.Run(
                (graph, x) => graph.Squeeze(graph.Unsqueeze(x[0], [0, 3]), [0, -1]),
                [Table]
            )
        );
    }

    [Fact]
    public void Reshape_fills_in_the_size_that_is_left() =>
        Assert.Equal(
            new[,]
            {
                { 1L, 2 },
                { 3, 4 },
                { 5, 6 },
            },
            Evaluation.Run((graph, x) => graph.Reshape(x[0], [-1, 2]), [Table])
        );

    [Fact]
    public void Transpose_reorders_dimensions() =>
        Assert.Equal(
            new[,]
            {
                { 1L, 4 },
                { 2, 5 },
                { 3, 6 },
            },
            Evaluation.Run((graph, x) => graph.Transpose(x[0], [1, 0]), [Table])
        );

    [Fact]
    public void Expand_stretches_to_a_shape_known_or_not()
    {
        var expected = new[,]
        {
            { 1L, 2 },
            { 1, 2 },
            { 1, 2 },
        };

        Assert.Equal(
            expected,
            Evaluation.Run(
                (graph, x) => graph.Expand(x[0], graph.Constant([3L, 1])),
                [new[] { 1L, 2 }]
            )
        );
        Assert.Equal(
            expected,
            Evaluation.Run((graph, x) => graph.Expand(x[0], x[1]), new[] { 1L, 2 }, new[] { 3L, 2 })
        );
    }

    [Fact]
    public void ConstantOfShape_fills_a_shape() =>
        Assert.Equal(
            new[,]
            {
                { 7f, 7, 7 },
                { 7, 7, 7 },
            },
            Evaluation.Run((graph, x) => graph.ConstantOfShape(graph.Shape(x[0]), 7), [Table])
        );

    [Fact]
    public void Slice_takes_a_range_counted_from_either_end()
    {
        Assert.Equal(
            new[,]
            {
                { 2L, 3 },
                { 5, 6 },
            },
            Evaluation.Run((graph, x) => graph.Slice(x[0], 1, 1), [Table])
        );
        Assert.Equal(
            new[,]
            {
                { 2L },
                { 5 },
            },
            Evaluation.Run((graph, x) => graph.Slice(x[0], 1, -2, -1), [Table])
        );
    }

    [Fact]
    public void Pad_puts_a_filler_around() =>
        Assert.Equal(
            new[,]
            {
                { 9L, 1, 2, 3, 9, 9 },
                { 9, 4, 5, 6, 9, 9 },
            },
            Evaluation.Run((graph, x) => graph.Pad(x[0], 1, 1, 2, graph.Constant(9L)), [Table])
        );

    [Fact]
    public void Sizes_are_followed_through_what_is_computed_from_them()
    {
        var graph = new GraphBuilder("symbols");
        var value = graph.Input("value", ElementType.Float, ["batch", 4]);
        var row = graph.Input("row", ElementType.Float, [4]);

        var shape = graph.Concat(
            [graph.Slice(graph.Shape(value), 0, 0, 1), graph.Constant([4L])],
            0
        );

        Assert.Equal("batch, 4", string.Join(", ", graph.Expand(row, shape).Shape));
        Assert.Equal("batch", string.Join(", ", graph.ReduceSum(value, [1]).Shape));
        Assert.Equal("batch, 4", string.Join(", ", graph.Add(value, row).Shape));
    }
}
