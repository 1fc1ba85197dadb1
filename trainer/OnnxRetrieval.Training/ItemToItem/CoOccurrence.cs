using OnnxRetrieval.Training.Data;
using OnnxRetrieval.Training.Data.Building;

namespace OnnxRetrieval.Training.ItemToItem;

/// <summary>Which items count as met together: those that stand near each other in a user's history.</summary>
/// <param name="Window">How many places apart they may be, at least 1.</param>
/// <param name="LongestPause">Seconds between two interactions after which a session has ended; null: a history is one session.</param>
public sealed record CoOccurrence(
    int Window = CoOccurrence.DefaultWindow,
    long? LongestPause = null
)
{
    /// <summary>The window where none is given.</summary>
    public const int DefaultWindow = 10;

    /// <summary>
    /// How much what was met before an item counts beside what was met after it: a pair says something in both directions,
    /// and more in the one in which it was met. Chosen on the validation pairs of MovieLens 100K.
    /// </summary>
    private const double Backward = 0.5;

    /// <summary>All pairs, as interactions of items with items.</summary>
    /// <param name="histories">The users' items in the order met.</param>
    /// <param name="itemCount">The number of items.</param>
    /// <returns>
    /// <see cref="Interactions.Users"/> are the items that ask, <see cref="Interactions.Items"/> those met near them, each
    /// pair once. Its weight is the sum over all places where it was met of 1 / (places apart), and of half of that where
    /// the item that asks came later.
    /// </returns>
    public Interactions PairsOf(UserHistories histories, int itemCount)
    {
        var places = new Places(histories, itemCount);
        var weights = new float[itemCount];
        var met = new List<int>();
        List<int> queries = [],
            items = [];
        var sums = new List<float>();
        for (var query = 0; query < itemCount; query++)
        {
            foreach (var (user, place) in places.Of(query))
            {
                var history = histories[user];
                var times = histories.TimesOf(user);
                AddNear(history, times, place, step: 1, weight: 1, weights, met);
                AddNear(history, times, place, step: -1, Backward, weights, met);
            }
            met.Sort();
            foreach (var item in met)
            {
                queries.Add(query);
                items.Add(item);
                sums.Add(weights[item]);
                weights[item] = 0;
            }
            met.Clear();
        }
        return new Interactions([.. queries], [.. items]) { Weights = [.. sums] };
    }

    private void AddNear(
        ReadOnlySpan<int> history,
        ReadOnlySpan<long> times,
        int place,
        int step,
        double weight,
        float[] weights,
        List<int> met
    )
    {
        for (var apart = 1; apart <= Window; apart++)
        {
            var other = place + step * apart;
            if (other < 0 || other >= history.Length || IsPause(times, other - step, other))
            {
                return;
            }
            if (weights[history[other]] == 0)
            {
                met.Add(history[other]);
            }
            weights[history[other]] += (float)(weight / apart);
        }
    }

    private bool IsPause(ReadOnlySpan<long> times, int one, int next) =>
        LongestPause is { } longest && Math.Abs(times[next] - times[one]) > longest;

    /// <summary>Where each item stands in the histories.</summary>
    private sealed class Places
    {
        private readonly UserGroups groups;
        private readonly int[] users;
        private readonly int[] places;

        public Places(UserHistories histories, int itemCount)
        {
            var items = new int[histories.Count];
            users = new int[histories.Count];
            places = new int[histories.Count];
            var next = 0;
            for (var user = 0; user < histories.UserCount; user++)
            {
                for (var place = 0; place < histories[user].Length; place++)
                {
                    (items[next], users[next], places[next]) = (
                        histories[user][place],
                        user,
                        place
                    );
                    next++;
                }
            }
            groups = new UserGroups(items, itemCount);
        }

        public IEnumerable<(int User, int Place)> Of(int item)
        {
            foreach (var entry in groups.Of(item).ToArray())
            {
                yield return (users[entry], places[entry]);
            }
        }
    }
}
