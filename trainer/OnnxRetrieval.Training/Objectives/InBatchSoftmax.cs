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
    private readonly float[] logChances;

    /// <summary>The objective over some training data.</summary>
    public InBatchSoftmax(PairwiseData data)
        : base(data)
    {
        var (train, batchSize) = (data.Train, data.BatchSize);
        // The unknown item is never drawn, only met.
        var unknown = (int)Math.Ceiling(data.UnknownRate * train.UsersWithItems().Length);
        double[] chances =
        [
            .. train.ItemCounts(data.ItemCount).Select(CandidateChance),
            Chance.InBatch(unknown, train.Count, batchSize),
        ];
        logChances = Array.ConvertAll(chances, chance => (float)Math.Log(chance));
    }

    private protected override bool InBatch => true;

    /// <inheritdoc/>
    protected override PairLoss Loss(Tensor positives, Tensor negatives, Batch batch)
    {
        var chances = tensor(Array.ConvertAll(batch.Candidates, item => logChances[item]));
        var count = batch.Queries.Length;
        positives.sub_(chances.narrow(0, 0, count).unsqueeze(1));
        negatives.sub_(chances.narrow(0, count, negatives.shape[1]));
        var normalizers = logaddexp(positives, negatives.logsumexp(1, keepdim: true));
        var losses = normalizers.sub(positives);
        // d/ds_j -log softmax(s)_i = softmax(s)_j - [i = j]
        return new PairLoss(losses, losses.neg().expm1_(), negatives.sub_(normalizers).exp_());
    }
}
