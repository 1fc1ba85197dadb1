namespace OnnxRetrieval.Training.Data.Sources;

/// <summary>Where users, items and interactions come from, in code: a database, an event log, a service.</summary>
/// <remarks>
/// Ids are texts; where every one of them is written as a 64-bit integer is, models take integers. What files of interactions
/// ask of rows holds here too: of a user and an item that are met more than once, the latest is kept, and a row that lacks
/// something is dropped and counted.
/// </remarks>
public abstract class DataSource
{
    /// <summary>What to call the data set.</summary>
    public abstract string Name { get; }

    /// <summary>
    /// All interactions, in any order that is always the same. Where the first has a rating or a time, all are to have one.
    /// </summary>
    public abstract IEnumerable<SourceInteraction> Interactions();

    /// <summary>What is known of the items, each once; those that nobody met become candidates too.</summary>
    public virtual IEnumerable<SourceEntity> Candidates() => [];

    /// <summary>What is known of the users, each once; those without interactions are left out.</summary>
    public virtual IEnumerable<SourceEntity> Users() => [];
}

/// <summary>A user met an item.</summary>
/// <param name="User">The user's id.</param>
/// <param name="Item">The item's id.</param>
public sealed record SourceInteraction(string User, string Item)
{
    /// <summary>How the user rated it; null: not told.</summary>
    public float? Rating { get; init; }

    /// <summary>When; null: not told.</summary>
    public DateTimeOffset? Time { get; init; }
}

/// <summary>What is known of a user or an item.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Columns">Values by column, as text; one that is not there, null or "" is missing.</param>
public sealed record SourceEntity(string Id, IReadOnlyDictionary<string, string?> Columns);
