using Google.Protobuf;

namespace OnnxRetrieval.Graph.Tests.Building;

public sealed class GraphBuilderTests
{
    private readonly GraphBuilder graph = new("g");
    private readonly GraphValue floats;
    private readonly GraphValue integers;
    private readonly GraphValue text;

    public GraphBuilderTests()
    {
        floats = graph.Input("floats", ElementType.Float, ["batch", 3]);
        integers = graph.Input("integers", ElementType.Int64, [2]);
        text = graph.Input("text", ElementType.String, ["batch"]);
    }

    private static void Refuses(string message, Func<object> build) =>
        Assert.Contains(message, Assert.Throws<GraphException>(build).Message);

    [Fact]
    public void Types_that_do_not_fit_are_refused()
    {
        Refuses(
            "Add takes values of one type, and got 'floats' (Float [batch, 3]) and 'integers' (Int64 [2])",
            () => graph.Add(floats, integers)
        );
        Refuses("Relu takes Float, Double, and 'text' (String [batch])", () => graph.Relu(text));
        Refuses("Gather takes Int64, Int32", () => graph.Gather(integers, floats));
        Refuses("Where takes Bool", () => graph.Where(floats, integers, integers));
        Refuses("Not takes Bool", () => graph.Not(floats));
        Refuses(
            "LabelEncoder with these keys takes String",
            () => graph.LabelEncoder(integers, new IdTable(["a"]), 0)
        );
        Refuses("hosts disagree", () => graph.Cast(text, ElementType.Float));
        Refuses(
            "ScatterElements takes values of one type",
            () => graph.ScatterElements(integers, integers, floats, 0)
        );
        Refuses("Pad takes values of one type", () => graph.Pad(floats, 0, 1, 0, integers));
    }

    [Fact]
    public void Shapes_that_do_not_fit_are_refused()
    {
        Refuses(
            "the shapes of 'floats' (Float [batch, 3]) and '/constant' (Float [2]) do not fit together (3 against 2)",
            () => graph.Add(floats, Rename(new float[2], 2))
        );
        Refuses(
            "the inner sizes of",
            () => graph.Gemm(floats, graph.Weights("w4", new float[8], 4, 2))
        );
        Refuses(
            "Gemm takes a value of 2 dimensions",
            () => graph.Gemm(floats, graph.Weights("w1", new float[3], 3))
        );
        Refuses(
            "the product and",
            () =>
                graph.Gemm(
                    floats,
                    graph.Weights("w32", new float[6], 3, 2),
                    graph.Weights("bias", new float[3], 3)
                )
        );
        Refuses(
            "MatMul takes values of 2 dimensions or more",
            () => graph.MatMul(integers, integers)
        );
        Refuses("axis 2 does not exist in 2 dimensions", () => graph.Softmax(floats, 2));
        Refuses("axis 1 is named twice", () => graph.ReduceSum(floats, [1, -1]));
        Refuses("axis 1 of", () => graph.Squeeze(floats, [1]));
        Refuses("asks for more than", () => graph.TopK(floats, graph.Constant([4L])));
        Refuses("the length of k", () => graph.TopK(floats, integers));
        Refuses("is not possible", () => graph.Reshape(integers, [3]));
        Refuses("name every axis once", () => graph.Transpose(floats, [1]));
        Refuses("there are no dimensions from", () => graph.Shape(floats, 2, 3));
        Refuses(
            "sizes of",
            () => graph.Concat([floats, graph.Weights("w22", new float[4], 2, 2)], 0)
        );
        Refuses("Concat needs at least one value", () => graph.Concat([], 0));
        Refuses("the minimum 1 is above the maximum 0", () => graph.Clip(floats, 1, 0));
        Refuses(
            "2 keys, but 1 values",
            () => graph.LabelEncoder(text, new IdTable(["a", "b"]), [1], 0)
        );
        Refuses(
            "there are no keys",
            () => graph.LabelEncoder(text, new IdTable(Array.Empty<string>()), 0)
        );

        GraphValue Rename(float[] values, long size) => graph.Weights("/constant", values, size);
    }

