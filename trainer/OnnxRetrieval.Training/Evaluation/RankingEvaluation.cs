using OnnxRetrieval.Training.Data;

namespace OnnxRetrieval.Training.Evaluation;

/// <summary>
/// Full-ranking evaluation: every item of the catalogue but those given of the user competes. The lists of all contenders
/// are measured on the same users.
/// </summary>
public sealed class RankingEvaluation
{
    private const int UsersAtOnce = 256;

    /// <summary>The metrics that are kept for each user, for intervals and segments.</summary>
    public static IReadOnlyList<string> MainMetrics { get; } =
    [
        "recall@10",
        "recall@20",
        "ndcg@10",
        "ndcg@20",
        "hit_rate@10",
        "precision@10",
        "map@10",
        "mrr@10",
    ];

    private static readonly int[] ItemCutoffs = [10, 20];

    private readonly UserHistories given;
    private readonly UserItems heldOut;
    private readonly ItemPopularity popularity;
    private readonly int[] users;

    /// <summary>An evaluation of the users who have held-out items.</summary>
    /// <param name="given">What is known of each user.</param>
    /// <param name="heldOut">Held-out items of each user.</param>
    /// <param name="popularity">How popular items are in the training data.</param>
    public RankingEvaluation(UserHistories given, UserItems heldOut, ItemPopularity popularity)
    {
        this.given = given;
        this.heldOut = heldOut;
        this.popularity = popularity;
        users = heldOut.UsersWithItems();
        var counts = new int[3];
        foreach (var user in users)
        {
            foreach (var item in heldOut[user])
            {
                counts[(int)popularity.GroupOf(item)]++;
            }
        }
        HeldOutByGroup = counts;
    }

    /// <summary>The evaluated users.</summary>
    public IReadOnlyList<int> Users => users;

    /// <summary>Held-out interactions with items of each <see cref="PopularityGroup"/>.</summary>
    public IReadOnlyList<int> HeldOutByGroup { get; }

    /// <summary>Measures a contender.</summary>
    /// <param name="recommender">What to measure.</param>
    /// <param name="cancellation">Stops between batches of users.</param>
    public Measured Measure(IRecommender recommender, CancellationToken cancellation = default)
    {
        var ranking = new RankingMetrics(RankingMetrics.DefaultCutoffs);
        var catalogue = new CatalogueMetrics(popularity, CatalogueMetrics.DefaultCutoffs);
        var columns = MainMetrics.Select(name => ranking.Keys.ToList().IndexOf(name)).ToArray();
        var byUser = MainMetrics.ToDictionary(name => name, _ => new float[users.Length]);
        var kept = byUser.Values.ToArray();
        var hits = ItemCutoffs.Select(_ => new int[3]).ToArray();
        var next = 0;
        foreach (var chunk in users.Chunk(UsersAtOnce))
        {
            cancellation.ThrowIfCancellationRequested();
            var lists = recommender.Recommend(chunk, given, ranking.Depth);
            for (var i = 0; i < chunk.Length; i++)
            {
                var wanted = heldOut[chunk[i]];
                ranking.Add(lists[i], wanted);
                catalogue.Add(lists[i]);
                CountHits(lists[i], wanted, hits);
                for (var c = 0; c < columns.Length; c++)
                {
                    kept[c][next] = (float)ranking.Last[columns[c]];
                }
                next++;
            }
        }
        return new(
            recommender.Name,
            new Dictionary<string, double>([.. ranking.Means(), .. catalogue.Values()]),
            byUser,
            RecallByGroup(hits)
        );
    }

    private void CountHits(int[] ranked, ReadOnlySpan<int> wanted, int[][] hits)
    {
        for (var rank = 0; rank < Math.Min(ItemCutoffs[^1], ranked.Length); rank++)
        {
            if (ranked[rank] >= 0 && wanted.BinarySearch(ranked[rank]) >= 0)
            {
                var group = (int)popularity.GroupOf(ranked[rank]);
                for (var c = 0; c < ItemCutoffs.Length; c++)
                {
                    hits[c][group] += rank < ItemCutoffs[c] ? 1 : 0;
                }
            }
        }
    }

    private IReadOnlyDictionary<string, double>[] RecallByGroup(int[][] hits) =>
        [
            .. HeldOutByGroup.Select(
                (count, group) =>
                    count == 0
                        ? new Dictionary<string, double>()
                        : ItemCutoffs
                            .Select((k, c) => (k, c))
                            .ToDictionary(
                                cutoff => FormattableString.Invariant($"recall@{cutoff.k}"),
                                cutoff => (double)hits[cutoff.c][group] / count
                            )
            ),
        ];
}

/// <summary>What came out for a contender.</summary>
/// <param name="Name">Its key in <c>metrics.json</c>.</param>
/// <param name="Metrics">Values over all users, such as <c>recall@20</c>.</param>
/// <param name="ByUser">The values of each user by the name of the metric, <c>[users]</c>; of the main metrics alone.</param>
/// <param name="ByGroup">Of each <see cref="PopularityGroup"/>, the share of the held-out interactions with its items that was found; empty where this is not measured.</param>
public sealed record Measured(
    string Name,
    IReadOnlyDictionary<string, double> Metrics,
    IReadOnlyDictionary<string, float[]> ByUser,
    IReadOnlyDictionary<string, double>[] ByGroup
);
