using System.Runtime.InteropServices;
using OnnxRetrieval.Training.Data;
using OnnxRetrieval.Training.Features;
using OnnxRetrieval.Training.Native;
using OnnxRetrieval.Training.Towers;
using TorchSharp;
using static TorchSharp.torch;

namespace OnnxRetrieval.Training.Objectives;

/// <summary>
/// What all objectives share that hold each interaction of a user against negatives: an epoch goes through all pairs of a
/// user and an item once, in a random order; a batch of them shares the negatives drawn for it.
/// </summary>
/// <remarks>
/// <para>
/// Loss of a batch of <c>b</c> pairs: <c>1/b Σ w_ui loss(s_ui / τ, {s_uj / τ})</c>, over the negatives <c>j</c> that are not among
/// the user's own items (accidental hits). A subclass gives the loss of a pair.
/// </para>
/// <para>
/// A share of the pairs is repeated with the unknown user, and, as often as there are users in that share, an item is
/// replaced by the unknown one, so that ids outside the vocabulary have trained vectors.
/// </para>
/// </remarks>
public abstract class PairwiseObjective : Objective
{
    private const int HeldOutBatch = 4096;
    private readonly UserItems train;
    private readonly float[] weights;
    private readonly int[] users;
    private readonly int itemCount;
    private readonly int batchSize;
    private readonly NegativeSampling negatives;
    private readonly NegativeSampler sampler;
    private readonly double unknownRate;
    private readonly double unknownItemRate;
    private readonly double temperature;
    private readonly HistoryDraw? strangers;
    private readonly long[]? times;

    /// <summary>The objective over some training data.</summary>
    protected PairwiseObjective(PairwiseData data)
    {
        ArgumentNullException.ThrowIfNull(data);
        train = data.Train;
        weights = data.Weights;
        itemCount = data.ItemCount;
        batchSize = data.BatchSize;
        negatives = data.Negatives;
        unknownRate = data.UnknownRate;
        temperature = data.Temperature;
        strangers = data.Strangers;
        times = data.Times;
        sampler = new NegativeSampler(train.ItemCounts(itemCount), negatives.Power);
        unknownItemRate = unknownRate * train.UsersWithItems().Length / train.Count;
        users = new int[train.Count];
        for (var user = 0; user < train.UserCount; user++)
        {
            users.AsSpan(train.StartOf(user), train[user].Length).Fill(user);
        }
    }

    /// <inheritdoc/>
    public override int StepsPerEpoch => (train.Count + batchSize - 1) / batchSize;

    /// <inheritdoc/>
    public override int InteractionsPerEpoch => train.Count;

    /// <summary>Whether the items of a batch are negatives of its other pairs. All negatives then stand once.</summary>
    private protected virtual bool InBatch => false;

    /// <inheritdoc/>
    public override double QueryChance(int interactions) =>
        Chance.InBatch(interactions, train.Count, batchSize);

    /// <inheritdoc/>
    public override double CandidateChance(int interactions) =>
        Chance.Either(
            Chance.InBatch(interactions, train.Count, batchSize),
            1 - Math.Pow(1 - sampler.Chance(interactions), negatives.Count)
        );

    /// <inheritdoc/>
    public override double HistoryChance(int interactions) =>
        // Any of the later pairs of its users shows it: half of them, on average.
        1
        - Math.Pow(
            1 - Math.Min(1, (strangers?.Rate ?? 0) / 2 * batchSize / users.Length),
            (double)interactions * users.Length / train.UserCount
        );

    /// <inheritdoc/>
    public override IEnumerable<Batch> Batches(Random random)
    {
        var order = new int[train.Count];
        for (var entry = 0; entry < order.Length; entry++)
        {
            order[entry] = entry;
        }
        random.Shuffle(order);
        var columns = new ColumnsByItem(itemCount + 1);
        var pairs = new List<Pair>();
        for (var start = 0; start < order.Length; start += batchSize)
        {
            pairs.Clear();
            foreach (var entry in order.AsSpan(start, Math.Min(batchSize, order.Length - start)))
            {
                AddPairs(pairs, entry, random);
            }
            yield return MakeBatch(pairs, columns, random);
        }
    }

