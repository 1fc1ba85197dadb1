using static TorchSharp.torch;

namespace OnnxRetrieval.Training.Objectives;

/// <summary>
/// BPR (Rendle et al., "Bayesian Personalized Ranking from Implicit Feedback", UAI 2009): a pair's score above that of each
/// negative, <c>mean_j -log σ(s_ui - s_uj)</c>.
/// </summary>
/// <param name="data">What it learns from.</param>
public sealed class BayesianPersonalizedRanking(PairwiseData data) : PairwiseObjective(data)
{
    /// <inheritdoc/>
    protected override PairLoss Loss(Tensor positives, Tensor negatives, Batch batch)
    {
        var share = ShareOfEach(negatives);
        var behind = negatives.sub_(positives);
        var losses = Softplus(behind).sum(dim: 1, keepdim: true).mul_(share);
        // d/dx log(1 + e^x) = σ(x)
        var slopes = behind.sigmoid_().mul_(share);
        return new PairLoss(losses, slopes.sum(dim: 1, keepdim: true).neg_(), slopes);
    }
}
