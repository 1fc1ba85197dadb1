namespace OnnxRetrieval.Training.Data.Building;

/// <summary>What a source tells of users or items, row by row as read.</summary>
/// <param name="Numbers">The number of each row's entity, as its <see cref="IdBuilder"/> gave it; no entity twice.</param>
/// <param name="Columns">The columns, with a value for each row.</param>
internal sealed record EntityTable(IReadOnlyList<int> Numbers, IReadOnlyList<EntityColumn> Columns)
{
    /// <summary>A table of nothing.</summary>
    public static EntityTable Empty { get; } = new([], []);
}
