using OnnxRetrieval.Training.Data;
using OnnxRetrieval.Training.Evaluation;

namespace OnnxRetrieval.Training.ItemToItem;

/// <summary>
/// The baseline of item-to-item: the items that were met together with an item most often, by the weights of
/// <see cref="CoOccurrence"/>. An item that was met with few others gets the most popular items after them.
/// </summary>
public sealed class MetTogetherBaseline : IRecommender
{
    private readonly UserItems met;
    private readonly float[] weights;
    private readonly ItemPopularity popularity;

    /// <summary>The baseline over some pairs.</summary>
    /// <param name="pairs">Weighted pairs of items, each once.</param>
    /// <param name="popularity">The popularity of items.</param>
    public MetTogetherBaseline(Interactions pairs, ItemPopularity popularity)
    {
        met = UserItems.From(pairs, popularity.ItemCount);
        weights = GivenWeights.Of(pairs, met);
        this.popularity = popularity;
    }

    /// <inheritdoc/>
    public string Name => ItemToItemEvaluation.MetTogether;

    /// <inheritdoc/>
    public bool ServesStrangers => false;

    /// <inheritdoc/>
    public int[][] Recommend(ReadOnlySpan<int> users, UserHistories given, int count)
    {
        var lists = new int[users.Length][];
        for (var i = 0; i < users.Length; i++)
        {
            var (items, start) = (met[users[i]].ToArray(), met.StartOf(users[i]));
            lists[i] =
            [
                .. Enumerable
                    .Range(0, items.Length)
                    .OrderByDescending(place => weights[start + place])
                    .Select(place => items[place])
                    .Concat(popularity.Order)
                    .Except(given[users[i]].ToArray())
                    .Take(count),
            ];
        }
        return lists;
    }
}
