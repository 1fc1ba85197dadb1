namespace OnnxRetrieval.Training.Data.Building;

/// <summary>What a source tells of the candidates, row by row as read.</summary>
/// <param name="Items">The number of each row's item, as the item <see cref="IdBuilder"/> gave it; no item twice.</param>
/// <param name="Columns">The columns, with a value for each row.</param>
internal sealed record CandidateTable(
    IReadOnlyList<int> Items,
    IReadOnlyList<CandidateColumn> Columns
);

/// <summary>A column of the candidates.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Values">A value for each row; "" where it is missing.</param>
internal sealed record CandidateColumn(string Name, IReadOnlyList<string> Values);
