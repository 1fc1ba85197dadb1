namespace OnnxRetrieval.Graph.Tests.Building;

public sealed class LinearTests
{
    private static readonly float[,] A =
    {
        { 1, 2, 3 },
        { 4, 5, 6 },
    };
    private static readonly float[,] B =
    {
        { 1, 0 },
        { 0, 1 },
        { 2, 2 },
    };

    [Fact]
    public void Gemm_multiplies_transposes_scales_and_adds()
    {
        var product = new float[,]
        {
            { 7, 8 },
            { 16, 17 },
        };
        float[,] transposedA =
        {
            { 1, 4 },
            { 2, 5 },
            { 3, 6 },
        };
        float[,] transposedB =
        {
            { 1, 0, 2 },
            { 0, 1, 2 },
        };

        Assert.Equal(product, Evaluation.Run((graph, x) => graph.Gemm(x[0], x[1]), A, B));
        Assert.Equal(
            product,
            Evaluation.Run(
                (graph, x) => graph.Gemm(x[0], x[1], transposeA: true, transposeB: true),
                transposedA,
                transposedB
            )
        );
        Assert.Equal(
            new float[,]
            {
                { 15, 19 },
                { 33, 37 },
            },
            Evaluation.Run(
                (graph, x) => graph.Gemm(x[0], x[1], x[2], alpha: 2, beta: .5f),
                A,
                B,
                new float[] { 2, 6 }
            )
        );
    }

    [Fact]
    public void MatMul_multiplies_matrix_by_matrix_in_a_batch()
    {
        var batch = new float[2, 1, 3];
        for (var i = 0; i < 6; i++)
        {
            batch[i / 3, 0, i % 3] = i + 1;
        }

        Assert.Equal(
            new float[,,]
            {
                {
                    { 7, 8 },
                },
                {
                    { 16, 17 },
                },
            },
            Evaluation.Run((graph, x) => graph.MatMul(x[0], x[1]), batch, B)
        );
    }

    [Theory]
    [InlineData(null)]
    [InlineData(18)]
    public void LayerNormalization_centres_and_scales_each_row(int? opset)
    {
        // Mean 2 and variance 2/3; mean 0 and variance 0.
        var deviation = MathF.Sqrt((2f / 3) + 1e-5f);

        Evaluation.AssertClose(
            new[,]
            {
                { (-2 / deviation) + 1, 1, (2 / deviation) + 1 },
                { 1, 1, 1 },
            },
            Evaluation.Run(
                opset,
                (graph, x) => graph.LayerNormalization(x[0], x[1], x[2]),
                new float[,]
                {
                    { 1, 2, 3 },
                    { 0, 0, 0 },
                },
                new float[] { 2, 2, 2 },
                new float[] { 1, 1, 1 }
            )
        );
    }

    [Theory]
    [InlineData(null)]
    [InlineData(21)]
    public void Normalize_gives_vectors_of_length_one_and_keeps_zero(int? opset) =>
        Evaluation.AssertClose(
            new[,]
            {
                { .6f, .8f },
                { 0, 0 },
            },
            Evaluation.Run(
                opset,
                (graph, x) => graph.Normalize(x[0]),
                [
                    new float[,]
                    {
                        { 3, 4 },
                        { 0, 0 },
                    },
                ]
            )
        );
}
