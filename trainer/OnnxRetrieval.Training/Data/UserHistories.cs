using OnnxRetrieval.Training.Data.Building;

namespace OnnxRetrieval.Training.Data;

/// <summary>The items of each user in the order met, the latest last, each item once (compressed sparse rows).</summary>
public sealed class UserHistories
{
    private const long UnknownTime = -1;
    private readonly int[] starts;
    private readonly int[] items;
    private readonly long[]? times;
    private readonly long[]? asked;

    private UserHistories(int[] starts, int[] items, long[]? times, long[]? asked)
    {
        this.starts = starts;
        this.items = items;
        this.times = times;
        this.asked = asked;
    }

    /// <summary>The number of users.</summary>
    public int UserCount => starts.Length - 1;

    /// <summary>The number of entries of all users.</summary>
    public int Count => items.Length;

    /// <summary>Whether the order is that of times; otherwise it is the order read, which says nothing.</summary>
    public bool AreTimed => times is not null;

    /// <summary>The item rows of a user, the latest last.</summary>
    public ReadOnlySpan<int> this[int user] =>
        items.AsSpan(starts[user], starts[user + 1] - starts[user]);

    /// <summary>The Unix times in seconds of a user's items; empty where there are none.</summary>
    public ReadOnlySpan<long> TimesOf(int user) =>
        times is null ? [] : times.AsSpan(starts[user], starts[user + 1] - starts[user]);

    /// <summary>The time of each entry of the same items by row, or of none: <c>[items.Count]</c>; null: there are no times.</summary>
    public long[]? TimesOf(UserItems byRow)
    {
        if (times is null)
        {
            return null;
        }
        var aligned = new long[byRow.Count];
        for (var user = 0; user < UserCount; user++)
        {
            for (var at = starts[user]; at < starts[user + 1]; at++)
            {
                aligned[byRow.EntryOf(user, items[at])] = times[at];
            }
        }
        return aligned;
    }

    /// <summary>The Unix time in seconds at which a user asks, having this history; -1: not known.</summary>
    public long AskedAt(int user) => asked?[user] ?? UnknownTime;

    /// <summary>The same histories, of users who ask when they meet the first of some later interactions.</summary>
    /// <param name="later">The later interactions; without times it is not known when.</param>
    public UserHistories AskedBefore(Interactions later)
    {
        if (later.Times is null)
        {
            return this;
        }
        var first = new long[UserCount];
        Array.Fill(first, UnknownTime);
        for (var i = 0; i < later.Count; i++)
        {
            ref var time = ref first[later.Users[i]];
            time = time == UnknownTime ? later.Times[i] : Math.Min(time, later.Times[i]);
        }
        return new UserHistories(starts, items, times, first);
    }

    /// <summary>Gathers interactions by user.</summary>
    /// <param name="interactions">Interactions; of an item that a user met more than once the last counts.</param>
    /// <param name="userCount">The number of users; every user row is below it.</param>
    public static UserHistories From(Interactions interactions, int userCount)
    {
        var groups = new UserGroups(interactions.Users, userCount);
        var starts = new int[userCount + 1];
        var items = new int[interactions.Count];
        var times = interactions.Times is null ? null : new long[interactions.Count];
        var met = new HashSet<int>();
        var kept = 0;
        for (var user = 0; user < userCount; user++)
        {
            var own = groups.Of(user);
            if (interactions.Times is not null)
            {
                TimeOrder.Sort(own, interactions.Times);
            }
            met.Clear();
            var first = kept;
            for (var i = own.Length - 1; i >= 0; i--)
            {
                if (met.Add(interactions.Items[own[i]]))
                {
                    items[kept] = interactions.Items[own[i]];
                    if (times is not null)
                    {
                        times[kept] = interactions.Times![own[i]];
                    }
                    kept++;
                }
            }
            items.AsSpan(first, kept - first).Reverse();
            times?.AsSpan(first, kept - first).Reverse();
            starts[user + 1] = kept;
        }
        Array.Resize(ref items, kept);
        if (times is not null)
        {
            Array.Resize(ref times, kept);
        }
        return new UserHistories(starts, items, times, asked: null);
    }
}
