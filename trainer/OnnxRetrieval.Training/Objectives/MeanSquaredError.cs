using OnnxRetrieval.Training.Data;
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
    public override double Backward(TwoTowerModel model, Batch batch, GradientTape tape)
    {
        var queries = model.Query.Forward(new TowerInput(batch.Queries), tape);
        var candidates = model.Candidate.Forward(new TowerInput(batch.Candidates), tape);
        using var _ = no_grad();
        var errors = Scores(queries, candidates).sub_(tensor(batch.Targets).unsqueeze(1));
        var loss = errors.square().sum().item<float>();
        // d/ds (s - t)² / n = 2 (s - t) / n
        using var scaling = (2.0 / batch.Interactions).ToScalar();
        var slopes = errors.mul_(scaling);
        tape.Backward(queries, slopes.mul(candidates));
        tape.Backward(candidates, slopes.mul(queries));
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
            var scores = Scores(
                model.Query.Forward(new TowerInput(batch.Queries)),
                model.Candidate.Forward(new TowerInput(batch.Candidates))
            );
            sum += scores.sub_(tensor(batch.Targets).unsqueeze(1)).square().sum().item<float>();
        }
        return sum / heldOut.Count;
    }

    private static Tensor Scores(Tensor queries, Tensor candidates) =>
        queries.mul(candidates).sum(dim: 1, keepdim: true);

    private Batch MakeBatch(Interactions pairs) =>
        new(
            Array.ConvertAll(pairs.Users, row => (long)row),
            Array.ConvertAll(pairs.Items, row => (long)row),
            [],
            Array.ConvertAll(pairs.Ratings!, scale.Apply),
            [],
            pairs.Count
        );
}
