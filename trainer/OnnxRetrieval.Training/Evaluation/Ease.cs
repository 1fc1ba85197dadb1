using System.Numerics.Tensors;
using OnnxRetrieval.Training.Data;
using OnnxRetrieval.Training.Fitting;
using OnnxRetrieval.Training.Native;
using TorchSharp;
using static TorchSharp.torch;

namespace OnnxRetrieval.Training.Evaluation;

/// <summary>
/// EASE, a linear model of each item by all others with a closed form (Steck, "Embarrassingly Shallow Autoencoders for Sparse
/// Data", WWW 2019): hard to beat, and at the price of a square matrix over the catalogue.
/// </summary>
/// <remarks>
/// With <c>X</c> the users' rows of 0 and 1 and <c>P = (XᵀX + λI)⁻¹</c>, item <c>j</c> scores <c>Σ_{i of the user} -P_ij / P_jj</c>.
/// A user of whom nothing is given gets the most popular items. λ is the one of a few multiples of the mean number of users an item that ranks a tenth of the training data best, when held
/// out: so it depends on the training data alone.
/// </remarks>
public sealed class Ease : IRecommender
{
    private static readonly double[] Multiples = [0.5, 1, 2, 4];

    /// <summary>Users with more items count with the first so many in row order, which bounds the work at users × this².</summary>
    private const int LongestHistory = 5000;

    private const int MostUsersToChooseBy = 2000;

    // Rows of the inverse over the items that somebody has, -1/P_jj, and from item rows to those and back.
    private readonly float[] inverse;
    private readonly float[] scale;
    private readonly int[] columnOfItem;
    private readonly int[] itemOfColumn;
    private readonly IReadOnlyList<int> popular;

    private Ease(
        float[] inverse,
        float[] scale,
        int[] columnOfItem,
        int[] itemOfColumn,
        IReadOnlyList<int> popular,
        double lambda
    )
    {
        this.popular = popular;
        this.inverse = inverse;
        this.scale = scale;
        this.columnOfItem = columnOfItem;
        this.itemOfColumn = itemOfColumn;
        Lambda = lambda;
    }

    /// <inheritdoc/>
    public string Name => "ease";

    /// <inheritdoc/>
    public bool ServesStrangers => true;

    /// <summary>The strength of the regularization that was chosen.</summary>
    public double Lambda { get; }

    /// <summary>The number of items that somebody has: the size of the matrix that is inverted.</summary>
    public static int SizeFor(UserItems train, int itemCount) =>
        train.ItemCounts(itemCount).Count(count => count > 0);

    /// <summary>Fits it, and chooses λ on a tenth of the training data that is held out for it.</summary>
    /// <param name="train">Training items of each user; at least one.</param>
    /// <param name="itemCount">The number of items.</param>
    /// <param name="seed">Decides what is held out.</param>
    /// <param name="cancellation">Stops between steps.</param>
    public static Ease Fit(
        UserItems train,
        int itemCount,
        int seed,
        CancellationToken cancellation = default
    )
    {
        var (part, heldOut) = HoldOut(train, seed);
        var mean = (double)train.Count / SizeFor(train, itemCount);
        var best = mean;
        if (heldOut.UsersWithItems().Length > 0)
        {
            var given = UserHistories.From(part, train.UserCount);
            var learned = UserItems.From(part, train.UserCount);
            var gram = new Gram(learned, itemCount, cancellation);
            var bestNdcg = double.NegativeInfinity;
            // Stops past the peak: quality rises and falls once in λ.
            foreach (var multiple in Multiples)
            {
                var ndcg = Ndcg(gram.Solve(multiple * mean), given, heldOut, cancellation);
                if (ndcg < bestNdcg)
                {
                    break;
                }
                (best, bestNdcg) = (multiple * mean, ndcg);
            }
        }
        return new Gram(train, itemCount, cancellation).Solve(best);
    }

    /// <summary>Fits it with a given λ.</summary>
    /// <param name="train">Training items of each user; at least one.</param>
    /// <param name="itemCount">The number of items.</param>
    /// <param name="lambda">The strength of the regularization, above 0.</param>
    /// <param name="cancellation">Stops between steps.</param>
    public static Ease Fit(
        UserItems train,
        int itemCount,
        double lambda,
        CancellationToken cancellation = default
    ) => new Gram(train, itemCount, cancellation).Solve(lambda);

