namespace OnnxRetrieval.Training.Evaluation;

/// <summary>Something that ranks items for users of a data set: the exported model, or a baseline beside it.</summary>
public interface IRecommender
{
    /// <summary>Its key in <c>metrics.json</c>.</summary>
    string Name { get; }

    /// <summary>Ranks items for some users, the users' training items left out.</summary>
    /// <param name="users">User rows, <c>[n]</c>.</param>
    /// <param name="count">Items wanted for each.</param>
    /// <returns>Item rows, <c>[n][≤ count]</c>, best first.</returns>
    int[][] Recommend(ReadOnlySpan<int> users, int count);
}