    [Fact]
    public void Names_are_unique()
    {
        Refuses(
            "The input 'floats' of graph 'g' has a name that another value has already",
            () => graph.Input("floats", ElementType.Float, [])
        );
        Refuses("The result of Relu 'text'", () => graph.Relu(floats, "text"));
        Refuses("The initializer 'text'", () => graph.Weights("text", new float[1], 1));
        Refuses("The output 'text'", () => graph.Output(graph.Relu(floats), "text"));
        Refuses("has no name", () => graph.Output(graph.Relu(floats), ""));
    }

    [Fact]
    public void Initializers_have_the_size_of_their_shape_and_valid_text()
    {
        Refuses(
            "Initializer 'w' has 5 elements, and its shape [2, 3] asks for 6",
            () => graph.Weights("w", new float[5], 2, 3)
        );
        Refuses("negative size", () => graph.Weights("v", new float[5], -5));
        Refuses(
            "A string of initializer 'u' is not valid Unicode",
            () => graph.Weights("u", ["a\ud800"], 1)
        );
        Refuses("A string of initializer 't' is null", () => graph.Weights("t", [null!], 1));
    }

    [Fact]
    public void A_graph_without_outputs_is_refused() =>
        Refuses("Graph 'g' has no output", graph.Build);

    [Fact]
    public void A_value_of_another_graph_is_refused()
    {
        var other = new GraphBuilder("other");
        var stranger = other.Input("x", ElementType.Float, [1]);

        Refuses(
            "Value 'x' (Float [1]) belongs to graph 'other' and cannot be used in graph 'g'",
            () => graph.Relu(stranger)
        );
    }

    [Theory]
    [InlineData(12)]
    [InlineData(22)]
    public void An_opset_whose_forms_are_not_known_is_refused(int opset) =>
        Refuses($"Opset {opset} cannot be written", () => new GraphBuilder("g", opset));

    [Fact]
    public void The_opset_is_the_lowest_that_has_all_operators()
    {
        graph.Output(graph.Relu(floats), "relu");
        Assert.Equal(13, graph.Build().OpsetImport.Single().Version);

        graph.Output(graph.Shape(floats, 0, 1), "batch_size");
        Assert.Equal(
            (15, 8),
            (graph.Build().OpsetImport.Single().Version, graph.Build().IrVersion)
        );
    }

    [Fact]
    public void A_value_takes_the_name_of_its_output_and_inputs_keep_theirs()
    {
        var sum = graph.Add(floats, floats);
        var renamed = graph.Output(sum, "sum");
        var copied = graph.Output(floats, "copy");
        var second = graph.Output(sum, "sum_again");

        Assert.Same(sum, renamed);
        Assert.Equal(("sum", "floats", "copy"), (sum.Name, floats.Name, copied.Name));
        Assert.Equal("sum_again", second.Name);
        Assert.Equal(
            ["Add", "Identity", "Identity"],
            graph.Build().Graph.Node.Select(node => node.OpType)
        );
    }

    [Fact]
    public void Equal_constants_are_held_once()
    {
        Assert.Same(graph.Constant(1f), graph.Constant(1f));
        Assert.Same(graph.Constant([1L, 2]), graph.Constant([1L, 2]));
        Assert.NotSame(graph.Constant(1L), graph.Constant([1L]));
        Assert.NotSame(graph.Constant(0f), graph.Constant(-0f));
    }

    [Fact]
    public void Building_twice_gives_the_same_bytes()
    {
        graph.Output(graph.Relu(graph.Add(floats, graph.Constant(1f))), "result");

        Assert.Equal(graph.Build().ToByteArray(), graph.Build().ToByteArray());
    }

    [Fact]
    public void Large_weights_are_not_copied()
    {
        var weights = new float[] { 1, 2 };
        graph.Output(graph.Identity(graph.Weights("w", weights, 2)), "result");
        var model = graph.Build();

        weights[1] = 3;

        Assert.Equal(
            "0000803F00004040",
            Convert.ToHexString(model.Graph.Initializer.Single().RawData.Span)
        );
    }
}
