namespace OnnxRetrieval.Training;

/// <summary>Writes files that appear complete or not at all.</summary>
public static class WholeFile
{
    /// <summary>Writes a file under another name beside it, and moves it into place.</summary>
    /// <param name="path">The file, which is replaced where it is there.</param>
    /// <param name="write">Writes the file of the name that it is given.</param>
    /// <exception cref="InputException">It cannot be written.</exception>
    public static void Write(string path, Action<string> write)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(write);
        var temporary = $"{path}.{Guid.NewGuid():N}.tmp";
        try
        {
            write(temporary);
            File.Move(temporary, path, overwrite: true);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new InputException($"'{path}' cannot be written: {error.Message}", error);
        }
        finally
        {
            if (File.Exists(temporary))
            {
                File.Delete(temporary);
            }
        }
    }
}
