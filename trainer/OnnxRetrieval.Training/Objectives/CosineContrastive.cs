using OnnxRetrieval.Training.Data;
using OnnxRetrieval.Training.Native;
using TorchSharp;
using static TorchSharp.torch;

namespace OnnxRetrieval.Training.Objectives;

/// <summary>
/// The cosine contrastive loss (Mao et al., "SimpleX: A Simple and Strong Baseline for Collaborative Filtering", CIKM 2021):
/// <c>(1 - s_ui) + w mean_j max(0, s_uj - m)</c>, with cosines for scores. Negatives further away than the margin
/// <c>m</c> are left alone.
/// </summary>
public sealed class CosineContrastive : PairwiseObjective
{
    private readonly double negativeWeight;
    private readonly double margin;

    /// <inheritdoc cref="PairwiseObjective(UserItems, float[], int, int, NegativeSampling, double)"/>
    /// <param name="negativeWeight">How much the negatives of a pair count together, above 0.</param>
    /// <param name="margin">The cosine up to which a negative costs nothing, -1 to 1.</param>
    public CosineContrastive(
        UserItems train,
        float[] weights,
        int itemCount,
        int batchSize,
        NegativeSampling negatives,
        double unknownRate,
        double negativeWeight,
        double margin
    )
        : base(train, weights, itemCount, batchSize, negatives, unknownRate)
    {
        this.negativeWeight = negativeWeight;
        this.margin = margin;
    }

    private protected override PairLoss Loss(Tensor positives, Tensor negatives, Batch batch)
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
