using OnnxRetrieval.Training.Data;

namespace OnnxRetrieval.Training.Towers;

/// <summary>Histories of some entities (compressed sparse rows).</summary>
/// <param name="Items">Item rows of all of them, each history's latest last.</param>
/// <param name="Starts">Where each history begins in <paramref name="Items"/>, and the end of the last: <c>[n + 1]</c>.</param>
public sealed record HistoryBatch(int[] Items, int[] Starts)
{
    /// <summary>The number of histories.</summary>
    public int Count => Starts.Length - 1;

    /// <summary>The histories of some users.</summary>
    /// <param name="histories">The histories of all.</param>
    /// <param name="users">User rows.</param>
    public static HistoryBatch Of(UserHistories histories, ReadOnlySpan<int> users) =>
        Of(users, user => histories[user]);

    /// <summary>The histories of some queries.</summary>
    /// <typeparam name="T">What a query is.</typeparam>
    /// <param name="queries">The queries.</param>
    /// <param name="itemsOf">The items of each, the latest last.</param>
    public static HistoryBatch Of<T>(ReadOnlySpan<T> queries, Func<T, ReadOnlySpan<int>> itemsOf)
    {
        var items = new List<int>();
        var starts = new int[queries.Length + 1];
        for (var i = 0; i < queries.Length; i++)
        {
            items.AddRange(itemsOf(queries[i]));
            starts[i + 1] = items.Count;
        }
        return new HistoryBatch([.. items], starts);
    }

    /// <summary>The last items of each history.</summary>
    /// <param name="length">How many at most.</param>
    public HistoryBatch Last(int length)
    {
        var starts = new int[Starts.Length];
        var items = new List<int>(Items.Length);
        for (var i = 0; i < Count; i++)
        {
            var from = Math.Max(Starts[i], Starts[i + 1] - length);
            items.AddRange(Items.AsSpan(from, Starts[i + 1] - from));
            starts[i + 1] = items.Count;
        }
        return new HistoryBatch([.. items], starts);
    }
}
