namespace OnnxRetrieval.Training.Data;

/// <summary>The items of each user, each item once and in ascending row order (compressed sparse rows).</summary>
public sealed class UserItems
{
    private readonly int[] starts;
    private readonly int[] items;

    private UserItems(int[] starts, int[] items)
    {
        this.starts = starts;
        this.items = items;
    }

    /// <summary>The number of users.</summary>
    public int UserCount => starts.Length - 1;

    /// <summary>The number of entries of all users.</summary>
    public int Count => items.Length;

    /// <summary>The item rows of a user.</summary>
    public ReadOnlySpan<int> this[int user] =>
        items.AsSpan(starts[user], starts[user + 1] - starts[user]);

    /// <summary>Gathers interactions by user.</summary>
    /// <param name="interactions">Interactions; repeats of a pair count once.</param>
    /// <param name="userCount">The number of users; every user row is below it.</param>
    public static UserItems From(Interactions interactions, int userCount)
    {
        var starts = new int[userCount + 1];
        foreach (var user in interactions.Users)
        {
            starts[user + 1]++;
        }
        for (var user = 0; user < userCount; user++)
        {
            starts[user + 1] += starts[user];
        }
        var items = new int[interactions.Count];
        var next = starts.AsSpan(0, userCount).ToArray();
        for (var i = 0; i < interactions.Count; i++)
        {
            items[next[interactions.Users[i]]++] = interactions.Items[i];
        }
        return Unique(starts, items);
    }

    /// <summary>Where a user's items begin among the entries of all users, <c>[0, <see cref="Count"/>]</c>.</summary>
    public int StartOf(int user) => starts[user];

    /// <summary>The users who have at least one item, in ascending order.</summary>
    public int[] UsersWithItems() =>
        [.. Enumerable.Range(0, UserCount).Where(user => starts[user + 1] > starts[user])];

    /// <summary>How many users have each item, <c>[itemCount]</c>.</summary>
    public int[] ItemCounts(int itemCount)
    {
        var counts = new int[itemCount];
        foreach (var item in items)
        {
            counts[item]++;
        }
        return counts;
    }

    private static UserItems Unique(int[] starts, int[] items)
    {
        var kept = 0;
        var uniqueStarts = new int[starts.Length];
        for (var user = 0; user + 1 < starts.Length; user++)
        {
            var own = items.AsSpan(starts[user], starts[user + 1] - starts[user]);
            own.Sort();
            var previous = -1;
            foreach (var item in own)
            {
                if (item != previous)
                {
                    items[kept++] = item;
                    previous = item;
                }
            }
            uniqueStarts[user + 1] = kept;
        }
        return new UserItems(uniqueStarts, kept == items.Length ? items : items[..kept]);
    }
}
