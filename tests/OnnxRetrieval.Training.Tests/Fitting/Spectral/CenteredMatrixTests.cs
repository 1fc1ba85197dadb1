using OnnxRetrieval.Training.Data;
using OnnxRetrieval.Training.Fitting.Spectral;
using OnnxRetrieval.Training.Tests.Support;

namespace OnnxRetrieval.Training.Tests.Fitting.Spectral;

public sealed class CenteredMatrixTests
{
    private const int Users = 9;
    private const int Items = 7;

    /// <summary>The last user and the last item have no interactions.</summary>
    private static readonly Interactions Train = RandomData.Interactions(
        Users - 1,
        Items - 1,
        0.4,
        3
    );

    private static readonly UserItems ByUser = UserItems.From(Train, Users);

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    public void Products_are_those_of_the_matrix_written_out(int width)
    {
        var weights = RecencyWeights.Of(Train, ByUser, halfLife: 2);
        var matrix = new CenteredMatrix(ByUser, weights, Items, ExplicitMatrix.Exponent);
        var written = ExplicitMatrix.Of(ByUser, weights, Items);
        var random = new Random(1);
        var ofItems = Block(Items);
        var ofUsers = Block(Users);

        AssertClose(ExplicitMatrix.Times(written, ofItems, width), matrix.Times(ofItems, width));
        AssertClose(
            ExplicitMatrix.Times(ExplicitMatrix.Transpose(written), ofUsers, width),
            matrix.TransposedTimes(ofUsers, width)
        );

        float[] Block(int rows) =>
            [.. Enumerable.Range(0, rows * width).Select(_ => random.NextSingle() - 0.5f)];
    }

    [Fact]
    public void Whoever_has_nothing_has_a_row_of_zeros()
    {
        var matrix = new CenteredMatrix(
            ByUser,
            RecencyWeights.Uniform(ByUser),
            Items,
            ExplicitMatrix.Exponent
        );

        var product = matrix.Times([.. Enumerable.Range(1, Items).Select(i => (float)i)], 1);

        Assert.Equal(0, product[Users - 1]);
        Assert.Contains(product, value => value != 0);
        Assert.Equal((Users, Items, Items - 1), (matrix.Rows, matrix.Columns, matrix.ColumnsMet));
        Assert.Equal(0, matrix.RowScales[Users - 1]);
        Assert.Equal(0, matrix.ColumnScales[Items - 1]);
        Assert.Equal(1, matrix.Shares.Sum(), 1e-6);
    }

    [Fact]
    public void Shuffling_moves_items_and_keeps_every_count()
    {
        var matrix = new CenteredMatrix(
            ByUser,
            RecencyWeights.Uniform(ByUser),
            Items,
            ExplicitMatrix.Exponent
        );
        var shuffled = CenteredMatrix.Shuffled(
            ByUser,
            Items,
            ExplicitMatrix.Exponent,
            new SeededRandom(1)
        );
        float[] block = [.. Enumerable.Range(1, Items).Select(i => (float)i)];

        Assert.NotEqual(matrix.Times(block, 1), shuffled.Times(block, 1));
        Assert.Equal(matrix.RowScales, shuffled.RowScales);
        Assert.Equal(matrix.ColumnScales, shuffled.ColumnScales);
        Assert.Equal(matrix.Shares, shuffled.Shares);
    }

    private static void AssertClose(float[] expected, float[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, 1e-5));
    }
}
