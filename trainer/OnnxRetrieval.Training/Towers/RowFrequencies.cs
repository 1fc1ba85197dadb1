namespace OnnxRetrieval.Training.Towers;

/// <summary>How often training meets the rows of a table.</summary>
/// <param name="Use">By what a step comes to read them.</param>
/// <param name="Interactions">Interactions of each row's entities, <c>[rows]</c>, but for the last, the unknown one.</param>
/// <param name="Entities">Entities that read each row, <c>[rows]</c> but for the last; null: one each.</param>
public sealed record RowFrequencies(RowUse Use, int[] Interactions, int[]? Entities = null);

/// <summary>By what a step comes to read a row.</summary>
public enum RowUse
{
    /// <summary>A query of the batch.</summary>
    Query,

    /// <summary>A candidate of the batch.</summary>
    Candidate,

    /// <summary>The history of a query of the batch.</summary>
    History,
}
