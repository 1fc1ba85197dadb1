using OnnxRetrieval.Training.Data;
using OnnxRetrieval.Training.Native;
using OnnxRetrieval.Training.Towers;
using TorchSharp;
using static TorchSharp.torch;

namespace OnnxRetrieval.Training.Objectives;

/// <summary>
/// Softmax over the batch's own items and further items drawn uniformly, each score corrected by the logarithm of how
/// often its item is expected among them (Bengio and Senécal, IEEE TNN 2008; for two towers: Yi et al., "Sampling-Bias-
/// Corrected Neural Modeling for Large Corpus Item Recommendations", RecSys 2019). For catalogues too large for
/// <see cref="SoftmaxCrossEntropy"/>: a step costs nothing for the items it does not meet.
/// </summary>
/// <remarks>
/// A pair's other positives in the batch (accidental hits) do not count against it. A share of the users and of the items
/// is replaced by the unknown ones.
/// </remarks>
public sealed class SampledSoftmax : Objective
{
    private readonly Interactions train;
    private readonly UserItems userItems;
    private readonly float[] weights;
    private readonly float[] frequencies;
    private readonly int itemCount;
    private readonly int batchSize;
    private readonly int uniform;
    private readonly double unknownRate;

    /// <summary>The objective over some training data.</summary>
    /// <param name="train">Training interactions.</param>
    /// <param name="userItems">The same by user, to find accidental hits.</param>
    /// <param name="weights">How much each entry of <paramref name="userItems"/> counts, 1 on average over a user.</param>
    /// <param name="itemCount">The number of items; the unknown item's row.</param>
    /// <param name="batchSize">Interactions a batch.</param>
    /// <param name="uniform">Further negatives a batch, drawn uniformly.</param>
    /// <param name="unknownRate">Share of users and of items replaced by the unknown ones.</param>
    public SampledSoftmax(
        Interactions train,
        UserItems userItems,
        float[] weights,
        int itemCount,
        int batchSize,
        int uniform,
        double unknownRate
    )
    {
        this.train = train;
        this.userItems = userItems;
        this.weights = weights;
        this.itemCount = itemCount;
        this.batchSize = batchSize;
        this.uniform = uniform;
        this.unknownRate = unknownRate;
        frequencies = new float[itemCount + 1];
        foreach (var item in train.Items)
        {
            frequencies[item] += 1f / train.Count;
        }
        frequencies[itemCount] = (float)unknownRate;
    }

    /// <inheritdoc/>
    public override int StepsPerEpoch => (train.Count + batchSize - 1) / batchSize;

    /// <inheritdoc/>
    public override int InteractionsPerEpoch => train.Count;

    /// <inheritdoc/>
    public override double QueryChance(int interactions) =>
        Chance.InBatch(interactions, train.Count, batchSize);

    /// <inheritdoc/>
    public override double CandidateChance(int interactions) =>
        Math.Min(
            1,
            Chance.InBatch(interactions, train.Count, batchSize) + (double)uniform / itemCount
        );

    /// <inheritdoc/>
    public override IEnumerable<Batch> Batches(Random random)
    {
        var order = Enumerable.Range(0, train.Count).ToArray();
        random.Shuffle(order);
        var seen = new Dictionary<int, int>(batchSize + uniform);
        foreach (var chunk in order.Chunk(batchSize))
        {
            seen.Clear();
            var queries = new long[chunk.Length];
            var targets = new float[chunk.Length];
            var importance = new float[chunk.Length];
            for (var i = 0; i < chunk.Length; i++)
            {
                var user = train.Users[chunk[i]];
                var item = random.NextDouble() < unknownRate ? itemCount : train.Items[chunk[i]];
                queries[i] = random.NextDouble() < unknownRate ? -1 - user : user;
                targets[i] = ColumnOf(seen, item);
                importance[i] = weights[
                    userItems.StartOf(user) + userItems[user].BinarySearch(train.Items[chunk[i]])
                ];
            }
            for (var i = 0; i < uniform; i++)
            {
                ColumnOf(seen, random.Next(itemCount));
            }
            var candidates = new long[seen.Count];
            foreach (var (item, column) in seen)
            {
                candidates[column] = item;
            }
            yield return new Batch(queries, candidates, targets, importance, chunk.Length);
        }
    }

    /// <inheritdoc/>
    public override double Backward(TwoTowerModel model, Batch batch, GradientTape tape)
    {
        // A user seen as the unknown one is kept as -1 - user: its items are still no negatives of it.
        var rows = Array.ConvertAll(batch.Queries, user => user < 0 ? userItems.UserCount : user);
        var queries = model.Query.Forward(tensor(rows), tape);
        var candidateRows = tensor(batch.Candidates);
        var candidates = model.Candidate.Forward(candidateRows, tape);
        var bias = model.Bias is null ? null : tape.Rows(model.Bias, candidateRows);
        using var _ = no_grad();
        var scores = queries.matmul(candidates.t()).sub_(tensor(LogExpectedCounts(batch)));
        if (bias is not null)
        {
            scores.add_(bias.view(-1), Scalars.One);
        }
        var hits = tensor(AccidentalHits(batch));
        scores.view(-1).index_fill_(0, hits, Scalars.MinusInfinity);
        var targets = tensor([
            .. batch.Targets.Select(
                (column, row) => (long)row * batch.Candidates.Length + (long)column
            ),
        ]);
        var normalizers = scores.logsumexp(1, keepdim: true);
        var importance = tensor(batch.Weights).unsqueeze_(1);
        var loss = normalizers
            .sub(scores.view(-1).index_select(0, targets).unsqueeze_(1))
            .mul_(importance)
            .sum()
            .item<float>();

        // d/ds_j of the mean loss: w (softmax(s)_j - [j = target]) / n
        var slopes = scores.sub_(normalizers).exp_();
        slopes.view(-1).index_add_(0, targets, ones(targets.shape), Scalars.MinusOne);
        using var scaling = (1.0 / batch.Interactions).ToScalar();
        slopes.mul_(importance).mul_(scaling);
        tape.Backward(queries, slopes.matmul(candidates));
        tape.Backward(candidates, slopes.t().matmul(queries));
        if (bias is not null)
        {
            tape.Backward(bias, slopes.sum(dim: 0).unsqueeze_(1));
        }
        return loss;
    }

    /// <inheritdoc/>
    public override double? HeldOutLoss(TwoTowerModel model, Interactions heldOut) => null;

    private static int ColumnOf(Dictionary<int, int> seen, int item)
    {
        if (!seen.TryGetValue(item, out var column))
        {
            column = seen.Count;
            seen[item] = column;
        }
        return column;
    }

    private float[] LogExpectedCounts(Batch batch) =>
        Array.ConvertAll(
            batch.Candidates,
            item =>
                MathF.Log(
                    batch.Interactions * frequencies[item]
                        + (item < itemCount ? (float)uniform / itemCount : 0)
                )
        );

    private long[] AccidentalHits(Batch batch)
    {
        var columns = new Dictionary<int, int>(batch.Candidates.Length);
        for (var column = 0; column < batch.Candidates.Length; column++)
        {
            columns[(int)batch.Candidates[column]] = column;
        }
        var hits = new List<long>();
        for (var row = 0; row < batch.Queries.Length; row++)
        {
            var query = batch.Queries[row];
            foreach (var item in userItems[(int)(query < 0 ? -1 - query : query)])
            {
                if (columns.TryGetValue(item, out var column) && column != (int)batch.Targets[row])
                {
                    hits.Add((long)row * batch.Candidates.Length + column);
                }
            }
        }
        return [.. hits];
    }
}
