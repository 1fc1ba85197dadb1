namespace OnnxRetrieval.Training.Data.Files;

/// <summary>From what the user named to files that are there, are files, hold something and can be read.</summary>
internal static class InputFiles
{
    /// <summary>The files of paths and globs: in the order named, those of a glob by ordinal name.</summary>
    public static List<string> Find(DuckDatabase database, IEnumerable<string> patterns)
    {
        var files = new List<string>();
        foreach (var pattern in patterns)
        {
            if (string.IsNullOrWhiteSpace(pattern))
            {
                throw new InputException("A file name is empty.");
            }
            if (pattern.AsSpan().ContainsAny('*', '?', '[') && !Path.Exists(pattern))
            {
                files.AddRange(Expand(database, pattern));
            }
            else
            {
                files.Add(pattern);
            }
        }
        foreach (var file in files)
        {
            Check(file);
            PackedFile.RefuseDamaged(file);
        }
        return files;
    }

    /// <summary>Whether a file can be read and holds anything.</summary>
    /// <exception cref="InputException">It cannot.</exception>
    public static void Check(string file)
    {
        if (Directory.Exists(file))
        {
            throw new InputException(
                $"'{file}' is a folder. Name the files in it, for example '{Path.Combine(file, "*.parquet")}'."
            );
        }
        if (file.Contains("://", StringComparison.Ordinal))
        {
            throw new InputException(
                $"'{file}' is an address. Files are read from this machine: download it first."
            );
        }
        if (!File.Exists(file))
        {
            throw new InputException($"There is no file '{file}'.{WorkingFolderHint(file)}");
        }
        try
        {
            using var stream = File.OpenRead(file);
            if (!stream.CanSeek)
            {
                throw new InputException(
                    $"'{file}' is a pipe, and data is read more than once. Write it to a file first."
                );
            }
            if (stream.ReadByte() < 0)
            {
                throw new InputException($"'{file}' is empty.");
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InputException(
                $"'{file}' cannot be read: {e.Message} Check its permissions.",
                e
            );
        }
    }

    private static List<string> Expand(DuckDatabase database, string pattern)
    {
        var found = new List<string>();
        foreach (
            var chunk in database.Query($"SELECT file FROM glob({DuckDatabase.Text(pattern)})")
        )
        {
            found.AddRange(chunk.TextColumn(0)!);
        }
        if (found.Count == 0)
        {
            throw new InputException($"No file matches '{pattern}'.{WorkingFolderHint(pattern)}");
        }
        found.Sort(StringComparer.Ordinal);
        return found;
    }

    private static string WorkingFolderHint(string path) =>
        Path.IsPathRooted(path)
            ? " Check the path."
            : $" It was looked for from '{Environment.CurrentDirectory}'.";
}
