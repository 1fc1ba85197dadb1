using OnnxRetrieval.Training.Native;
using TorchSharp;
using static TorchSharp.torch;

namespace OnnxRetrieval.Training.Objectives;

/// <summary>
/// Binary cross-entropy with sampled negatives (He et al., "Neural Collaborative Filtering", WWW 2017):
/// <c>-log σ(s_ui) - w mean_j log(1 - σ(s_uj))</c>. The weight <c>w</c> is how many negatives a pair is held against
/// there, 4; here it is apart from the number drawn, which only makes the mean steadier.
/// </summary>
/// <param name="data">What it learns from.</param>
/// <param name="negativeWeight">How much the negatives of a pair count together, above 0.</param>
public sealed class BinaryCrossEntropy(PairwiseData data, double negativeWeight)
    : PairwiseObjective(data)
{
    /// <inheritdoc/>
    protected override PairLoss Loss(Tensor positives, Tensor negatives, Batch batch)
    {
        using var weight = negativeWeight.ToScalar();
        var share = ShareOfEach(negatives).mul_(weight);
        var losses = Softplus(negatives).sum(dim: 1, keepdim: true).mul_(share);
        positives.neg_();
        losses.add_(Softplus(positives), Scalars.One);
        return new PairLoss(losses, positives.sigmoid_().neg_(), negatives.sigmoid_().mul_(share));
    }
}
