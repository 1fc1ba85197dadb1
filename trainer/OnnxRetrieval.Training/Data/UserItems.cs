using OnnxRetrieval.Training.Data.Building;

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

    /// <summary>The item rows of all users, one user after another.</summary>
    public ReadOnlySpan<int> Entries => items;

    /// <summary>The item rows of a user.</summary>
    public ReadOnlySpan<int> this[int user] =>
        items.AsSpan(starts[user], starts[user + 1] - starts[user]);

    /// <summary>Gathers interactions by user.</summary>
    /// <param name="interactions">Interactions; repeats of a pair count once.</param>
    /// <param name="userCount">The number of users; every user row is below it.</param>
    public static UserItems From(Interactions interactions, int userCount)
    {
        var groups = new UserGroups(interactions.Users, userCount);
        var starts = new int[userCount + 1];
        var items = new int[interactions.Count];
        var kept = 0;
        for (var user = 0; user < userCount; user++)
        {
            var own = groups.Of(user);
            foreach (ref var position in own)
            {
                position = interactions.Items[position];
            }
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
            starts[user + 1] = kept;
        }
        return new UserItems(starts, kept == items.Length ? items : items[..kept]);
    }

    /// <summary>Where a user's items begin among the entries of all users, <c>[0, <see cref="Count"/>]</c>.</summary>
    public int StartOf(int user) => starts[user];

    /// <summary>The place of a user's item, which the user has, among the entries of all users.</summary>
    public int EntryOf(int user, int item) => starts[user] + this[user].BinarySearch(item);

    /// <summary>Brings a value for each entry, above 0, to a mean of 1 over each user's.</summary>
    internal void ScaleToMeanOfOne(float[] weights)
    {
        for (var user = 0; user < UserCount; user++)
        {
            var own = weights.AsSpan(starts[user], starts[user + 1] - starts[user]);
            var sum = 0.0;
            foreach (var weight in own)
            {
                sum += weight;
            }
            for (var i = 0; i < own.Length; i++)
            {
                own[i] *= (float)(own.Length / sum);
            }
        }
    }

    /// <summary>The users who have at least one item, in ascending order.</summary>
    public int[] UsersWithItems() =>
        [.. Enumerable.Range(0, UserCount).Where(user => starts[user + 1] > starts[user])];

    /// <summary>The users who have none, in ascending order.</summary>
    public int[] UsersWithoutItems() =>
        [.. Enumerable.Range(0, UserCount).Where(user => starts[user + 1] == starts[user])];

    /// <summary>The items that no user has, in ascending order.</summary>
    /// <param name="itemCount">The number of items.</param>
    public int[] ItemsWithoutUsers(int itemCount)
    {
        var counts = ItemCounts(itemCount);
        return [.. Enumerable.Range(0, itemCount).Where(item => counts[item] == 0)];
    }

    /// <summary>How many items each user has, <c>[userCount]</c>.</summary>
    public int[] Counts() =>
        [.. Enumerable.Range(0, UserCount).Select(user => starts[user + 1] - starts[user])];

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
}