    /// <inheritdoc/>
    public int[][] Recommend(ReadOnlySpan<int> users, UserHistories given, int count)
    {
        var rows = users.ToArray();
        var lists = new int[rows.Length][];
        var size = itemOfColumn.Length;
        Parallel.For(
            0,
            rows.Length,
            () => new float[size],
            (i, _, scores) =>
            {
                var own = given[rows[i]].ToArray();
                Array.Sort(own);
                if (own.Length == 0)
                {
                    lists[i] = [.. popular.Take(count)];
                    return scores;
                }
                Array.Clear(scores);
                foreach (var item in own)
                {
                    if (columnOfItem[item] >= 0)
                    {
                        var row = inverse.AsSpan(columnOfItem[item] * size, size);
                        TensorPrimitives.Add(scores, row, scores);
                    }
                }
                TensorPrimitives.Multiply(scores, scale, scores);
                foreach (var item in own)
                {
                    if (columnOfItem[item] >= 0)
                    {
                        scores[columnOfItem[item]] = float.NegativeInfinity;
                    }
                }
                lists[i] = Array.ConvertAll(
                    TopItems.Of(scores, count),
                    column => itemOfColumn[column]
                );
                return scores;
            },
            _ => { }
        );
        return lists;
    }

    /// <summary>A tenth of each user's items, at least one where there are two.</summary>
    private static (Interactions Part, UserItems HeldOut) HoldOut(UserItems train, int seed)
    {
        var able = train.UsersWithItems().Where(user => train[user].Length > 1).ToArray();
        var chosen = able.ToHashSet();
        if (able.Length > MostUsersToChooseBy)
        {
            chosen = Enumerable
                .Range(0, MostUsersToChooseBy)
                .Select(i => able[(long)i * able.Length / MostUsersToChooseBy])
                .ToHashSet();
        }
        List<int> users = [],
            items = [],
            heldUsers = [],
            heldItems = [];
        for (var user = 0; user < train.UserCount; user++)
        {
            var own = train[user].ToArray();
            var held = 0;
            if (chosen.Contains(user))
            {
                held = Math.Max(1, own.Length / 10);
                new SeededRandom(Seeds.Mix(seed, user)).Shuffle(own);
            }
            for (var i = 0; i < own.Length; i++)
            {
                (i < held ? heldUsers : users).Add(user);
                (i < held ? heldItems : items).Add(own[i]);
            }
        }
        return (
            new([.. users], [.. items]),
            UserItems.From(new([.. heldUsers], [.. heldItems]), train.UserCount)
        );
    }

    private static double Ndcg(
        Ease ease,
        UserHistories given,
        UserItems heldOut,
        CancellationToken cancellation
    )
    {
        var metrics = new RankingMetrics(10);
        foreach (var chunk in heldOut.UsersWithItems().Chunk(256))
        {
            cancellation.ThrowIfCancellationRequested();
            var lists = ease.Recommend(chunk, given, metrics.Depth);
            for (var i = 0; i < chunk.Length; i++)
            {
                metrics.Add(lists[i], heldOut[chunk[i]]);
            }
        }
        return metrics.Means()["ndcg@10"];
    }

    /// <summary>How many users have each pair of items, over the items that somebody has.</summary>
    private sealed class Gram
    {
        private readonly float[] counts;
        private readonly int[] columnOfItem;
        private readonly int[] itemOfColumn;
        private readonly IReadOnlyList<int> popular;
        private readonly CancellationToken cancellation;

        public Gram(UserItems train, int itemCount, CancellationToken cancellation)
        {
            this.cancellation = cancellation;
            popular = new ItemPopularity(train, itemCount).Order;
            var users = train.ItemCounts(itemCount);
            itemOfColumn = [.. Enumerable.Range(0, itemCount).Where(item => users[item] > 0)];
            columnOfItem = new int[itemCount];
            Array.Fill(columnOfItem, -1);
            for (var column = 0; column < itemOfColumn.Length; column++)
            {
                columnOfItem[itemOfColumn[column]] = column;
            }
            var size = itemOfColumn.Length;
            counts = new float[size * size];
            var columns = new int[LongestHistory];
            for (var user = 0; user < train.UserCount; user++)
            {
                cancellation.ThrowIfCancellationRequested();
                var own = train[user];
                var length = Math.Min(own.Length, LongestHistory);
                for (var i = 0; i < length; i++)
                {
                    columns[i] = columnOfItem[own[i]];
                }
                // The lower half is all that a Cholesky factor needs.
                for (var i = 0; i < length; i++)
                {
                    var row = counts.AsSpan(columns[i] * size, size);
                    for (var j = 0; j <= i; j++)
                    {
                        row[columns[j]]++;
                    }
                }
            }
        }

        public Ease Solve(double lambda)
        {
            cancellation.ThrowIfCancellationRequested();
            var size = itemOfColumn.Length;
            using var scope = NewDisposeScope();
            using var gradients = no_grad();
            using var strength = lambda.ToScalar();
            var matrix = tensor(counts).view(size, size);
            matrix.diagonal(0, 0, 1).add_(strength, Scalars.One);
            var (factor, _) = linalg.cholesky_ex(matrix);
            cancellation.ThrowIfCancellationRequested();
            var inverse = cholesky_inverse(factor);
            var scale = inverse.diagonal(0, 0, 1).reciprocal().neg_().contiguous();
            return new(
                inverse.contiguous().data<float>().ToArray(),
                scale.data<float>().ToArray(),
                columnOfItem,
                itemOfColumn,
                popular,
                lambda
            );
        }
    }
}
