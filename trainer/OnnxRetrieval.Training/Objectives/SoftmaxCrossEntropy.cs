using OnnxRetrieval.Training.Data;
using OnnxRetrieval.Training.Native;
using OnnxRetrieval.Training.Towers;
using TorchSharp;
using static TorchSharp.torch;

namespace OnnxRetrieval.Training.Objectives;

/// <summary>
/// Multinomial likelihood of each user's items under a softmax (Liang et al., "Variational Autoencoders for Collaborative
/// Filtering", WWW 2018, equation 2, with a two-tower model in place of the decoder). Batches are of users, each against all
/// of its items at once, so one pass over the candidates serves all of them.
/// </summary>
/// <remarks>
/// <para>
/// Loss of a batch of <c>b</c> users: <c>1/(b·n̄) Σ_u Σ_{i ∈ u} -w_ui log softmax(s_u)_i</c>, where <c>n̄</c> is the mean
/// number of items a user. A share of the users is repeated as the unknown user, and of the items replaced by the unknown
/// item, so that ids outside the vocabulary have trained vectors.
/// </para>
/// <para>
/// The softmax is over the whole catalogue, or, where that is too large, over the items of the batch's users and further
/// ones that are drawn. Each score is then lowered by the logarithm of the chance that its item is among them (logQ
/// correction: Bengio and Senécal, IEEE TNN 2008; for two towers Yi et al., RecSys 2019). All of a user's items are its
/// positives, so there are no accidental hits.
/// </para>
/// </remarks>
public sealed class SoftmaxCrossEntropy : Objective
{
    private readonly UserItems train;
    private readonly float[] weights;
    private readonly int[] users;
    private readonly int batchSize;
    private readonly NegativeSampling? sampled;
    private readonly NegativeSampler sampler;
    private readonly double temperature;
    private readonly double meanItems;
    private readonly double unknownRate;
    private readonly int unknownUser;
    private readonly int unknownItem;
    private readonly float[] logChances;
    private readonly HistoryDraw? strangers;

    /// <summary>The objective over some training data.</summary>
    /// <param name="train">The items of each user.</param>
    /// <param name="weights">How much each entry of <paramref name="train"/> counts, 1 on average over a user.</param>
    /// <param name="itemCount">The number of items; the unknown item's row.</param>
    /// <param name="batchSize">Users a batch.</param>
    /// <param name="sampled">Items drawn beside those of the batch's users; null: the whole catalogue.</param>
    /// <param name="unknownRate">Share of users seen as the unknown user too, and of users one of whose items is replaced by the unknown item.</param>
    /// <param name="temperature">What scores are divided by, above 0.</param>
    /// <param name="strangers">Shows users as strangers with a history too; null: the query tower reads no histories.</param>
    public SoftmaxCrossEntropy(
        UserItems train,
        float[] weights,
        int itemCount,
        int batchSize,
        NegativeSampling? sampled,
        double unknownRate,
        double temperature = 1,
        HistoryDraw? strangers = null
    )
    {
        this.strangers = strangers;
        this.train = train;
        this.weights = weights;
        this.batchSize = batchSize;
        this.sampled = sampled;
        this.unknownRate = unknownRate;
        this.temperature = temperature;
        users = train.UsersWithItems();
        meanItems = (double)train.Count / users.Length;
        unknownUser = train.UserCount;
        unknownItem = itemCount;
        var itemCounts = train.ItemCounts(itemCount);
        sampler = new NegativeSampler(itemCounts, sampled?.Power ?? 0);
        int[] counts = [.. itemCounts, (int)Math.Ceiling(unknownRate * users.Length)];
        logChances = Array.ConvertAll(counts, count => (float)Math.Log(CandidateChance(count)));
    }

    /// <inheritdoc/>
    public override int StepsPerEpoch => (users.Length + batchSize - 1) / batchSize;

    /// <inheritdoc/>
    public override int InteractionsPerEpoch => train.Count;

    /// <inheritdoc/>
    public override double QueryChance(int interactions) =>
        Math.Min(1, (double)batchSize / users.Length);

    /// <inheritdoc/>
    public override double CandidateChance(int interactions)
    {
        if (sampled is null)
        {
            return 1;
        }
        // Missed by each of the users, who are drawn without replacement, and by each of the draws.
        var batch = Math.Min(batchSize, users.Length);
        var missedByUsers = Math.Pow(1 - (double)interactions / users.Length, batch);
        var missedByDraws = Math.Pow(1 - sampler.Chance(interactions), sampled.Count);
        return 1 - missedByUsers * missedByDraws;
    }

