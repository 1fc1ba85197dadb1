namespace OnnxRetrieval.Graph;

/// <summary>The candidates that a retrieval file chooses from.</summary>
/// <param name="Ids">Their ids, all different and none equal to what stands for "none" ("" or -1).</param>
/// <param name="Vectors">Their vectors, <c>[count, dimensions]</c> in row-major order, all finite.</param>
/// <param name="Dimensions">The length of a vector.</param>
public sealed record CandidateTable(IdTable Ids, ReadOnlyMemory<float> Vectors, int Dimensions)
{
    /// <summary>What is added to each candidate's score, <c>[count]</c>; null: nothing.</summary>
    public ReadOnlyMemory<float>? Biases { get; init; }

    /// <summary>Columns to give beside the ids.</summary>
    public IReadOnlyList<CandidateColumn> Columns { get; init; } = [];

    /// <summary>The number of candidates.</summary>
    public int Count => Ids.Count;

    /// <summary>Checks that the parts belong together.</summary>
    /// <exception cref="GraphException">They do not; the message says which, and where.</exception>
    internal void Validate()
    {
        if (Count == 0)
        {
            throw new GraphException("There are no candidates to choose from.");
        }
        IdChecks.RequireUsable(Ids, "candidates");
        Tables.RequireFinite(Vectors.Span, Count, Dimensions, "candidate vectors", Ids);
        if (Biases is { } biases)
        {
            Tables.RequireFinite(biases.Span, Count, 1, "candidate biases", Ids);
        }
        var names = new HashSet<string>(RetrievalContract.ReservedNames, StringComparer.Ordinal);
        foreach (var column in Columns)
        {
            if (string.IsNullOrEmpty(column.Name) || !names.Add(column.Name))
            {
                throw new GraphException(
                    $"A candidate column cannot be called '{column.Name}': its name must not be empty, given twice, or one of {string.Join(", ", RetrievalContract.ReservedNames)}. Rename the column."
                );
            }
            if (column.Values.Length != Count)
            {
                throw new GraphException(
                    $"Candidate column '{column.Name}' has {column.Values.Length} values for {Count} candidates."
                );
            }
        }
    }
}
