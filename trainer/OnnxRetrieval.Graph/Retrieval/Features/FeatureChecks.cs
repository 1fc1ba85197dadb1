namespace OnnxRetrieval.Graph;

/// <summary>What features ask of their parts.</summary>
internal static class FeatureChecks
{
    /// <summary>Refuses a name that no input can have.</summary>
    /// <exception cref="GraphException">It is empty, or one of the contract's own.</exception>
    public static void RequireName(string? name)
    {
        if (string.IsNullOrEmpty(name) || RetrievalContract.ReservedNames.Contains(name))
        {
            throw new GraphException(
                $"A query feature cannot be called '{name}': its name must not be empty or one of {string.Join(", ", RetrievalContract.ReservedNames)}, which the contract uses itself."
            );
        }
    }

    /// <summary>Refuses values that a file could not tell apart, or none.</summary>
    /// <exception cref="GraphException">There is none, one is given twice, or one is what stands for "none".</exception>
    public static void RequireVocabulary(IdTable values, string name)
    {
        ArgumentNullException.ThrowIfNull(values);
        if (values.Count == 0)
        {
            throw new GraphException($"Feature '{name}' has no values: leave the feature out.");
        }
        IdChecks.RequireUsable(values, $"feature '{name}'");
    }

    /// <summary>Refuses a table of another size than told, or with an element that is not finite.</summary>
    /// <param name="table">The table, <c>[rows, width]</c>.</param>
    /// <param name="rows">How many rows it should have.</param>
    /// <param name="width">How many columns it should have.</param>
    /// <param name="what">What it holds, for the error.</param>
    /// <param name="name">The feature's name.</param>
    /// <param name="values">The values of its rows, as far as they have any.</param>
    /// <exception cref="GraphException">The table is not as told.</exception>
    public static void RequireTable(
        ReadOnlyMemory<float> table,
        int rows,
        int width,
        string what,
        string name,
        IdTable? values = null
    ) =>
        Tables.RequireFinite(
            table.Span,
            rows,
            width,
            $"{what} of feature '{name}'",
            values ?? new IdTable(Array.Empty<string>())
        );
}
