namespace OnnxRetrieval.Training.Data.Building;

/// <summary>Interactions as they are read, their users and items numbered by first appearance.</summary>
internal sealed class InteractionBuffer(
    IdBuilder users,
    IdBuilder items,
    bool hasRatings,
    bool hasTimes
)
{
    private readonly ChunkedColumn<int> userColumn = new();
    private readonly ChunkedColumn<int> itemColumn = new();
    private readonly ChunkedColumn<float> ratingColumn = new();
    private readonly ChunkedColumn<long> timeColumn = new();

    public IdBuilder Users => users;

    public IdBuilder Items => items;

    public bool HasRatings => hasRatings;

    public bool HasTimes => hasTimes;

    public int Count { get; private set; }

    public long RowsRead { get; set; }

    public long MissingFields { get; set; }

    public long NotFinite { get; set; }

    public long Duplicates { get; private set; }

    /// <summary>Adds the interactions whose flag is set. What the buffer has no column for is ignored.</summary>
    public void Add(
        ReadOnlySpan<bool> isKept,
        ReadOnlySpan<int> userNumbers,
        ReadOnlySpan<int> itemNumbers,
        ReadOnlySpan<float> ratings,
        ReadOnlySpan<long> times
    )
    {
        for (var row = 0; row < isKept.Length; row++)
        {
            if (isKept[row])
            {
                Add(userNumbers[row], itemNumbers[row], ratings[row], times[row]);
            }
        }
    }

    /// <summary>Adds an interaction. What the buffer has no column for is ignored.</summary>
    public void Add(int user, int item, float rating, long time)
    {
        if (Count == Array.MaxLength)
        {
            throw new InputException(
                $"There are more than {Array.MaxLength:N0} interactions, the most that this trainer holds. Train on fewer: sample them, or leave out the oldest."
            );
        }
        userColumn.Add(user);
        itemColumn.Add(item);
        if (hasRatings)
        {
            ratingColumn.Add(rating);
        }
        if (hasTimes)
        {
            timeColumn.Add(time);
        }
        Count++;
    }

    /// <summary>The interactions over vocabulary rows, of each user and item only the latest.</summary>
    public Interactions Finish(int[] userRows, int[] itemRows)
    {
        var interactions = new Interactions(
            Renumber(userColumn.Drain(Count), userRows),
            Renumber(itemColumn.Drain(Count), itemRows),
            hasRatings ? ratingColumn.Drain(Count) : null,
            hasTimes ? timeColumn.Drain(Count) : null
        );
        var latest = DuplicateResolution.KeepLatest(interactions, userRows.Length, itemRows.Length);
        Duplicates = interactions.Count - latest.Count;
        return latest;
    }

    private static int[] Renumber(int[] column, int[] rows)
    {
        for (var i = 0; i < column.Length; i++)
        {
            column[i] = rows[column[i]];
        }
        return column;
    }
}
