using OnnxRetrieval.Graph.Onnx;

namespace OnnxRetrieval.Graph.Tests.Retrieval.Features;

/// <summary>Runs a feature alone, and checks that its vectors are of the type and shape told when building.</summary>
internal static class FeatureRun
{
    public const float Tolerance = 1e-5f;

    public static (float[,] Vectors, bool[]? Known) Run(
        IFeatureGraph feature,
        params (string Name, Array Value)[] inputs
    )
    {
        var (model, width, hasKnown) = Build(feature);
        using var session = new ModelSession(model);
        var result = session.Run(inputs);
        var vectors = (float[,])result["vector"];
        Assert.Equal(inputs[0].Value.GetLength(0), vectors.GetLength(0));
        Assert.Equal(width, vectors.GetLength(1));
        return (vectors, hasKnown ? (bool[])result["known"] : null);
    }

    public static (ModelProto Model, long Width, bool HasKnown) Build(IFeatureGraph feature)
    {
        var graph = new GraphBuilder("feature");
        var output = feature.Emit(graph);
        Assert.Equal(ElementType.Float, output.Vector.Type);
        Assert.Equal(RetrievalContract.Batch, output.Vector.Shape[0].Symbol);
        graph.Output(output.Vector, "vector");
        if (output.Known is not null)
        {
            Assert.Equal(ElementType.Bool, output.Known.Type);
            Assert.Equal([RetrievalContract.Batch], output.Known.Shape);
            graph.Output(output.Known, "known");
        }
        return (graph.Build(), output.Vector.Shape[1].Size!.Value, output.Known is not null);
    }

    public static void AssertClose(IReadOnlyList<float[]> expected, float[,] actual)
    {
        Assert.Equal(expected.Count, actual.GetLength(0));
        for (var query = 0; query < expected.Count; query++)
        {
            Assert.Equal(expected[query].Length, actual.GetLength(1));
            for (var i = 0; i < expected[query].Length; i++)
            {
                Assert.True(
                    MathF.Abs(expected[query][i] - actual[query, i])
                        <= Tolerance * MathF.Max(1, MathF.Abs(expected[query][i])),
                    $"Query {query}, element {i}: {expected[query][i]} expected, {actual[query, i]} given."
                );
            }
        }
    }

    public static float[] Random(int seed, int count)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => (random.NextSingle() * 2) - 1)];
    }

    public static float[] Row(float[] table, int row, int width) =>
        table[(row * width)..((row + 1) * width)];
}
