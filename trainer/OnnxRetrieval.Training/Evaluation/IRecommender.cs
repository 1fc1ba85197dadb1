using OnnxRetrieval.Training.Data;

namespace OnnxRetrieval.Training.Evaluation;

/// <summary>Something that ranks items for users of a data set: the exported model, or a baseline beside it.</summary>
public interface IRecommender
{
    /// <summary>Its key in <c>metrics.json</c>.</summary>
    string Name { get; }

    /// <summary>
    /// Whether it can rank for a user who was not in its training data from the items given of them; otherwise all such
    /// users get the same list.
    /// </summary>
    bool ServesStrangers { get; }

    /// <summary>Ranks items for some users, the items given of them left out.</summary>
    /// <param name="users">User rows, <c>[n]</c>.</param>
    /// <param name="given">What is known of each user at this time: their items, the latest last.</param>
    /// <param name="count">Items wanted for each.</param>
    /// <returns>Item rows, <c>[n][≤ count]</c>, best first; a negative row is an item that the data does not have.</returns>
    int[][] Recommend(ReadOnlySpan<int> users, UserHistories given, int count);
}
