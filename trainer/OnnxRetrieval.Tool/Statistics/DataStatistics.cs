using OnnxRetrieval.Training.Data;

namespace OnnxRetrieval.Tool.Statistics;

/// <summary>What a data set amounts to.</summary>
internal sealed record DataStatistics
{
    private DataStatistics() { }

    public required Dataset Dataset { get; init; }

    /// <summary>Items that somebody met.</summary>
    public required int ItemsMet { get; init; }

    /// <summary>Share of all pairs of a user and an item that happened.</summary>
    public required double Density { get; init; }

    /// <summary>Interactions of a user, over users.</summary>
    public required Spread? PerUser { get; init; }

    /// <summary>Interactions of an item, over the items that somebody met.</summary>
    public required Spread? PerItem { get; init; }

    /// <summary>Share of the interactions that go to the tenth of the items that most users met.</summary>
    public required double TopTenthShare { get; init; }

    /// <summary>How often each rating was given, where there are few different ones; null otherwise.</summary>
    public required IReadOnlyList<(float Rating, int Count)>? Ratings { get; init; }

    /// <summary>The first and the last time; null where there are none.</summary>
    public required (DateTimeOffset First, DateTimeOffset Last)? Times { get; init; }

    /// <summary>Computes them.</summary>
    public static DataStatistics Of(Dataset dataset)
    {
        const int mostRatings = 20;
        var interactions = dataset.Interactions;
        var users = new int[dataset.Users.Count];
        var items = new int[dataset.Items.Count];
        for (var i = 0; i < interactions.Count; i++)
        {
            users[interactions.Users[i]]++;
            items[interactions.Items[i]]++;
        }
        var met = items.Where(count => count > 0).OrderDescending().ToArray();
        var ratings = interactions
            .Ratings?.CountBy(rating => rating)
            .Select(pair => (pair.Key, pair.Value))
            .OrderBy(pair => pair.Key)
            .ToList();
        return new DataStatistics
        {
            Dataset = dataset,
            ItemsMet = met.Length,
            Density = interactions.Count / ((double)users.Length * Math.Max(1, items.Length)),
            PerUser = Spread.Of(users.Where(count => count > 0)),
            PerItem = Spread.Of(met),
            TopTenthShare =
                met.Take((met.Length + 9) / 10).Sum(count => (double)count)
                / Math.Max(1, interactions.Count),
            Ratings = ratings?.Count <= mostRatings ? ratings : null,
            Times = interactions.Times is { Length: > 0 } times
                ? (Time(times.Min()), Time(times.Max()))
                : null,
        };
    }

    // Data may hold times that no calendar has.
    private static DateTimeOffset Time(long seconds) =>
        DateTimeOffset.FromUnixTimeSeconds(
            Math.Clamp(
                seconds,
                DateTimeOffset.MinValue.ToUnixTimeSeconds(),
                DateTimeOffset.MaxValue.ToUnixTimeSeconds()
            )
        );
}
