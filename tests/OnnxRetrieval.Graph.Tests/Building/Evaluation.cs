namespace OnnxRetrieval.Graph.Tests.Building;

/// <summary>Builds a graph of a few calls, runs it, and checks that the result is of the type and shape told when building.</summary>
internal static class Evaluation
{
    public static Array Run(
        Func<GraphBuilder, GraphValue[], GraphValue> build,
        params Array[] inputs
    ) => Run(null, build, inputs);

    public static Array Run(
        int? opset,
        Func<GraphBuilder, GraphValue[], GraphValue> build,
        params Array[] inputs
    )
    {
        var graph = new GraphBuilder("test", opset);
        var declared = inputs
            .Select(
                (array, i) =>
                    graph.Input(
                        $"input{i}",
                        TypeOf(array),
                        ShapeOf(array).Select(Dimension.Of).ToArray()
                    )
            )
            .ToArray();
        var result = graph.Output(build(graph, declared), "result");
        using var session = new ModelSession(graph.Build());

        var actual = session.Run([.. inputs.Select((array, i) => ($"input{i}", array))])["result"];

        Assert.Equal(TypeOf(actual), result.Type);
        Assert.Equal(result.Rank, result.Rank == 0 ? 0 : actual.Rank);
        for (var axis = 0; axis < result.Rank; axis++)
        {
            // Everything is known when the inputs' shapes are, but for what depends on an input's elements.
            Assert.Equal(actual.GetLength(axis), result.Shape[axis].Size ?? actual.GetLength(axis));
        }
        return actual;
    }

    public static void AssertClose(Array expected, Array actual)
    {
        Assert.Equal(ShapeOf(expected), ShapeOf(actual));
        foreach (var (wanted, got) in expected.Cast<float>().Zip(actual.Cast<float>()))
        {
            Assert.Equal(wanted, got, 1e-5f);
        }
    }

    private static long[] ShapeOf(Array array) =>
        [.. Enumerable.Range(0, array.Rank).Select(axis => (long)array.GetLength(axis))];

    private static ElementType TypeOf(Array array) =>
        Type.GetTypeCode(array.GetType().GetElementType()) switch
        {
            TypeCode.Single => ElementType.Float,
            TypeCode.Int64 => ElementType.Int64,
            TypeCode.Boolean => ElementType.Bool,
            TypeCode.String => ElementType.String,
            var other => throw new NotSupportedException(other.ToString()),
        };
}
