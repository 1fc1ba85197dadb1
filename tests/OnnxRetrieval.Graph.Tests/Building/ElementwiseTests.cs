namespace OnnxRetrieval.Graph.Tests.Building;

public sealed class ElementwiseTests
{
    private static readonly float[] Values = [-2, -.5f, 0, .5f, 3];

    public static TheoryData<string, Func<float, double>> Functions =>
        new()
        {
            { "Relu", x => Math.Max(x, 0) },
            { "Sigmoid", x => 1 / (1 + Math.Exp(-x)) },
            { "Tanh", x => Math.Tanh(x) },
            { "Exp", x => Math.Exp(x) },
            { "Neg", x => -x },
            { "Identity", x => x },
        };

    [Theory]
    [MemberData(nameof(Functions))]
    public void A_function_is_applied_to_each_element(string name, Func<float, double> expected)
    {
        var actual = Evaluation.Run(
            (graph, inputs) =>
                name switch
                {
                    "Relu" => graph.Relu(inputs[0]),
                    "Sigmoid" => graph.Sigmoid(inputs[0]),
                    "Tanh" => graph.Tanh(inputs[0]),
                    "Exp" => graph.Exp(inputs[0]),
                    "Neg" => graph.Neg(inputs[0]),
                    _ => graph.Identity(inputs[0]),
                },
            Values
        );

        Evaluation.AssertClose(Array.ConvertAll(Values, x => (float)expected(x)), actual);
    }

    [Fact]
    public void Log_and_sqrt_undo_exp_and_square()
    {
        Evaluation.AssertClose(
            Values,
            Evaluation.Run((graph, inputs) => graph.Log(graph.Exp(inputs[0])), Values)
        );
        Evaluation.AssertClose(
            Array.ConvertAll(Values, Math.Abs),
            Evaluation.Run((graph, inputs) => graph.Sqrt(graph.Mul(inputs[0], inputs[0])), Values)
        );
    }

    [Fact]
    public void Gelu_weighs_by_the_normal_distribution() =>
        // x · Φ(x) at -2, -.5, 0, .5 and 3, from a table of the normal distribution.
        Evaluation.AssertClose(
            new[] { -.0455003f, -.1542688f, 0, .3457312f, 2.9959503f },
            Evaluation.Run((graph, inputs) => graph.Gelu(inputs[0]), Values)
        );

    [Fact]
    public void Arithmetic_stretches_a_size_of_one()
    {
        var column = new float[,]
        {
            { 1 },
            { 10 },
        };
        var row = new float[] { 2, 4, 8 };

        Evaluation.AssertClose(
            new float[,]
            {
                { 3, 5, 9 },
                { 12, 14, 18 },
            },
            Evaluation.Run((graph, x) => graph.Add(x[0], x[1]), column, row)
        );
        Evaluation.AssertClose(
            new float[,]
            {
                { -1, -3, -7 },
                { 8, 6, 2 },
            },
            Evaluation.Run((graph, x) => graph.Sub(x[0], x[1]), column, row)
        );
        Evaluation.AssertClose(
            new float[,]
            {
                { 2, 4, 8 },
                { 20, 40, 80 },
            },
            Evaluation.Run((graph, x) => graph.Mul(x[0], x[1]), column, row)
        );
        Evaluation.AssertClose(
            new[,]
            {
                { .5f, .25f, .125f },
                { 5, 2.5f, 1.25f },
            },
            Evaluation.Run((graph, x) => graph.Div(x[0], x[1]), column, row)
        );
        Evaluation.AssertClose(
            new float[,]
            {
                { 1, 1, 1 },
                { 2, 4, 8 },
            },
            Evaluation.Run((graph, x) => graph.Min(x[0], x[1]), column, row)
        );
        Evaluation.AssertClose(
            new float[,]
            {
                { 2, 4, 8 },
                { 10, 10, 10 },
            },
            Evaluation.Run((graph, x) => graph.Max(x[0], x[1]), column, row)
        );
    }

    [Fact]
    public void Clip_keeps_between_its_bounds()
    {
        Assert.Equal(
            new[] { -1, -.5f, 0, .5f, 1 },
            Evaluation.Run((graph, x) => graph.Clip(x[0], -1, 1), Values)
        );
        Assert.Equal(
            new[] { -2, -.5f, 0, .25f, .25f },
            Evaluation.Run((graph, x) => graph.Clip(x[0], null, .25f), Values)
        );
        Assert.Equal(
            new[] { 0, 0, 0, .5f, 3 },
            Evaluation.Run((graph, x) => graph.Clip(x[0], 0, null), Values)
        );
    }

    [Fact]
    public void Comparisons_and_logic_give_truth_values()
    {
        long[] a = [1, 2, 3];
        long[] b = [3, 2, 1];
        bool[] p = [true, true, false];
        bool[] q = [true, false, false];

        Assert.Equal(
            new[] { false, true, false },
            Evaluation.Run((graph, x) => graph.Equal(x[0], x[1]), a, b)
        );
        Assert.Equal(
            new[] { true, false, false },
            Evaluation.Run((graph, x) => graph.Less(x[0], x[1]), a, b)
        );
        Assert.Equal(
            new[] { false, false, true },
            Evaluation.Run((graph, x) => graph.Greater(x[0], x[1]), a, b)
        );
        Assert.Equal(q, Evaluation.Run((graph, x) => graph.And(x[0], x[1]), p, q));
        Assert.Equal(p, Evaluation.Run((graph, x) => graph.Or(x[0], x[1]), p, q));
        Assert.Equal(
            new[] { false, false, true },
            Evaluation.Run((graph, x) => graph.Not(x[0]), [p])
        );
        Assert.Equal(
            new[] { false, true, false },
            Evaluation.Run((graph, x) => graph.IsNaN(x[0]), [new[] { 1, float.NaN, 0 }])
        );
    }

    [Fact]
    public void Where_chooses_by_a_condition_of_any_type()
    {
        bool[] condition = [true, false];

        Assert.Equal(
            new[] { "a", "d" },
            Evaluation.Run(
                (graph, x) => graph.Where(x[0], x[1], x[2]),
                condition,
                new[] { "a", "b" },
                new[] { "c", "d" }
            )
        );
        Assert.Equal(
            new[] { 1f, 9 },
            Evaluation.Run(
                (graph, x) => graph.Where(x[0], x[1], graph.Constant(9f)),
                condition,
                new float[] { 1, 2 }
            )
        );
    }

    [Fact]
    public void Cast_changes_the_type()
    {
        Assert.Equal(
            new[] { 0f, 1 },
            Evaluation.Run(
                (graph, x) => graph.Cast(x[0], ElementType.Float),
                [new[] { false, true }]
            )
        );
        Assert.Equal(
            new[] { 1L, -2 },
            Evaluation.Run(
                (graph, x) => graph.Cast(x[0], ElementType.Int64),
                [new[] { 1.7f, -2.3f }]
            )
        );
    }

    [Fact]
    public void Strings_are_compared_from_opset_19_on()
    {
        var (a, b) = (new[] { "a", "é" }, new[] { "b", "é" });

        Assert.Equal(
            new[] { false, true },
            Evaluation.Run((graph, x) => graph.Equal(x[0], x[1]), a, b)
        );
        var refused = Assert.Throws<GraphException>(() =>
            Evaluation.Run(18, (graph, x) => graph.Equal(x[0], x[1]), a, b)
        );
        Assert.Equal(
            "Equal needs opset 19, and graph 'test' is to be written with opset 18.",
            refused.Message
        );
    }
}
