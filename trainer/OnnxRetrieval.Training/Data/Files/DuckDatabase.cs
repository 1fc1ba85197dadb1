using DuckDB.NET.Native;

namespace OnnxRetrieval.Training.Data.Files;

/// <summary>
/// An in-memory DuckDB whose answers are read a chunk of columns at a time. The ADO.NET reader gives one value a call,
/// which for 20 million rows costs more than DuckDB's own work.
/// </summary>
internal sealed class DuckDatabase : IDisposable
{
    private readonly DuckDBDatabase database;
    private readonly DuckDBNativeConnection connection;
    private readonly CancellationToken cancellation;
    private readonly CancellationTokenRegistration interruption;

    public DuckDatabase(CancellationToken cancellation)
    {
        this.cancellation = cancellation;
        if (NativeMethods.Startup.DuckDBOpen(":memory:", out database) != DuckDBState.Success)
        {
            throw new InvalidOperationException("DuckDB could not open a database in memory.");
        }
        if (NativeMethods.Startup.DuckDBConnect(database, out connection) != DuckDBState.Success)
        {
            throw new InvalidOperationException("DuckDB refused a connection in memory.");
        }
        interruption = cancellation.Register(() =>
            NativeMethods.Startup.DuckDBInterrupt(connection)
        );
        // Rows must come in the order of the file, and nothing is to be fetched from elsewhere behind the user's back.
        Execute("SET preserve_insertion_order = true");
        Execute("SET autoinstall_known_extensions = false");
        Execute("SET TimeZone = 'UTC'");
    }

    /// <summary>Runs a statement whose answer is not wanted.</summary>
    public void Execute(string sql)
    {
        foreach (var _ in Query(sql)) { }
    }

    /// <summary>Runs one statement and gives its answer chunk by chunk; a chunk is valid until the next is asked for.</summary>
    /// <exception cref="DuckQueryException">DuckDB could not run it.</exception>
    public IEnumerable<DuckChunk> Query(string sql)
    {
        var state = NativeMethods.PreparedStatements.DuckDBPrepare(
            connection,
            sql,
            out var statement
        );
        using (statement)
        {
            if (state != DuckDBState.Success)
            {
                throw new DuckQueryException(
                    NativeMethods.PreparedStatements.DuckDBPrepareError(statement) ?? ""
                );
            }
            state = NativeMethods.PreparedStatements.DuckDBExecutePreparedStreaming(
                statement,
                out var result
            );
            try
            {
                ThrowIfFailed(state, ref result);
                while (true)
                {
                    cancellation.ThrowIfCancellationRequested();
                    using var chunk = NativeMethods.Query.DuckDBFetchChunk(result);
                    if (chunk.IsInvalid)
                    {
                        // The end and an error look alike here.
                        ThrowIfFailed(DuckDBState.Success, ref result);
                        yield break;
                    }
                    var rows = checked((int)NativeMethods.DataChunks.DuckDBDataChunkGetSize(chunk));
                    if (rows == 0)
                    {
                        yield break;
                    }
                    yield return new DuckChunk(chunk, rows);
                }
            }
            finally
            {
                NativeMethods.Query.DuckDBDestroyResult(ref result);
            }
        }
    }

    /// <summary>Runs a statement on a table, whose errors are told in its terms.</summary>
    /// <exception cref="InputException">DuckDB could not run it.</exception>
    public IEnumerable<DuckChunk> Query(Table table, string sql)
    {
        using var chunks = Query(sql).GetEnumerator();
        while (true)
        {
            try
            {
                if (!chunks.MoveNext())
                {
                    yield break;
                }
            }
            catch (DuckQueryException error)
            {
                throw table.Explain(error);
            }
            yield return chunks.Current;
        }
    }

    /// <summary>The names and types of a query's columns.</summary>
    public List<DuckColumn> Describe(string query)
    {
        var columns = new List<DuckColumn>();
        foreach (var chunk in Query($"DESCRIBE {query}"))
        {
            for (var row = 0; row < chunk.Rows; row++)
            {
                columns.Add(new(chunk.TextColumn(0)[row]!, chunk.TextColumn(1)[row]!));
            }
        }
        return columns;
    }

    /// <summary>Something that adds rows to a table quickly.</summary>
    /// <param name="table">The table's name.</param>
    /// <param name="types">The types of its columns; a list is one of floats.</param>
    public DuckAppender Append(string table, params ReadOnlySpan<DuckDBType> types) =>
        new(connection, table, types);

    public void Dispose()
    {
        interruption.Dispose();
        connection.Dispose();
        database.Dispose();
    }

    /// <summary>A name as SQL writes it.</summary>
    public static string Name(string name) =>
        $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    /// <summary>A text as SQL writes it.</summary>
    public static string Text(string text) =>
        $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";

    private void ThrowIfFailed(DuckDBState state, ref DuckDBResult result)
    {
        var error = NativeMethods.Query.DuckDBResultError(ref result);
        if (state != DuckDBState.Success || !string.IsNullOrEmpty(error))
        {
            cancellation.ThrowIfCancellationRequested();
            throw new DuckQueryException(error ?? "");
        }
    }
}
