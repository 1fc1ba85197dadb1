using OnnxRetrieval.Training.Native;
using static TorchSharp.torch;

namespace OnnxRetrieval.Training.Fitting.Spectral;

/// <summary>
/// The leading singular vectors of a <see cref="CenteredMatrix"/>, from which the vectors of both towers start near where a
/// softmax with L2 regularization by frequency ends.
/// </summary>
/// <remarks>
/// <para>
/// Our own derivation. To second order in the scores, around the popularity that the biases hold, the objective of
/// <see cref="FrequencyDecay"/> is <c>-⟨A, Ũ Ṽᵀ⟩ + λ/2 (|Ũ|² + |Ṽ|²)</c> plus the variance of the scores, with
/// <c>Ũ = f_u^½ U</c> and <c>Ṽ = f_i^½ V</c>. Were all items equally popular, that variance would be
/// <c>|Ũ Ṽᵀ|² / 2I</c> over <c>I</c> items, and the minimum <c>U = f_u^-½ Û t</c>, <c>V = f_i^-½ V̂ t</c> with
/// <c>t_k² = I max(s_k - λ, 0)</c>, for <c>A = Û s V̂ᵀ</c>. Popular items bend the loss more, so the best scale
/// <c>κ</c> in <c>t_k² = κ I max(s_k - λ, 0)</c> is below 1.
/// </para>
/// <para>
/// The decomposition is that of Halko, Martinsson and Tropp, "Finding Structure with Randomness", SIAM Review 2011,
/// algorithms 4.4 and 5.1: <see cref="Iterations"/> subspace iterations with <see cref="Oversampling"/> more columns.
/// </para>
/// </remarks>
internal sealed class SpectralStart : IDisposable
{
    private const int Oversampling = 16;
    private const int Iterations = 3;

    private SpectralStart(
        CenteredMatrix matrix,
        float[] singularValues,
        Tensor users,
        Tensor items,
        Tensor shares
    )
    {
        ItemsMet = matrix.ColumnsMet;
        MeanItems = matrix.MeanRow;
        SingularValues = singularValues;
        Users = users;
        Items = items;
        Shares = shares;
    }

    /// <summary><c>s</c>, descending: <c>[rank]</c>.</summary>
    public float[] SingularValues { get; }

    /// <summary><c>f_u^-½ Û</c>: float <c>[users, rank]</c>.</summary>
    public Tensor Users { get; }

    /// <summary><c>f_i^-½ V̂</c>: float <c>[items, rank]</c>.</summary>
    public Tensor Items { get; }

    /// <summary><c>p</c>: float <c>[items, 1]</c>.</summary>
    public Tensor Shares { get; }

    /// <summary><c>I</c>: the number of items that somebody has.</summary>
    public int ItemsMet { get; }

    /// <summary><c>n̄</c>: the mean number of items a user.</summary>
    public double MeanItems { get; }

    /// <summary>Decomposes a matrix.</summary>
    /// <param name="matrix">The matrix.</param>
    /// <param name="rank">How many singular vectors to keep at most.</param>
    /// <param name="seed">Decides the random columns that it begins with.</param>
    public static SpectralStart Of(CenteredMatrix matrix, int rank, int seed)
    {
        using var scope = NewDisposeScope();
        using var gradients = no_grad();
        var width = Math.Min(rank + Oversampling, Math.Min(matrix.Rows, matrix.Columns));
        random.manual_seed(seed);
        var basis = Basis(
            matrix.Times(randn(matrix.Columns, width).data<float>().ToArray(), width)
        );
        for (var iteration = 0; iteration < Iterations; iteration++)
        {
            var other = Basis(matrix.TransposedTimes(Values(basis), width));
            basis = Basis(matrix.Times(Values(other), width));
        }
        // A ≈ Q (Aᵀ Q)ᵀ = Q (V̂ s Wᵀ)ᵀ = (Q W) s V̂ᵀ
        var (right, values, inner) = linalg.svd(
            Matrix(matrix.TransposedTimes(Values(basis), width)),
            fullMatrices: false
        );
        var kept = Math.Min(rank, width);
        return new(
            matrix,
            values.narrow(0, 0, kept).data<float>().ToArray(),
            basis
                .matmul(inner.t())
                .narrow(1, 0, kept)
                .mul(tensor(matrix.RowScales).unsqueeze(1))
                .DetachFromDisposeScope(),
            right
                .narrow(1, 0, kept)
                .mul(tensor(matrix.ColumnScales).unsqueeze(1))
                .DetachFromDisposeScope(),
            tensor(matrix.Shares).unsqueeze(1).DetachFromDisposeScope()
        );

        Tensor Matrix(float[] block) => tensor(block).view(-1, width);

        Tensor Basis(float[] block) => linalg.qr(Matrix(block)).Q;

        static float[] Values(Tensor block) => block.contiguous().data<float>().ToArray();
    }

    /// <summary>The starting vectors for a strength of the regularization.</summary>
    /// <param name="regularization">λ, at least 0.</param>
    /// <param name="scale">κ, above 0.</param>
    /// <param name="temperature">What the softmax divides scores by.</param>
    public StartingVectors With(double regularization, double scale, double temperature = 1) =>
        new(
            this,
            Array.ConvertAll(
                SingularValues,
                value =>
                    (float)
                        Math.Sqrt(
                            scale
                                * temperature
                                * ItemsMet
                                * Math.Max(value - temperature * regularization, 0)
                        )
            )
        );

    /// <inheritdoc/>
    public void Dispose()
    {
        Users.Dispose();
        Items.Dispose();
        Shares.Dispose();
    }
}