    /// <inheritdoc/>
    public override double? HeldOutLoss(TwoTowerModel model, Interactions heldOut)
    {
        // The same negatives each time, so that epochs compare.
        var random = new Random(0);
        var columns = new ColumnsByItem(itemCount + 1);
        var sum = 0.0;
        foreach (var chunk in Enumerable.Range(0, heldOut.Count).Chunk(HeldOutBatch))
        {
            using var scope = NewDisposeScope();
            List<Pair> pairs =
            [
                .. chunk.Select(i => new Pair(
                    heldOut.Users[i],
                    train[heldOut.Users[i]].Length > 0 ? heldOut.Users[i] : train.UserCount,
                    heldOut.Items[i],
                    1
                )
                {
                    Time = heldOut.Times?[i] ?? TimeFeature.NoTime,
                }),
            ];
            var batch = MakeBatch(pairs, columns, random);
            var (positives, others) = Scores(BatchVectors.Read(model, batch, tape: null), batch);
            sum += Loss(positives, others, batch).Losses.sum().item<float>();
        }
        return sum / heldOut.Count;
    }

    /// <inheritdoc/>
    protected sealed override double Backward(BatchVectors vectors, Batch batch)
    {
        var count = batch.Queries.Length;
        var own = vectors.Candidates.narrow(0, 0, count);
        var others = vectors.Candidates.narrow(0, count, vectors.Candidates.shape[0] - count);
        var (positives, negatives) = Scores(vectors, batch);
        var (losses, slopes, otherSlopes) = Loss(positives, negatives, batch);
        var importance = tensor(batch.Weights).unsqueeze(1);
        var loss = losses.mul_(importance).sum().item<float>();
        // The losses are of s / τ.
        using var scaling = (1 / (temperature * count)).ToScalar();
        importance.mul_(scaling);
        slopes.mul_(importance);
        otherSlopes.mul_(importance);
        vectors.Backward(
            slopes.mul(own).add_(otherSlopes.matmul(others), Scalars.One),
            cat([slopes.mul(vectors.Queries), otherSlopes.t().matmul(vectors.Queries)]),
            bias: () => cat([slopes, otherSlopes.sum(dim: 0).unsqueeze_(1)])
        );
        return loss;
    }

    /// <summary>The loss of each pair, with its derivatives.</summary>
    /// <param name="positives">Scores of the pairs, <c>[n, 1]</c>; may be overwritten.</param>
    /// <param name="negatives">Scores of their negatives, <c>[n, m]</c>, minus infinity where one does not count; may be overwritten.</param>
    /// <param name="batch">The batch.</param>
    protected abstract PairLoss Loss(Tensor positives, Tensor negatives, Batch batch);

    /// <summary>One over the number of negatives that count, for each pair <c>[n, 1]</c>.</summary>
    protected static Tensor ShareOfEach(Tensor negatives) =>
        negatives
            .isfinite()
            .sum(dim: 1, keepdim: true)
            .to(ScalarType.Float32)
            .clamp_min_(Scalars.One)
            .reciprocal_();

    /// <summary>log(1 + e^x), which is 0 for minus infinity.</summary>
    protected static Tensor Softplus(Tensor x) => nn.functional.logsigmoid(x.neg()).neg_();

    private (Tensor Positives, Tensor Negatives) Scores(BatchVectors vectors, Batch batch)
    {
        var count = batch.Queries.Length;
        var width = vectors.Candidates.shape[0] - count;
        var queries = vectors.Queries;
        var positives = queries
            .mul(vectors.Candidates.narrow(0, 0, count))
            .sum(dim: 1, keepdim: true);
        var others = queries.matmul(vectors.Candidates.narrow(0, count, width).t());
        if (vectors.Bias is { } bias)
        {
            positives.add_(bias.narrow(0, 0, count), Scalars.One);
            others.add_(bias.narrow(0, count, width).t(), Scalars.One);
        }
        if (temperature != 1)
        {
            using var scale = (1 / temperature).ToScalar();
            positives.mul_(scale);
            others.mul_(scale);
        }
        others.view(-1).index_fill_(0, tensor(batch.Excluded), Scalars.MinusInfinity);
        HardNegatives.Keep(others, negatives.Hardest);
        return (positives, others);
    }

