using OnnxRetrieval.Training.Data;
using OnnxRetrieval.Training.Native;
using OnnxRetrieval.Training.Towers;
using TorchSharp;
using static TorchSharp.torch;

namespace OnnxRetrieval.Training.Objectives;

/// <summary>
/// Squared error between the score of a pair and its rating brought to [0, 1]: the objective of the Keras RS tutorial
/// "Recommending movies: retrieval". Batches are made once and kept, as there.
/// </summary>
public sealed class MeanSquaredError : Objective
{
    private readonly Batch[] batches;
    private readonly RatingScale scale;
    private readonly int batchSize;

    /// <summary>The objective over some training data.</summary>
    /// <param name="train">Interactions with ratings.</param>
    /// <param name="scale">How ratings become targets.</param>
    /// <param name="batchSize">Pairs a batch.</param>
    /// <param name="seed">Decides the order.</param>
    public MeanSquaredError(Interactions train, RatingScale scale, int batchSize, int seed)
    {
        this.scale = scale;
        this.batchSize = batchSize;
        var order = Enumerable.Range(0, train.Count).ToArray();
        new Random(seed).Shuffle(order);
        batches =
        [
            .. order.Chunk(batchSize).Select(positions => MakeBatch(train.Select(positions))),
        ];
        InteractionsPerEpoch = train.Count;
    }

    /// <inheritdoc/>
    public override int StepsPerEpoch => batches.Length;

    /// <inheritdoc/>
    public override int InteractionsPerEpoch { get; }

    /// <inheritdoc/>
    public override double QueryChance(int interactions) =>
        Chance.InBatch(interactions, InteractionsPerEpoch, batchSize);

    /// <inheritdoc/>
    public override double CandidateChance(int interactions) => QueryChance(interactions);

    /// <inheritdoc/>
    public override IEnumerable<Batch> Batches(Random random) => batches;

    /// <inheritdoc/>
    protected override double Backward(BatchVectors vectors, Batch batch)
    {
        var errors = Errors(vectors, batch);
        var loss = errors.square().sum().item<float>();
        // d/ds (s - t)² / n = 2 (s - t) / n
        using var scaling = (2.0 / batch.Interactions).ToScalar();
        var slopes = errors.mul_(scaling);
        vectors.Backward(
            slopes.mul(vectors.Candidates),
            slopes.mul(vectors.Queries),
            bias: () => slopes
        );
        return loss;
    }

    /// <inheritdoc/>
    public override double? HeldOutLoss(TwoTowerModel model, Interactions heldOut)
    {
        var sum = 0.0;
        for (var start = 0; start < heldOut.Count; start += 65_536)
        {
            using var scope = NewDisposeScope();
            var count = Math.Min(65_536, heldOut.Count - start);
            var batch = MakeBatch(heldOut.Select([.. Enumerable.Range(start, count)]));
            var errors = Errors(BatchVectors.Read(model, batch, tape: null), batch);
            sum += errors.square().sum().item<float>();
        }
        return sum / heldOut.Count;
    }

    /// <summary>Score less target of each pair, <c>[n, 1]</c>.</summary>
    private static Tensor Errors(BatchVectors vectors, Batch batch)
    {
        var scores = vectors.Queries.mul(vectors.Candidates).sum(dim: 1, keepdim: true);
        if (vectors.Bias is not null)
        {
            scores.add_(vectors.Bias, Scalars.One);
        }
        return scores.sub_(tensor(batch.Targets).unsqueeze(1));
    }

    private Batch MakeBatch(Interactions pairs) =>
        new()
        {
            Queries = Array.ConvertAll(pairs.Users, row => (long)row),
            Candidates = Array.ConvertAll(pairs.Items, row => (long)row),
            Targets = Array.ConvertAll(pairs.Ratings!, scale.Apply),
            Interactions = pairs.Count,
        };
}
