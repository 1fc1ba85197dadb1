using OnnxRetrieval.Training.Native;
using TorchSharp;
using static TorchSharp.torch;

namespace OnnxRetrieval.Training.Objectives;

/// <summary>
/// The cosine contrastive loss (Mao et al., "SimpleX: A Simple and Strong Baseline for Collaborative Filtering", CIKM 2021):
/// <c>(1 - s_ui) + w mean_j max(0, s_uj - m)</c>, with cosines for scores. Negatives further away than the margin
/// <c>m</c> are left alone.
/// </summary>
/// <param name="data">What it learns from. Its temperature is not used: the loss is of cosines as they are.</param>
/// <param name="negativeWeight">How much the negatives of a pair count together, above 0.</param>
/// <param name="margin">The cosine up to which a negative costs nothing, -1 to 1.</param>
public sealed class CosineContrastive(PairwiseData data, double negativeWeight, double margin)
    : PairwiseObjective(data with { Temperature = 1 })
{
    /// <inheritdoc/>
    protected override PairLoss Loss(Tensor positives, Tensor negatives, Batch batch)
    {
        using var weight = negativeWeight.ToScalar();
        using var least = margin.ToScalar();
        var share = ShareOfEach(negatives).mul_(weight);
        var above = negatives.sub_(least).relu_();
        var losses = above.sum(dim: 1, keepdim: true).mul_(share);
        losses.sub_(positives).add_(Scalars.One, Scalars.One);
        return new PairLoss(
            losses,
            full_like(positives, Scalars.MinusOne),
            above.sign_().mul_(share)
        );
    }
}