    /// <inheritdoc/>
    public override double HistoryChance(int interactions) =>
        // Each of its users shows it with a chance of a half.
        1 - Math.Pow(1 - Math.Min(1, (strangers?.Rate ?? 0) * QueryChance(1) / 2), interactions);

    /// <inheritdoc/>
    public override IEnumerable<Batch> Batches(Random random)
    {
        var order = (int[])users.Clone();
        random.Shuffle(order);
        foreach (var chunk in order.Chunk(batchSize))
        {
            yield return MakeBatch(chunk, random);
        }
    }

    /// <inheritdoc/>
    protected override double Backward(BatchVectors vectors, Batch batch)
    {
        var scores = vectors.Queries.matmul(vectors.Candidates.t());
        if (vectors.Bias is not null)
        {
            scores.add_(vectors.Bias.view(-1), Scalars.One);
        }
        var counts = tensor(batch.Targets).unsqueeze(1);
        var positives = tensor(batch.Positives);
        var importance = tensor(batch.Weights);
        if (sampled?.Hardest is { } hardest)
        {
            var flat = scores.view(-1);
            var kept = flat.index_select(0, positives);
            flat.index_fill_(0, positives, Scalars.MinusInfinity);
            HardNegatives.Keep(scores, hardest);
            flat.index_copy_(0, positives, kept);
        }
        if (temperature != 1)
        {
            using var scale = (1 / temperature).ToScalar();
            scores.mul_(scale);
        }
        if (sampled is not null)
        {
            scores.sub_(tensor(Array.ConvertAll(batch.Candidates, item => logChances[item])));
        }
        var normalizers = scores.logsumexp(1, keepdim: true);
        var loss =
            normalizers.mul(counts).sum().item<float>()
            - scores.view(-1).index_select(0, positives).mul_(importance).sum().item<float>();

        // d/ds_ui of the batch's loss: (n_u softmax(s_u)_i - [i ∈ u] w_ui) / (b n̄)
        var slopes = scores.sub_(normalizers).exp_().mul_(counts);
        slopes.view(-1).index_add_(0, positives, importance, Scalars.MinusOne);
        using var scaling = (1 / (temperature * batch.Queries.Length * meanItems)).ToScalar();
        slopes.mul_(scaling);
        vectors.Backward(
            slopes.matmul(vectors.Candidates),
            slopes.t().matmul(vectors.Queries),
            bias: () => slopes.sum(dim: 0).unsqueeze_(1)
        );
        return loss;
    }

    /// <inheritdoc/>
    public override double? HeldOutLoss(TwoTowerModel model, Interactions heldOut) => null;

    private Batch MakeBatch(int[] known, Random random)
    {
        var rows = new BatchRows();
        var repeated = known.Where(_ => random.NextDouble() < unknownRate).ToArray();
        foreach (var user in known)
        {
            AddUser(rows, user, user, random);
        }
        foreach (var user in repeated)
        {
            AddUser(rows, user, unknownUser, random);
        }
        if (strangers is not null)
        {
            foreach (var user in known)
            {
                AddStranger(rows, user, random);
            }
        }
        return rows.ToBatch(
            sampled is null ? null : Columns(rows.Items, sampled.Count, random),
            unknownItem + 1
        );
    }

    private void AddUser(BatchRows rows, int user, int seenAs, Random random)
    {
        var own = train[user];
        rows.Items.AddRange(own);
        rows.Weights.AddRange(weights.AsSpan(train.StartOf(user), own.Length));
        if (random.NextDouble() < unknownRate)
        {
            rows.Items[^(1 + random.Next(own.Length))] = unknownItem;
        }
        rows.End(seenAs, seenAs);
    }

    private void AddStranger(BatchRows rows, int user, Random random)
    {
        for (var left = strangers!.Rate; random.NextDouble() < left; left--)
        {
            if (strangers.Draw(user, random, rows.History, rows.Items, rows.Weights))
            {
                rows.End(unknownUser, user, train[user].Length);
            }
        }
    }

    /// <summary>The columns of the batch's items and of the drawn ones, in the order met.</summary>
    private OrderedDictionary<int, int> Columns(List<int> items, int draws, Random random)
    {
        var columns = new OrderedDictionary<int, int>(items.Count + draws);
        foreach (var item in items)
        {
            columns.TryAdd(item, columns.Count);
        }
        for (var draw = 0; draw < draws; draw++)
        {
            columns.TryAdd(sampler.Draw(random), columns.Count);
        }
        return columns;
    }
}