    private void AddPairs(List<Pair> pairs, int entry, Random random)
    {
        var user = users[entry];
        var item = train[user][entry - train.StartOf(user)];
        if (random.NextDouble() < unknownItemRate)
        {
            item = itemCount;
        }
        var pair = new Pair(user, user, item, weights[entry]) { Time = times?[entry] ?? -1 };
        pairs.Add(pair);
        if (random.NextDouble() < unknownRate)
        {
            pairs.Add(pair with { Query = train.UserCount, FeatureRow = train.UserCount });
        }
        if (strangers is not null && item < itemCount && random.NextDouble() < strangers.Rate)
        {
            var history = strangers.Before(user, item, random);
            if (history.Length > 0)
            {
                pairs.Add(pair with { Query = train.UserCount, History = history });
            }
        }
    }

    private Batch MakeBatch(List<Pair> pairs, ColumnsByItem columns, Random random)
    {
        foreach (var pair in InBatch ? pairs : [])
        {
            columns.AddOnce(pair.Item);
        }
        for (var draw = 0; draw < negatives.Count; draw++)
        {
            var item = sampler.Draw(random);
            if (InBatch)
            {
                columns.AddOnce(item);
            }
            else
            {
                columns.Add(item);
            }
        }
        var excluded = new List<long>();
        for (var row = 0; row < pairs.Count; row++)
        {
            foreach (var item in train[pairs[row].User])
            {
                columns.AddPositions(excluded, row, item);
            }
            // Where it is not among the user's training items: held out, or the unknown one.
            columns.AddPositions(excluded, row, pairs[row].Item);
        }
        var batch = new Batch
        {
            Queries = [.. pairs.Select(pair => (long)pair.Query)],
            FeatureRows = [.. pairs.Select(pair => (long)pair.FeatureRow)],
            Histories = strangers is null
                ? null
                : HistoryBatch.Of<Pair>(CollectionsMarshal.AsSpan(pairs), pair => pair.History),
            Times = times is null ? null : [.. pairs.Select(pair => pair.Time)],
            Candidates =
            [
                .. pairs.Select(pair => (long)pair.Item),
                .. columns.Items.Select(item => (long)item),
            ],
            Excluded = [.. excluded],
            Weights = [.. pairs.Select(pair => pair.Weight)],
            Interactions = pairs.Count,
        };
        columns.Clear();
        return batch;
    }

    /// <param name="User">The user whose items are no negatives.</param>
    /// <param name="Query">The query row: the user, or the unknown one.</param>
    /// <param name="Item">The positive.</param>
    /// <param name="Weight">How much it counts.</param>
    private readonly record struct Pair(int User, int Query, int Item, float Weight)
    {
        /// <summary>The row of the query's features.</summary>
        public int FeatureRow { get; init; } = User;

        /// <summary>Items met before.</summary>
        public int[] History { get; init; } = [];

        /// <summary>When; -1: not known.</summary>
        public long Time { get; init; } = -1;
    }
}

/// <summary>Losses of pairs with their derivatives.</summary>
/// <param name="Losses">Loss of each pair, <c>[n, 1]</c>.</param>
/// <param name="Slopes">Derivative with respect to the pair's score, <c>[n, 1]</c>.</param>
/// <param name="NegativeSlopes">Derivative with respect to the negatives' scores, <c>[n, m]</c>; 0 where one does not count.</param>
public readonly record struct PairLoss(Tensor Losses, Tensor Slopes, Tensor NegativeSlopes);
