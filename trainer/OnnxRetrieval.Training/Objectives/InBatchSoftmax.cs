using OnnxRetrieval.Training.Data;
using TorchSharp;
using static TorchSharp.torch;

namespace OnnxRetrieval.Training.Objectives;

/// <summary>
/// Softmax of a pair's item among the items of its batch and further ones that are drawn (Yi et al.,
/// "Sampling-Bias-Corrected Neural Modeling for Large Corpus Item Recommendations", RecSys 2019; the mix of both: Yang et
/// al., WWW 2020): <c>-log softmax(s_u / τ - log q)_i</c>.
/// </summary>
/// <remarks>
/// Each item stands once, and <c>q</c> is the chance that it stands there at all: of a batch of pairs having it, or of its
/// being drawn (logQ correction). Items that the pair's user also has are left out (accidental hits).
/// </remarks>
public sealed class InBatchSoftmax : PairwiseObjective
{
    private readonly double temperature;
    private readonly float[] logChances;

    /// <inheritdoc cref="PairwiseObjective(UserItems, float[], int, int, NegativeSampling, double)"/>
    /// <param name="temperature">What scores are divided by (τ), above 0.</param>
    public InBatchSoftmax(
        UserItems train,
        float[] weights,
        int itemCount,
        int batchSize,
        NegativeSampling negatives,
        double unknownRate,
        double temperature = 1
    )
        : base(train, weights, itemCount, batchSize, negatives, unknownRate)
    {
        this.temperature = temperature;
        // The unknown item is never drawn, only met.
        var unknown = (int)Math.Ceiling(unknownRate * train.UsersWithItems().Length);
        double[] chances =
        [
            .. train.ItemCounts(itemCount).Select(CandidateChance),
            Chance.InBatch(unknown, train.Count, batchSize),
        ];
        logChances = Array.ConvertAll(chances, chance => (float)Math.Log(chance));
    }

    private protected override bool InBatch => true;

    private protected override PairLoss Loss(Tensor positives, Tensor negatives, Batch batch)
    {
        using var scale = (1 / temperature).ToScalar();
        var chances = tensor(Array.ConvertAll(batch.Candidates, item => logChances[item]));
        var count = batch.Queries.Length;
        positives.mul_(scale).sub_(chances.narrow(0, 0, count).unsqueeze(1));
        negatives.mul_(scale).sub_(chances.narrow(0, count, negatives.shape[1]));
        var normalizers = logaddexp(positives, negatives.logsumexp(1, keepdim: true));
        var losses = normalizers.sub(positives);
        // d/ds_j -log softmax(s / τ)_i = (softmax(s / τ)_j - [i = j]) / τ
        return new PairLoss(
            losses,
            losses.neg().expm1_().mul_(scale),
            negatives.sub_(normalizers).exp_().mul_(scale)
        );
    }
}
