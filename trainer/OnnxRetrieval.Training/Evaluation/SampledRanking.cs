using OnnxRetrieval.Training.Data;
using OnnxRetrieval.Training.Fitting;

namespace OnnxRetrieval.Training.Evaluation;

/// <summary>
/// Ranks each held-out item among negatives drawn for it, as in He et al., WWW 2017. See <see cref="Protocol"/> for why this
/// is no default.
/// </summary>
/// <remarks>
/// Negatives are drawn uniformly and without repeats among the items that the user has neither in the training data nor held
/// out; where there are fewer, all are taken. All contenders meet the same ones. With <c>r</c> the rank of the held-out item:
/// <c>sampled_hit_rate@k</c> = 1 where r ≤ k; <c>sampled_ndcg@k</c> = 1 / log2(r + 1) where r ≤ k; <c>sampled_mrr@k</c> = 1 / r
/// where r ≤ k. Each is averaged over a user's held-out items, and then over users. What a contender does not list ranks
/// behind everything else, the held-out item last.
/// </remarks>
internal sealed class SampledRanking(
    UserHistories given,
    UserItems heldOut,
    int itemCount,
    int negatives,
    int seed
)
{
    private const int UsersAtOnce = 64;
    private static readonly int[] Cutoffs = [5, 10, 20];
    private static readonly string[] Names = ["sampled_hit_rate", "sampled_ndcg", "sampled_mrr"];

    /// <summary>Measures a contender.</summary>
    public Measured Measure(IRecommender recommender, CancellationToken cancellation)
    {
        var users = heldOut.UsersWithItems();
        var byUser = (
            from name in Names
            from k in Cutoffs
            select FormattableString.Invariant($"{name}@{k}")
        ).ToDictionary(name => name, _ => new float[users.Length]);
        var columns = byUser.Values.ToArray();
        var next = 0;
        var places = new int[itemCount];
        foreach (var chunk in users.Chunk(UsersAtOnce))
        {
            cancellation.ThrowIfCancellationRequested();
            // The whole order: any item may be among the negatives.
            var lists = recommender.Recommend(chunk, given, itemCount);
            for (var i = 0; i < chunk.Length; i++)
            {
                Array.Fill(places, int.MaxValue);
                for (var place = 0; place < lists[i].Length; place++)
                {
                    if (lists[i][place] >= 0)
                    {
                        places[lists[i][place]] = place;
                    }
                }
                var wanted = heldOut[chunk[i]];
                foreach (var item in wanted)
                {
                    var place = places[item];
                    var rank = 1 + Drawn(chunk[i], item).Count(other => places[other] <= place);
                    AddTo(columns, next, rank, wanted.Length);
                }
                next++;
            }
        }
        return new(
            recommender.Name,
            byUser.ToDictionary(
                column => column.Key,
                column => column.Value.Sum(value => (double)value) / users.Length
            ),
            byUser,
            []
        );
    }

    private static void AddTo(float[][] columns, int user, int rank, int count)
    {
        for (var c = 0; c < Cutoffs.Length; c++)
        {
            if (rank <= Cutoffs[c])
            {
                columns[c][user] += 1f / count;
                columns[Cutoffs.Length + c][user] += (float)(1 / Math.Log2(rank + 1)) / count;
                columns[2 * Cutoffs.Length + c][user] += 1f / rank / count;
            }
        }
    }

    private IEnumerable<int> Drawn(int user, int item)
    {
        var taken = new HashSet<int>();
        taken.UnionWith(given[user].ToArray());
        taken.UnionWith(heldOut[user].ToArray());
        if (itemCount - taken.Count <= negatives)
        {
            return Enumerable.Range(0, itemCount).Where(other => !taken.Contains(other));
        }
        var random = new SeededRandom(Seeds.Mix(seed, user, item));
        var drawn = new List<int>(negatives);
        // By rejection where most are free; else out of the list of the free ones.
        if (itemCount - taken.Count > 2 * negatives && 2 * taken.Count < itemCount)
        {
            while (drawn.Count < negatives)
            {
                var other = random.Next(itemCount);
                if (taken.Add(other))
                {
                    drawn.Add(other);
                }
            }
            return drawn;
        }
        int[] free = [.. Enumerable.Range(0, itemCount).Where(other => !taken.Contains(other))];
        random.Shuffle(free);
        return free.Take(negatives);
    }
}
