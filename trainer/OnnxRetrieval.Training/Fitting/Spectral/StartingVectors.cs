using OnnxRetrieval.Training.Native;
using TorchSharp;
using static TorchSharp.torch;

namespace OnnxRetrieval.Training.Fitting.Spectral;

/// <summary>Starting vectors of the towers' tables, made when asked for.</summary>
/// <param name="start">The singular vectors.</param>
/// <param name="lengths"><c>t</c>: how long each of them becomes, <c>[rank]</c>.</param>
internal sealed class StartingVectors(SpectralStart start, float[] lengths)
{
    /// <summary><c>U = f_u^-½ Û t</c>: float <c>[users, rank]</c>.</summary>
    public Tensor Users() => start.Users.mul(tensor(lengths));

    /// <summary><c>V = f_i^-½ V̂ t</c>: float <c>[items, rank]</c>.</summary>
    public Tensor Items() => start.Items.mul(tensor(lengths));

    /// <summary>
    /// The vectors that a history of <c>n</c> items sums, over <c>n^ν</c>, to where its user would start:
    /// <c>H = (V / s - Σ_i p_i V_i / s) / n̄^(1 - ν)</c>, as <c>Û s = A V̂</c>. Float <c>[items, rank]</c>.
    /// </summary>
    public Tensor HistoryItems()
    {
        var vectors = start.Items.mul(
            tensor(
                Array.ConvertAll(
                    lengths.Zip(start.SingularValues).ToArray(),
                    // A length is 0 wherever the singular value is.
                    pair => pair.First == 0 ? 0 : pair.First / pair.Second
                )
            )
        );
        // No matrix product: its last bits follow where in memory the shares lie.
        var mean = vectors.mul(start.Shares).sum(dim: 0, keepdim: true);
        using var spread = Math.Pow(start.MeanItems, FrequencyDecay.UsualExponent - 1).ToScalar();
        return vectors.sub(mean).mul_(spread);
    }
}
