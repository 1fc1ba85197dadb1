using OnnxRetrieval.Training.Data;

namespace OnnxRetrieval.Training.Evaluation;

/// <summary>
/// Item-based collaborative filtering with cosine similarity of the items' user sets, each item keeping its nearest
/// neighbours (Sarwar et al., WWW 2001; Deshpande and Karypis, TOIS 2004). An item scores the sum of its similarities to those
/// of the user's items that are among its neighbours; items without any are not listed.
/// A user of whom nothing is given gets the most popular items.
/// </summary>
public sealed class ItemKnn : IRecommender
{
    private readonly UserItems train;
    private readonly int itemCount;
    private readonly IReadOnlyList<int> popular;

    // Of each item, the items that have it among their neighbours.
    private readonly List<(int Item, float Similarity)>[] scored;

    /// <summary>The baseline over some training data.</summary>
    /// <param name="train">Training items of each user.</param>
    /// <param name="itemCount">The number of items.</param>
    /// <param name="neighbourCount">Neighbours kept for each item.</param>
    /// <param name="longestHistory">Users with more items count with the first so many in row order, which bounds the work at users × this².</param>
    /// <param name="cancellation">Stops the computation.</param>
    public ItemKnn(
        UserItems train,
        int itemCount,
        int neighbourCount = 100,
        int longestHistory = 2000,
        CancellationToken cancellation = default
    )
    {
        this.train = train;
        this.itemCount = itemCount;
        popular = new ItemPopularity(train, itemCount).Order;
        var users = UsersByItem(train, itemCount, longestHistory);
        var neighbours = new (int Item, float Similarity)[itemCount][];
        Parallel.For(
            0,
            itemCount,
            new ParallelOptions { CancellationToken = cancellation },
            () => new SparseScores(itemCount),
            (item, _, common) =>
            {
                neighbours[item] = Nearest(item, users, longestHistory, common, neighbourCount);
                return common;
            },
            _ => { }
        );
        scored = new List<(int, float)>[itemCount];
        for (var item = 0; item < itemCount; item++)
        {
            scored[item] ??= [];
            foreach (var (neighbour, similarity) in neighbours[item])
            {
                (scored[neighbour] ??= []).Add((item, similarity));
            }
        }
    }

    /// <inheritdoc/>
    public string Name => "item_knn";

    /// <inheritdoc/>
    public bool ServesStrangers => true;

    /// <inheritdoc/>
    public int[][] Recommend(ReadOnlySpan<int> users, UserHistories given, int count)
    {
        var rows = users.ToArray();
        var lists = new int[rows.Length][];
        Parallel.For(
            0,
            rows.Length,
            () => new SparseScores(itemCount),
            (i, _, scores) =>
            {
                // By row, so that sums of floats do not depend on the order of the history.
                var own = given[rows[i]].ToArray();
                Array.Sort(own);
                if (own.Length == 0)
                {
                    lists[i] = [.. popular.Take(count)];
                    return scores;
                }
                foreach (var item in own)
                {
                    foreach (var (other, similarity) in scored[item])
                    {
                        scores.Add(other, similarity);
                    }
                }
                foreach (var item in own)
                {
                    scores[item] = float.NegativeInfinity;
                }
                lists[i] = scores.Top(count);
                scores.Clear();
                // Items of the user's own that no neighbour led to were set without being added to.
                foreach (var item in own)
                {
                    scores[item] = 0;
                }
                return scores;
            },
            _ => { }
        );
        return lists;
    }

    private (int, float)[] Nearest(
        int item,
        int[][] users,
        int longestHistory,
        SparseScores common,
        int count
    )
    {
        foreach (var user in users[item])
        {
            var items = train[user];
            foreach (var other in items[..Math.Min(items.Length, longestHistory)])
            {
                common.Add(other, 1);
            }
        }
        foreach (var other in common.Rows)
        {
            common[other] =
                other == item
                    ? float.NegativeInfinity
                    : common[other] / MathF.Sqrt((float)users[item].Length * users[other].Length);
        }
        var nearest = Array.ConvertAll(common.Top(count), other => (other, common[other]));
        common.Clear();
        return nearest;
    }

    private static int[][] UsersByItem(UserItems train, int itemCount, int longestHistory)
    {
        var users = new List<int>[itemCount];
        for (var user = 0; user < train.UserCount; user++)
        {
            var items = train[user];
            foreach (var item in items[..Math.Min(items.Length, longestHistory)])
            {
                (users[item] ??= []).Add(user);
            }
        }
        return Array.ConvertAll(users, list => list?.ToArray() ?? []);
    }
}
