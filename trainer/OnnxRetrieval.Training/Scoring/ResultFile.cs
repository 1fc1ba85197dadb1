using OnnxRetrieval.Training.Data.Files;

namespace OnnxRetrieval.Training.Scoring;

/// <summary>The file of all results, made of the pieces that were written on the way.</summary>
public static class ResultFile
{
    private static readonly Dictionary<string, string> formats = new(
        StringComparer.OrdinalIgnoreCase
    )
    {
        [".parquet"] = "FORMAT parquet",
        [".csv"] = "FORMAT csv, HEADER",
        [".jsonl"] = "FORMAT json",
    };

    /// <summary>The extensions of files that can be written.</summary>
    public static IReadOnlyCollection<string> Extensions => formats.Keys;

    /// <summary>Refuses a path that cannot be written, before any work is done.</summary>
    /// <exception cref="InputException">It cannot.</exception>
    public static void Check(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        if (!formats.ContainsKey(Path.GetExtension(path)))
        {
            throw new InputException(
                $"Results cannot be written as '{path}': its extension must be one of {string.Join(", ", Extensions)}."
            );
        }
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        if (!Directory.Exists(folder))
        {
            throw new InputException($"There is no folder '{folder}' to write '{path}' in.");
        }
        if (Directory.Exists(path))
        {
            throw new InputException($"'{path}' is a folder. Name a file in it with --out.");
        }
    }

    /// <summary>Joins Parquet files in order. The file appears at once, complete, or not at all.</summary>
    /// <returns>Its rows.</returns>
    internal static long Join(DuckDatabase database, IReadOnlyList<string> pieces, string path)
    {
        var source = $"read_parquet([{string.Join(", ", pieces.Select(DuckDatabase.Text))}])";
        try
        {
            WholeFile.Write(
                path,
                temporary =>
                    database.Execute(
                        $"COPY (SELECT * FROM {source}) TO {DuckDatabase.Text(temporary)} ({formats[Path.GetExtension(path)]})"
                    )
            );
            return database
                .Query($"SELECT count(*) FROM {source}")
                .Sum(chunk => chunk.Integers(0)[0]);
        }
        catch (DuckQueryException error)
        {
            throw new InputException($"'{path}' cannot be written: {error.Message}", error);
        }
    }
}
