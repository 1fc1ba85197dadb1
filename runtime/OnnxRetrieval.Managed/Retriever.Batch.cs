namespace OnnxRetrieval;

public sealed partial class Retriever
{
    /// <inheritdoc/>
    public IReadOnlyList<Retrieval> RetrieveBatch(
        IReadOnlyList<Query> queries,
        int k = 10,
        IEnumerable<string>? exclude = null,
        IReadOnlyList<IEnumerable<string>?>? excludeEach = null
    )
    {
        ArgumentNullException.ThrowIfNull(queries);
        ArgumentOutOfRangeException.ThrowIfLessThan(k, 1);
        if (excludeEach is not null && excludeEach.Count != queries.Count)
        {
            throw new ArgumentException(
                $"There are {queries.Count} queries and {excludeEach.Count} lists of exclusions; give one list (or null) for each query.",
                nameof(excludeEach)
            );
        }
        if (queries.Count == 0)
        {
            return [];
        }
        // Enumerated once, though it may be added to every query's list.
        var excludeAll = exclude as IReadOnlyCollection<string> ?? exclude?.ToArray();
        var call = model.Rent();
        try
        {
            var all = HasTables ? Tables(call) : null;
            call.Exclusions.Clear();
            for (var i = 0; i < (excludeEach?.Count ?? 1); i++)
            {
                call.Exclusions.Add(excludeAll);
                call.Exclusions.Add(excludeEach?[i]);
                call.Exclusions.EndRow();
            }
            call.SetExclusions();
            call.SetQueries([.. queries]);
            return Results(call, all, k, CancellationToken.None);
        }
        finally
        {
            model.Return(call);
        }
    }
}
