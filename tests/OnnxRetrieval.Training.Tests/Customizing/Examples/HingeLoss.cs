using OnnxRetrieval.Training.Objectives;
using TorchSharp;
using static TorchSharp.torch;

namespace MyTrainer;

/// <summary>mean_j max(0, m - s_ui + s_uj): a pair's score above that of each negative by a margin.</summary>
public sealed class HingeLoss(PairwiseData data, double margin) : PairwiseObjective(data)
{
    protected override PairLoss Loss(Tensor positives, Tensor negatives, Batch batch)
    {
        using var least = margin.ToScalar();
        var missing = negatives.sub(positives.sub(least)).relu_();
        var share = ShareOfEach(negatives);
        var slopes = missing.sign().mul_(share);
        return new PairLoss(
            missing.sum(dim: 1, keepdim: true).mul_(share),
            slopes.sum(dim: 1, keepdim: true).neg_(),
            slopes
        );
    }
}
