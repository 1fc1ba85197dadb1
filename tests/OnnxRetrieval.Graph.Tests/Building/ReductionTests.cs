namespace OnnxRetrieval.Graph.Tests.Building;

public sealed class ReductionTests
{
    private static readonly float[,] Table =
    {
        { 1, 2, 2 },
        { 4, 0, 3 },
    };

    [Theory]
    [InlineData(13)]
    [InlineData(17)]
    [InlineData(18)]
    [InlineData(21)]
    public void Reductions_work_along_their_axes_in_every_opset(int opset)
    {
        Assert.Equal(
            new[] { 5f, 2, 5 },
            Evaluation.Run(opset, (graph, x) => graph.ReduceSum(x[0], [0]), [Table])
        );
        Evaluation.AssertClose(
            new[,]
            {
                { 5f / 3 },
                { 7f / 3 },
            },
            Evaluation.Run(opset, (graph, x) => graph.ReduceMean(x[0], [-1], true), [Table])
        );
        Assert.Equal(
            new[] { 2f, 4 },
            Evaluation.Run(opset, (graph, x) => graph.ReduceMax(x[0], [1]), [Table])
        );
        Assert.Equal(
            new[] { 3f, 5 },
            Evaluation.Run(opset, (graph, x) => graph.ReduceL2(x[0], [1]), [Table])
        );
    }

    [Fact]
    public void Softmax_sums_to_one_along_its_axis()
    {
        var actual = Evaluation.Run(
            (graph, x) => graph.Softmax(x[0]),
            [
                new[,]
                {
                    { 0, MathF.Log(3) },
                    { 1, 1 },
                },
            ]
        );

        Evaluation.AssertClose(
            new[,]
            {
                { .25f, .75f },
                { .5f, .5f },
            },
            actual
        );
    }

    [Fact]
    public void TopK_gives_values_and_positions_greatest_first()
    {
        Assert.Equal(
            new[,]
            {
                { 2f, 2 },
                { 4, 3 },
            },
            Evaluation.Run((graph, x) => graph.TopK(x[0], graph.Constant([2L])).Values, [Table])
        );
        Assert.Equal(
            new[,]
            {
                { 1L, 2 },
                { 0, 2 },
            },
            Evaluation.Run((graph, x) => graph.TopK(x[0], x[1]).Indices, Table, new[] { 2L })
        );
    }

    [Fact]
    public void A_reduction_is_written_as_the_opset_of_a_later_operator_asks()
    {
        var graph = new GraphBuilder("mixed");
        var text = graph.Input("text", ElementType.String, [2]);
        var number = graph.Input("number", ElementType.Float, [2]);
        graph.Output(graph.ReduceMean(number, [0], keepDimensions: true), "mean");
        graph.Output(graph.Equal(text, text), "same");
        var model = graph.Build();
        using var session = new ModelSession(model);

        var result = session.Run(("text", new[] { "a", "b" }), ("number", new[] { 1f, 4 }));

        Assert.Equal(19, model.OpsetImport.Single().Version);
        Assert.Equal(new[] { 2.5f }, result["mean"]);
        Assert.Equal(model, graph.Build());
    }
}
