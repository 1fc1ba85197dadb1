namespace OnnxRetrieval.Training.Data;

/// <summary>What a data set looks like in numbers.</summary>
public sealed record DataProfile
{
    /// <summary>What it is called.</summary>
    public required string Name { get; init; }

    /// <summary>Users.</summary>
    public required int Users { get; init; }

    /// <summary>Items, those included that nobody met.</summary>
    public required int Items { get; init; }

    /// <summary>Items that nobody met.</summary>
    public required int ItemsNobodyMet { get; init; }

    /// <summary>Interactions, duplicates resolved.</summary>
    public required int Interactions { get; init; }

    /// <summary>Interactions over users times items, in [0, 1].</summary>
    public required double Density { get; init; }

    /// <summary>Whether user ids are strings (otherwise 64-bit integers).</summary>
    public required bool UserIdsAreStrings { get; init; }

    /// <summary>Whether item ids are strings (otherwise 64-bit integers).</summary>
    public required bool ItemIdsAreStrings { get; init; }

    /// <summary>How often each rating, or each of ten equal ranges where there are more than twenty values; empty without ratings.</summary>
    public required IReadOnlyList<RatingCount> Ratings { get; init; }

    /// <summary>The mean rating; null without ratings.</summary>
    public required double? MeanRating { get; init; }

    /// <summary>The earliest time; null without times.</summary>
    public required DateTimeOffset? FirstTime { get; init; }

    /// <summary>The latest time; null without times.</summary>
    public required DateTimeOffset? LastTime { get; init; }

    /// <summary>Interactions a user, over users that have any.</summary>
    public required Quantiles PerUser { get; init; }

    /// <summary>Interactions an item, over items that have any.</summary>
    public required Quantiles PerItem { get; init; }

    /// <summary>How unequal popularity is: the Gini coefficient over all items, 0 where all are as popular, near 1 where one has all.</summary>
    public required double PopularityGini { get; init; }

    /// <summary>Names of the candidate columns.</summary>
    public required IReadOnlyList<string> Columns { get; init; }

    /// <summary>Names of the columns that describe the users.</summary>
    public required IReadOnlyList<string> UserColumns { get; init; }

    /// <summary>What reading met.</summary>
    public required DataReport Report { get; init; }

    /// <summary>SHA-256 (hex) over the content.</summary>
    public required string Fingerprint { get; init; }

    /// <summary>Computes the profile of a data set.</summary>
    public static DataProfile Of(Dataset dataset)
    {
        var interactions = dataset.Interactions;
        var perUser = Counts(interactions.Users, dataset.Users.Count);
        var perItem = Counts(interactions.Items, dataset.Items.Count);
        var cells = (double)dataset.Users.Count * dataset.Items.Count;
        return new()
        {
            Name = dataset.Name,
            Users = dataset.Users.Count,
            Items = dataset.Items.Count,
            ItemsNobodyMet = perItem.Count(count => count == 0),
            Interactions = interactions.Count,
            Density = cells == 0 ? 0 : interactions.Count / cells,
            UserIdsAreStrings = dataset.Users.IsString,
            ItemIdsAreStrings = dataset.Items.IsString,
            Ratings = RatingCount.Of(interactions.Ratings ?? []),
            MeanRating = interactions.Ratings is { Length: > 0 } ratings
                ? ratings.Average(rating => (double)rating)
                : null,
            FirstTime = interactions.Times is { Length: > 0 } first ? Time(first.Min()) : null,
            LastTime = interactions.Times is { Length: > 0 } last ? Time(last.Max()) : null,
            PerUser = Quantiles.Of(perUser),
            PerItem = Quantiles.Of(perItem),
            PopularityGini = Gini(perItem),
            Columns = [.. dataset.ItemColumns.Select(column => column.Name)],
            UserColumns = [.. dataset.UserColumns.Select(column => column.Name)],
            Report = dataset.Report,
            Fingerprint = dataset.Fingerprint,
        };
    }

    private static int[] Counts(int[] rows, int count)
    {
        var counts = new int[count];
        foreach (var row in rows)
        {
            counts[row]++;
        }
        return counts;
    }

    // G = (2 Σ i·x_i) / (n Σ x_i) - (n + 1) / n, with x in ascending order and i from 1.
    private static double Gini(int[] counts)
    {
        Array.Sort(counts);
        var (sum, weighted) = (0.0, 0.0);
        for (var i = 0; i < counts.Length; i++)
        {
            sum += counts[i];
            weighted += (i + 1.0) * counts[i];
        }
        return sum == 0
            ? 0
            : (2 * weighted / (counts.Length * sum)) - ((counts.Length + 1.0) / counts.Length);
    }

    private static DateTimeOffset Time(long seconds) =>
        DateTimeOffset.FromUnixTimeSeconds(
            Math.Clamp(
                seconds,
                DateTimeOffset.MinValue.ToUnixTimeSeconds(),
                DateTimeOffset.MaxValue.ToUnixTimeSeconds()
            )
        );
}
