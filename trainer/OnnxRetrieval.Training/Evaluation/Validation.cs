using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using OnnxRetrieval.Training.Data;
using OnnxRetrieval.Training.Towers;
using static TorchSharp.torch;

namespace OnnxRetrieval.Training.Evaluation;

/// <summary>Ranks held-out items with a model in training, for early stopping and for choosing options.</summary>
public sealed class Validation
{
    private const int UsersAtOnce = 256;

    /// <summary>Scores computed at once: 200 MB.</summary>
    private const int MostScoresAtOnce = 50_000_000;

    private static readonly int[] Cutoffs = [10, 20];
    private readonly UserItems train;
    private readonly UserItems masked;
    private readonly UserItems heldOut;
    private readonly UserHistories? histories;
    private readonly UnseenUsers? unseen;
    private readonly int[] users;

    /// <summary>A validation on some held-out items.</summary>
    /// <param name="train">Training items of each user.</param>
    /// <param name="heldOut">Held-out items of each user.</param>
    /// <param name="mostUsers">Users to sample where there are more, evenly by row.</param>
    /// <param name="histories">The training items in order, and when users ask, for a model that reads histories or times; null: it is told neither.</param>
    /// <param name="unseen">Users without training items, whom such a model is told earlier items of; null: none.</param>
    /// <param name="masked">Items of each user that are left out of the ranking; null: the training items.</param>
    public Validation(
        UserItems train,
        UserItems heldOut,
        int mostUsers,
        UserHistories? histories = null,
        UnseenUsers? unseen = null,
        UserItems? masked = null
    )
    {
        this.train = train;
        this.masked = masked ?? train;
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
        var itemCount = model.Candidate.Count;
        var spare = new float[itemCount];
        var isToldHistories = histories is not null && model.Query.ReadsHistory;
        var isToldTimes = histories is not null && model.Query.ReadsTime;
        foreach (var chunk in users.Chunk(Math.Clamp(MostScoresAtOnce / itemCount, 1, UsersAtOnce)))
        {
            using var scope = NewDisposeScope();
            // A user that was never trained is the unknown one to whoever serves the model.
            var rows = Array.ConvertAll(
                chunk,
                user => (long)(train[user].Length > 0 ? user : train.UserCount)
            );
            var scores = model
                .Scores(
                    new TowerInput(rows)
                    {
                        FeatureRows = Array.ConvertAll(chunk, user => (long)user),
                        Histories = isToldHistories ? HistoryBatch.Of<int>(chunk, Told) : null,
                        Times = isToldTimes ? Array.ConvertAll(chunk, AskedAt) : null,
                    }
                )
                .contiguous();
            // Row by row while it is in the processor's cache: libtorch would go over all of them five times, and its
            // choice of the highest alone would take as long as the rest together.
            var values = MemoryMarshal.Cast<byte, float>(scores.bytes);
            for (var i = 0; i < chunk.Length; i++)
            {
                var row = values.Slice(i * itemCount, itemCount);
                var wanted = Wanted(chunk[i]);
                loss += wanted.Length * LogSumExp(row, spare);
                foreach (var item in wanted)
                {
                    loss -= row[item];
                }
                items += wanted.Length;
                foreach (var item in Masked(chunk[i]))
                {
                    row[item] = float.NegativeInfinity;
                }
                metrics.Add(TopItems.Of(row, metrics.Depth), wanted);
            }
        }
        return (metrics.Means(), items == 0 ? 0 : loss / items);
    }

    private bool IsTold(int user) => unseen is not null && unseen.HeldOut[user].Length > 0;

    private ReadOnlySpan<int> Wanted(int user) =>
        IsTold(user) ? unseen!.HeldOut[user] : heldOut[user];

    private ReadOnlySpan<int> Masked(int user) => IsTold(user) ? unseen!.Given[user] : masked[user];

    private ReadOnlySpan<int> Told(int user) =>
        IsTold(user) ? unseen!.Given[user] : histories![user];

    private long AskedAt(int user) =>
        IsTold(user) ? unseen!.Given.AskedAt(user) : histories!.AskedAt(user);

    private static double LogSumExp(ReadOnlySpan<float> scores, Span<float> spare)
    {
        var highest = TensorPrimitives.Max(scores);
        TensorPrimitives.Subtract(scores, highest, spare);
        TensorPrimitives.Exp(spare, spare);
        return highest + Math.Log(TensorPrimitives.Sum(spare));
    }
}
