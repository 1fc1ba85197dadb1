using OnnxRetrieval.Training.Data;

namespace OnnxRetrieval.Training.Evaluation;

/// <summary>The items that most users have, the same for everybody: the least that a recommender must beat.</summary>
/// <param name="popularity">The popularity of items in the training data.</param>
public sealed class Popularity(ItemPopularity popularity) : IRecommender
{
    /// <inheritdoc/>
    public string Name => "popularity";

    /// <inheritdoc/>
    public bool ServesStrangers => true;

    /// <inheritdoc/>
    public int[][] Recommend(ReadOnlySpan<int> users, UserHistories given, int count)
    {
        var lists = new int[users.Length][];
        var seen = new HashSet<int>();
        for (var i = 0; i < users.Length; i++)
        {
            seen.Clear();
            seen.UnionWith(given[users[i]].ToArray());
            lists[i] = [.. popularity.Order.Where(item => !seen.Contains(item)).Take(count)];
        }
        return lists;
    }
}
