using System.Text;

namespace OnnxRetrieval.Training.Data.Files;

/// <summary>Finds out how to read a file or a query: its format and columns.</summary>
internal static class TableOpener
{
    /// <summary>Opens a file by its extension (and Parquet by its first bytes).</summary>
    /// <param name="database">Reads it.</param>
    /// <param name="file">A path that <see cref="InputFiles"/> has checked.</param>
    /// <param name="expected">Names of which one is expected in a CSV's header line.</param>
    public static Table Open(
        DuckDatabase database,
        string file,
        IReadOnlyCollection<string> expected
    )
    {
        try
        {
            return Format(file) switch
            {
                FileFormat.Parquet => OpenParquet(database, file),
                FileFormat.Json => OpenJson(database, file),
                _ => CsvTable.Open(database, file, expected),
            };
        }
        catch (DuckQueryException e)
        {
            throw DuckErrors.Explain(e, file);
        }
    }

    /// <summary>Opens a query.</summary>
    public static Table OpenQuery(DuckDatabase database, string query, string option)
    {
        var sql = query.Trim().TrimEnd(';');
        if (sql.Length == 0)
        {
            throw new InputException($"{option} is empty.");
        }
        try
        {
            // A line break ends a comment that the query may end with.
            var from = $"({sql}\n)";
            return new(option, from, database.Describe($"SELECT * FROM {from}"), Typing.Query);
        }
        catch (DuckQueryException e)
        {
            throw DuckErrors.ExplainQuery(e, option);
        }
    }

    /// <summary>Whether an option holds a query rather than a file.</summary>
    public static bool IsQuery(string text)
    {
        var start = text.AsSpan().TrimStart();
        foreach (var word in (ReadOnlySpan<string>)["SELECT", "FROM", "WITH"])
        {
            if (
                start.StartsWith(word, StringComparison.OrdinalIgnoreCase)
                && start.Length > word.Length
                && (char.IsWhiteSpace(start[word.Length]) || start[word.Length] is '(' or '\'')
            )
            {
                return true;
            }
        }
        return false;
    }

    private static Table OpenParquet(DuckDatabase database, string file)
    {
        var from = $"read_parquet({DuckDatabase.Text(file)})";
        return new(file, from, database.Describe($"SELECT * FROM {from}"), Typing.Declared);
    }

    private static Table OpenJson(DuckDatabase database, string file)
    {
        var columns = database.Describe($"SELECT * FROM read_json({DuckDatabase.Text(file)})");
        if (columns is [{ Name: "json", Type: "JSON" }])
        {
            throw new InputException(
                $"'{file}' holds no JSON objects. Expected an object a row, one a line or in one array: {{\"user\": 1, \"item\": 2}}."
            );
        }
        return new(file, DuckDatabase.Text(file), columns, Typing.Json);
    }

    private static FileFormat Format(string file)
    {
        var name = file;
        foreach (var compression in (ReadOnlySpan<string>)[".gz", ".zst", ".zstd"])
        {
            if (name.EndsWith(compression, StringComparison.OrdinalIgnoreCase))
            {
                name = name[..^compression.Length];
            }
        }
        var extension = Path.GetExtension(name);
        if (Is(extension, ".parquet", ".pq", ".parq") || HasParquetMark(file))
        {
            return FileFormat.Parquet;
        }
        return Is(extension, ".json", ".jsonl", ".ndjson") ? FileFormat.Json : FileFormat.Csv;
    }

    private static bool Is(string extension, params ReadOnlySpan<string> some)
    {
        foreach (var one in some)
        {
            if (extension.Equals(one, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }
        return false;
    }

    private static bool HasParquetMark(string file)
    {
        Span<byte> start = stackalloc byte[4];
        using var stream = File.OpenRead(file);
        return stream.ReadAtLeast(start, 4, throwOnEndOfStream: false) == 4
            && start.SequenceEqual("PAR1"u8);
    }

    private enum FileFormat
    {
        Csv,
        Json,
        Parquet,
    }
}
