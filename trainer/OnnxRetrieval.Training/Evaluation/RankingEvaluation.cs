using OnnxRetrieval.Training.Data;

namespace OnnxRetrieval.Training.Evaluation;

/// <summary>Full-ranking evaluation: every item of the catalogue but the user's training items competes.</summary>
public static class RankingEvaluation
{
    private const int UsersAtOnce = 256;

    /// <summary>Metrics of a recommender over the users who have held-out items.</summary>
    /// <param name="recommender">What to measure.</param>
    /// <param name="heldOut">Held-out items of each user.</param>
    /// <param name="cancellation">Stops between batches of users.</param>
    /// <returns>Values by name, such as <c>recall@20</c>.</returns>
    public static IReadOnlyDictionary<string, double> Evaluate(
        IRecommender recommender,
        UserItems heldOut,
        CancellationToken cancellation = default
    )
    {
        var metrics = new RankingMetrics(RankingMetrics.DefaultCutoffs);
        foreach (var users in heldOut.UsersWithItems().Chunk(UsersAtOnce))
        {
            cancellation.ThrowIfCancellationRequested();
            var lists = recommender.Recommend(users, metrics.Depth);
            for (var i = 0; i < users.Length; i++)
            {
                metrics.Add(lists[i], heldOut[users[i]]);
            }
        }
        return metrics.Means();
    }
}
