using OnnxRetrieval.Training.Data;

namespace OnnxRetrieval.Training.Evaluation;

/// <summary>The items that most users have, the same for everybody: the least that a recommender must beat.</summary>
public sealed class Popularity : IRecommender
{
    private readonly UserItems train;
    private readonly int[] order;

    /// <summary>The baseline over some training data.</summary>
    /// <param name="train">Training items of each user.</param>
    /// <param name="itemCount">The number of items.</param>
    public Popularity(UserItems train, int itemCount)
    {
        this.train = train;
        var counts = train.ItemCounts(itemCount);
        order = [.. Enumerable.Range(0, itemCount).OrderByDescending(item => counts[item])];
    }

    /// <inheritdoc/>
    public string Name => "popularity";

    /// <inheritdoc/>
    public int[][] Recommend(ReadOnlySpan<int> users, int count)
    {
        var lists = new int[users.Length][];
        for (var i = 0; i < users.Length; i++)
        {
            var seen = new HashSet<int>(train[users[i]].ToArray());
            lists[i] = [.. order.Where(item => !seen.Contains(item)).Take(count)];
        }
        return lists;
    }
}
