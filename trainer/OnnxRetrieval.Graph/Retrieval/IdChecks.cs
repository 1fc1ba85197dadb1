namespace OnnxRetrieval.Graph;

/// <summary>What a file asks of ids.</summary>
internal static class IdChecks
{
    /// <summary>Refuses ids that a file could not tell apart.</summary>
    /// <param name="ids">The ids.</param>
    /// <param name="what">Whose they are, for the error.</param>
    /// <exception cref="GraphException">An id is given twice, or is what stands for "none".</exception>
    public static void RequireUsable(IdTable ids, string what)
    {
        if (ids.IsString)
        {
            RequireUsable(ids.Strings, RetrievalContract.NoStringId, "\"\"", what);
        }
        else
        {
            RequireUsable(ids.Integers, RetrievalContract.NoNumber, "-1", what);
        }
    }

    private static void RequireUsable<T>(
        ReadOnlySpan<T> ids,
        T padding,
        string paddingText,
        string what
    )
        where T : notnull
    {
        var rows = new Dictionary<T, int>(ids.Length);
        for (var row = 0; row < ids.Length; row++)
        {
            var id = ids[row];
            if (id is null)
            {
                throw new GraphException($"Id {row} of the {what} is null.");
            }
            if (id.Equals(padding))
            {
                throw new GraphException(
                    $"Id {row} of the {what} is {paddingText}, which stands for 'no id' in a retrieval file: give it another id, or leave it out."
                );
            }
            if (!rows.TryAdd(id, row))
            {
                throw new GraphException(
                    $"Id '{id}' of the {what} is given twice, in rows {rows[id]} and {row}."
                );
            }
        }
    }
}
