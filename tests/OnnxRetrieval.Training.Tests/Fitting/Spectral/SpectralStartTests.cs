using OnnxRetrieval.Training.Data;
using OnnxRetrieval.Training.Fitting.Spectral;
using OnnxRetrieval.Training.Tests.Support;
using static TorchSharp.torch;

namespace OnnxRetrieval.Training.Tests.Fitting.Spectral;

[Collection(TorchTests.Name)]
public sealed class SpectralStartTests
{
    private const double Lambda = 0.08;
    private static readonly Interactions Train = Blocks.Interactions();
    private static readonly UserItems ByUser = UserItems.From(Train, Blocks.Users);
    private static readonly float[] Weights = RecencyWeights.Of(Train, ByUser, halfLife: 3);
    private static readonly CenteredMatrix Matrix = new(
        ByUser,
        Weights,
        Blocks.Items,
        ExplicitMatrix.Exponent
    );

    [Theory]
    [InlineData(8)]
    [InlineData(60)]
    public void Singular_values_are_the_largest_of_the_exact_decomposition(int rank)
    {
        using var scope = NewDisposeScope();
        using var start = SpectralStart.Of(Matrix, rank, 1);
        var exact = linalg.svdvals(Exact()).data<double>().ToArray();

        Assert.Equal(rank, start.SingularValues.Length);
        Assert.Equal(start.SingularValues.OrderDescending(), start.SingularValues);
        for (var k = 0; k < rank; k++)
        {
            Assert.Equal(exact[k], start.SingularValues[k], 0.02 * exact[0]);
        }
    }

    [Fact]
    public void Vectors_are_the_singular_vectors_of_what_stands_above_the_regularization()
    {
        using var scope = NewDisposeScope();
        using var start = SpectralStart.Of(Matrix, Blocks.Users, 1);
        var (left, values, right) = linalg.svd(Exact(), fullMatrices: false);
        var squares = values.sub(Lambda).clamp_min(0).mul(0.3 * Blocks.Items);
        var rows = tensor(Matrix.RowScales).to_type(ScalarType.Float64).unsqueeze(1);
        var columns = tensor(Matrix.ColumnScales).to_type(ScalarType.Float64).unsqueeze(0);
        var expected = left.mul(squares).matmul(right).mul(rows).mul(columns);

        var vectors = start.With(Lambda, 0.3);

        // A singular vector's sign is free; scores are not.
        AssertClose(expected, vectors.Users().matmul(vectors.Items().t()), 2e-4);
    }

    /// <summary>With equally popular items, equally busy users and a scale of 1 nothing moves them to second order.</summary>
    [Fact]
    public void The_start_is_where_the_gradient_of_the_second_order_objective_is_zero()
    {
        using var scope = NewDisposeScope();
        // Each of 12 users has 3 of 12 items in a ring, so that each item has 3 users.
        var pairs = (
            from user in Enumerable.Range(0, 12)
            from step in Enumerable.Range(0, 3)
            select (user, item: (user + step) % 12)
        ).ToArray();
        var ring = UserItems.From(
            new([.. pairs.Select(pair => pair.user)], [.. pairs.Select(pair => pair.item)]),
            12
        );
        var matrix = ExplicitMatrix.Of(ring, RecencyWeights.Uniform(ring), 12);
        using var start = SpectralStart.Of(
            new(ring, RecencyWeights.Uniform(ring), 12, ExplicitMatrix.Exponent),
            12,
            1
        );
        var vectors = start.With(Lambda, scale: 1);
        var (users, items) = (vectors.Users(), vectors.Items());

        // -A V + λ U + U VᵀV / I
        var gradient = tensor(matrix)
            .to_type(ScalarType.Float32)
            .matmul(items)
            .neg()
            .add(users.mul(Lambda), 1)
            .add(users.matmul(items.t()).matmul(items).div(12), 1);

        Assert.True(users.abs().max().item<float>() > 0.1);
        Assert.InRange(gradient.abs().max().item<float>(), 0, 1e-4);
    }

    [Fact]
    public void A_history_of_all_items_of_a_user_gives_the_vector_of_the_user()
    {
        using var scope = NewDisposeScope();
        var uniform = RecencyWeights.Uniform(ByUser);
        using var start = SpectralStart.Of(
            new(ByUser, uniform, Blocks.Items, ExplicitMatrix.Exponent),
            Blocks.Users,
            1
        );
        var vectors = start.With(Lambda, 0.3);
        var (users, items) = (vectors.Users(), vectors.HistoryItems());

        foreach (var user in new[] { 0, 7, 59 })
        {
            var own = tensor([.. ByUser[user].ToArray().Select(item => (long)item)]);
            var pooled = items
                .index_select(0, own)
                .sum(dim: 0)
                .div(Math.Pow(ByUser[user].Length, 0.75));
            AssertClose(users[user], pooled, 2e-3);
        }
    }

    [Fact]
    public void A_temperature_divides_scores_and_so_asks_for_longer_vectors()
    {
        using var scope = NewDisposeScope();
        using var start = SpectralStart.Of(Matrix, 8, 1);

        // s - τ λ with λ / τ is s - λ, and t² grows with τ.
        var plain = start.With(Lambda, 0.3);
        var warm = start.With(Lambda / 4, 0.3, temperature: 4);

        AssertClose(plain.Items().mul(2), warm.Items(), 1e-5);
    }

    [Fact]
    public void The_seed_decides_every_bit()
    {
        Assert.Equal(Values(1), Values(1));
        Assert.NotEqual(Values(1), Values(2));

        static float[] Values(int seed)
        {
            using var scope = NewDisposeScope();
            using var start = SpectralStart.Of(Matrix, 4, seed);
            return start.With(Lambda, 0.3).Items().data<float>().ToArray();
        }
    }

    [Fact]
    public void Nothing_above_the_regularization_leaves_no_vectors()
    {
        using var scope = NewDisposeScope();
        using var start = SpectralStart.Of(Matrix, 4, 1);
        var vectors = start.With(regularization: 100, 0.3);

        Assert.Equal(0, vectors.Users().abs().max().item<float>());
        Assert.Equal(0, vectors.HistoryItems().abs().max().item<float>());
    }

    private static Tensor Exact() => tensor(ExplicitMatrix.Of(ByUser, Weights, Blocks.Items));

    private static void AssertClose(Tensor expected, Tensor actual, double tolerance) =>
        Assert.InRange(
            expected
                .to_type(ScalarType.Float64)
                .sub(actual.to_type(ScalarType.Float64))
                .abs()
                .max()
                .item<double>(),
            0,
            tolerance
        );
}
