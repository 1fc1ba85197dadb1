using OnnxRetrieval.Training.Data;
using OnnxRetrieval.Training.Native;
using OnnxRetrieval.Training.Towers;
using TorchSharp;
using static TorchSharp.torch;

namespace OnnxRetrieval.Training.Objectives;

/// <summary>
/// Multinomial likelihood of each user's items under a softmax over the whole catalogue (Liang et al., "Variational
/// Autoencoders for Collaborative Filtering", WWW 2018, equation 2, with a two-tower model in place of the decoder). Batches
/// are of users, each against all of its items at once, so one pass over the catalogue serves all of them.
/// </summary>
/// <remarks>
/// Loss of a batch of <c>b</c> users: <c>1/(b·n̄) Σ_u Σ_{i ∈ u} -w_ui log softmax(s_u)_i</c>, where <c>n̄</c> is the mean number
/// of items a user. A share of the users is repeated as the unknown user, and of the items replaced by the unknown item, so
/// that ids outside the vocabulary have trained vectors.
/// </remarks>
public sealed class SoftmaxCrossEntropy : Objective
{
    private readonly UserItems train;
    private readonly float[] weights;
    private readonly int[] users;
    private readonly int batchSize;
    private readonly double meanItems;
    private readonly double unknownRate;
    private readonly int unknownUser;
    private readonly int unknownItem;

    /// <summary>The objective over some training data.</summary>
    /// <param name="train">The items of each user.</param>
    /// <param name="weights">How much each entry of <paramref name="train"/> counts, 1 on average over a user.</param>
    /// <param name="itemCount">The number of items; the unknown item's row.</param>
    /// <param name="batchSize">Users a batch.</param>
    /// <param name="unknownRate">Share of users seen as the unknown user too, and of users one of whose items is replaced by the unknown item.</param>
    public SoftmaxCrossEntropy(
        UserItems train,
        float[] weights,
        int itemCount,
        int batchSize,
        double unknownRate
    )
    {
        this.train = train;
        this.weights = weights;
        this.batchSize = batchSize;
        this.unknownRate = unknownRate;
        users = train.UsersWithItems();
        meanItems = (double)train.Count / users.Length;
        unknownUser = train.UserCount;
        unknownItem = itemCount;
    }

    /// <inheritdoc/>
    public override int StepsPerEpoch => (users.Length + batchSize - 1) / batchSize;

    /// <inheritdoc/>
    public override int InteractionsPerEpoch => train.Count;

    /// <inheritdoc/>
    public override double QueryChance(int interactions) =>
        Math.Min(1, (double)batchSize / users.Length);

    /// <inheritdoc/>
    public override double CandidateChance(int interactions) => 1;

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
    public override double Backward(TwoTowerModel model, Batch batch, GradientTape tape)
    {
        var queries = model.Query.Forward(tensor(batch.Queries), tape);
        var candidates = model.Candidate.ForwardAll(tape);
        var bias = model.Bias is null ? null : tape.Whole(model.Bias);
        using var _ = no_grad();
        var scores = queries.matmul(candidates.t());
        if (bias is not null)
        {
            scores.add_(bias.view(-1), Scalars.One);
        }
        var counts = tensor(batch.Targets).unsqueeze(1);
        var positives = tensor(batch.Candidates);
        var importance = tensor(batch.Weights);
        var normalizers = scores.logsumexp(1, keepdim: true);
        var loss =
            normalizers.mul(counts).sum().item<float>()
            - scores.view(-1).index_select(0, positives).mul_(importance).sum().item<float>();

        // d/ds_ui of the batch's loss: (n_u softmax(s_u)_i - [i ∈ u] w_ui) / (b n̄)
        var slopes = scores.sub_(normalizers).exp_().mul_(counts);
        slopes.view(-1).index_add_(0, positives, importance, Scalars.MinusOne);
        using var scaling = (1 / (batch.Queries.Length * meanItems)).ToScalar();
        slopes.mul_(scaling);
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

    private Batch MakeBatch(int[] known, Random random)
    {
        var repeated = known.Where(_ => random.NextDouble() < unknownRate).ToArray();
        var queries = new long[known.Length + repeated.Length];
        var counts = new float[queries.Length];
        var positives = new List<long>();
        var importance = new List<float>();
        for (var row = 0; row < queries.Length; row++)
        {
            var user = row < known.Length ? known[row] : repeated[row - known.Length];
            queries[row] = row < known.Length ? user : unknownUser;
            var items = train[user];
            counts[row] = items.Length;
            importance.AddRange(weights.AsSpan(train.StartOf(user), items.Length));
            var replaced = random.NextDouble() < unknownRate ? random.Next(items.Length) : -1;
            for (var i = 0; i < items.Length; i++)
            {
                positives.Add(
                    (long)row * (unknownItem + 1) + (i == replaced ? unknownItem : items[i])
                );
            }
        }
        return new Batch(queries, [.. positives], counts, [.. importance], positives.Count);
    }
}
