using OnnxRetrieval.Graph;

namespace OnnxRetrieval.Training.Data;

/// <summary>A column that describes the candidates, such as their title.</summary>
/// <param name="Name">The column's name.</param>
/// <param name="Values">A value for each item row; "" where it is missing. Lists (genres) are joined by <c>|</c>.</param>
public sealed record ItemColumn(string Name, string[] Values);

/// <summary>Interactions with their vocabularies and what is known of the items.</summary>
/// <param name="Name">What to call it: the named data set, or the file's name.</param>
/// <param name="Users">Every user, in row order.</param>
/// <param name="Items">Every item: those that someone met, then those that only the candidates' file lists.</param>
/// <param name="Interactions">All interactions, in the order read, duplicates already resolved.</param>
/// <param name="ItemColumns">Columns of the candidates, <c>title</c> first where there is one.</param>
/// <param name="Report">What was read, dropped and repaired.</param>
/// <param name="Fingerprint">SHA-256 (hex) over what was read, so that a model names its data.</param>
public sealed record Dataset(
    string Name,
    IdTable Users,
    IdTable Items,
    Interactions Interactions,
    IReadOnlyList<ItemColumn> ItemColumns,
    DataReport Report,
    string Fingerprint
)
{
    /// <summary>Columns that describe the users, from the users' file or a named data set, in row order.</summary>
    public IReadOnlyList<EntityColumn> UserColumns { get; init; } = [];

    /// <summary>The columns of the candidates that features read (<see cref="DataOptions.FeatureColumns"/>), in row order.</summary>
    public IReadOnlyList<EntityColumn> ItemFeatureColumns { get; init; } = [];
}

/// <summary>What reading the data met. Each count is of rows.</summary>
public sealed record DataReport
{
    /// <summary>Rows read from the interactions.</summary>
    public long RowsRead { get; init; }

    /// <summary>Rows dropped because the user, the item, the rating or the time was missing.</summary>
    public long MissingFields { get; init; }

    /// <summary>Rows dropped because the rating was NaN or infinite.</summary>
    public long NotFinite { get; init; }

    /// <summary>Rows dropped because the same user met the same item again later (the latest is kept).</summary>
    public long Duplicates { get; init; }

    /// <summary>Other remarks for the user, such as candidates without interactions.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];
}

/// <summary>A data set cut into what is learned from, what choices are made on, and what is reported.</summary>
/// <param name="Dataset">The whole.</param>
/// <param name="Train">What models learn from.</param>
/// <param name="Valid">Held out for early stopping and for choosing options; may be empty.</param>
/// <param name="Test">Held out for the reported metrics, and used for nothing else; may be empty.</param>
/// <param name="ValidIsCarved">Whether the validation set was cut from the training data by us, so that the final fit may have it back.</param>
/// <param name="Notes">What the split met: users without a training item, and the like.</param>
public sealed record DataSplit(
    Dataset Dataset,
    Interactions Train,
    Interactions Valid,
    Interactions Test,
    bool ValidIsCarved,
    IReadOnlyList<string> Notes
)
{
    /// <summary>What a validation's rankings leave out of each user; null: what the user has in the training data.</summary>
    public Interactions? Masked { get; init; }

    /// <summary>
    /// Whether what is to be predicted is what comes next: most validation interactions are no earlier than any training
    /// interaction of their user. A random split is not of this kind, though it may have times. Without a validation set times
    /// are enough.
    /// </summary>
    public bool LooksAhead()
    {
        if (Train.Times is null || Valid is { Count: > 0, Times: null })
        {
            return false;
        }
        var latest = new long[Dataset.Users.Count];
        Array.Fill(latest, long.MinValue);
        for (var i = 0; i < Train.Count; i++)
        {
            ref var time = ref latest[Train.Users[i]];
            time = Math.Max(time, Train.Times[i]);
        }
        var ahead = 0;
        for (var i = 0; i < Valid.Count; i++)
        {
            ahead += Valid.Times![i] >= latest[Valid.Users[i]] ? 1 : 0;
        }
        return 2L * ahead >= Valid.Count;
    }
}
