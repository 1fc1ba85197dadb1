using OnnxRetrieval.Training.Data;
using OnnxRetrieval.Training.Native;
using OnnxRetrieval.Training.Towers;
using static TorchSharp.torch;

namespace OnnxRetrieval.Training.Evaluation;

/// <summary>Ranks held-out items with a model in training, for early stopping and for choosing options.</summary>
public sealed class Validation
{
    private const int UsersAtOnce = 256;
    private static readonly int[] Cutoffs = [10, 20];
    private readonly UserItems train;
    private readonly UserItems heldOut;
    private readonly UserHistories? histories;
    private readonly UnseenUsers? unseen;
    private readonly int[] users;

    /// <summary>A validation on some held-out items.</summary>
    /// <param name="train">Training items of each user, which are left out of the ranking.</param>
    /// <param name="heldOut">Held-out items of each user.</param>
    /// <param name="mostUsers">Users to sample where there are more, evenly by row.</param>
    /// <param name="histories">The training items in order, for a model that reads histories; null: it is told none.</param>
    /// <param name="unseen">Users without training items, whom such a model is told earlier items of; null: none.</param>
    public Validation(
        UserItems train,
        UserItems heldOut,
        int mostUsers,
        UserHistories? histories = null,
        UnseenUsers? unseen = null
    )
    {
        this.train = train;
        this.heldOut = heldOut;
        this.histories = histories;
        this.unseen = unseen;
        var all = heldOut.UsersWithItems();
        users =
            all.Length <= mostUsers
                ? all
                :
                [
                    .. Enumerable
                        .Range(0, mostUsers)
                        .Select(i => all[(long)i * all.Length / mostUsers]),
                ];
    }

    /// <summary>Measures a model.</summary>
    /// <param name="model">The model as trained so far.</param>
    /// <returns>
    /// Metrics by name, and the mean cross-entropy of the held-out items under a softmax over the catalogue.
    /// </returns>
    public (IReadOnlyDictionary<string, double> Metrics, double CrossEntropy) Measure(
        TwoTowerModel model
    )
    {
        using var gradients = no_grad();
        var metrics = new RankingMetrics(Cutoffs);
        double loss = 0;
        var items = 0;
        foreach (var chunk in users.Chunk(UsersAtOnce))
        {
            using var scope = NewDisposeScope();
            // A user that was never trained is the unknown one to whoever serves the model.
            var rows = Array.ConvertAll(
                chunk,
                user => (long)(train[user].Length > 0 ? user : train.UserCount)
            );
            var scores = model.Scores(
                new TowerInput(rows)
                {
                    FeatureRows = Array.ConvertAll(chunk, user => (long)user),
                    Histories = histories is null ? null : Told(chunk),
                }
            );
            loss += scores
                .logsumexp(1)
                .mul(tensor(Array.ConvertAll(chunk, u => (float)Wanted(u).Length)))
                .sum()
                .item<float>();
            loss -= scores
                .view(-1)
                .index_select(0, Positions(chunk, Wanted, scores.shape[1]))
                .sum()
                .item<float>();
            scores
                .view(-1)
                .index_fill_(0, Positions(chunk, Masked, scores.shape[1]), Scalars.MinusInfinity);
            var depth = (int)Math.Min(metrics.Depth, scores.shape[1]);
            var (best, columns) = scores.topk(depth);
            // Where fewer items are left than the list is long, it would go on with training items.
            var top = columns
                .masked_fill_(best.isneginf(), Scalars.MinusOne)
                .to(ScalarType.Int32)
                .data<int>()
                .ToArray();
            for (var i = 0; i < chunk.Length; i++)
            {
                metrics.Add(top.AsSpan(i * depth, depth), Wanted(chunk[i]));
                items += Wanted(chunk[i]).Length;
            }
        }
        return (metrics.Means(), items == 0 ? 0 : loss / items);
    }

    private bool IsTold(int user) => unseen is not null && unseen.HeldOut[user].Length > 0;

    private ReadOnlySpan<int> Wanted(int user) =>
        IsTold(user) ? unseen!.HeldOut[user] : heldOut[user];

    private ReadOnlySpan<int> Masked(int user) => IsTold(user) ? unseen!.Given[user] : train[user];

    private HistoryBatch Told(int[] users)
    {
        var items = new List<int>();
        var starts = new int[users.Length + 1];
        for (var i = 0; i < users.Length; i++)
        {
            items.AddRange(IsTold(users[i]) ? unseen!.Given[users[i]] : histories![users[i]]);
            starts[i + 1] = items.Count;
        }
        return new HistoryBatch([.. items], starts);
    }

    private delegate ReadOnlySpan<int> ItemsOf(int user);

    private static Tensor Positions(int[] users, ItemsOf items, long columns)
    {
        var positions = new List<long>();
        for (var row = 0; row < users.Length; row++)
        {
            foreach (var item in items(users[row]))
            {
                positions.Add(row * columns + item);
            }
        }
        return tensor(positions.ToArray(), dtype: ScalarType.Int64);
    }
}
