namespace OnnxRetrieval.Training.Export;

/// <summary>
/// A folder that appears complete or not at all: it is filled under a temporary name beside its place and then moved there.
/// An earlier folder of that name stays untouched until then. One process at a time may fill it.
/// </summary>
internal sealed class OutputFolder : IDisposable
{
    // Names that nobody gives a folder of their own, unlike "models.old".
    private const string FilledEnding = ".onnx-retrieval-new";
    private const string ReplacedEnding = ".onnx-retrieval-replaced";
    private readonly string place;
    private readonly string earlier;

    /// <summary>Begins to fill a folder.</summary>
    /// <param name="path">Where it is to appear.</param>
    /// <exception cref="InputException">Something that no earlier run wrote is there, or nothing can be written beside it.</exception>
    public OutputFolder(string path)
    {
        place = Place(path);
        earlier = place + ReplacedEnding;
        Path = place + FilledEnding;
        if (File.Exists(place))
        {
            throw new InputException($"The output '{path}' is a file; name a folder with --out.");
        }
        if (IsMountPoint(place))
        {
            throw new InputException(
                $"The output folder '{path}' is where a file system is mounted, so it cannot be replaced as a whole. Name a folder inside it, such as '{System.IO.Path.Combine(path, "model")}', with --out."
            );
        }
        if (HoldsWorkingFolder(place))
        {
            throw new InputException(
                $"The output folder '{path}' is the folder that you are in, or holds it: it cannot be replaced as a whole. Name a folder inside it, such as 'model', with --out."
            );
        }
        if (OtherFile(place) is { } other)
        {
            throw new InputException(
                $"The output folder '{path}' holds files such as '{other}' that no earlier run wrote: they may be somebody's work, and the folder would be replaced as a whole. Name an empty or a new folder with --out."
            );
        }
        try
        {
            Recover();
            if (Directory.Exists(Path))
            {
                // Left by a process that was killed.
                Directory.Delete(Path, recursive: true);
            }
            Directory.CreateDirectory(Path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new InputException(
                $"The output folder '{path}' cannot be written: {exception.Message} Name another with --out.",
                exception
            );
        }
    }

    /// <summary>The temporary folder to fill.</summary>
    public string Path { get; }

    /// <summary>Moves the filled folder to its place. Files of an earlier one that the new one has not are gone with it.</summary>
    public void Commit()
    {
        if (!Directory.Exists(place))
        {
            Directory.Move(Path, place);
            return;
        }
        if (FolderExchange.TryExchange(Path, place))
        {
            Directory.Delete(Path, recursive: true);
            return;
        }
        Directory.Move(place, earlier);
        try
        {
            Directory.Move(Path, place);
        }
        catch
        {
            Directory.Move(earlier, place);
            throw;
        }
        Directory.Delete(earlier, recursive: true);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        try
        {
            if (Directory.Exists(Path))
            {
                Directory.Delete(Path, recursive: true);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The run has failed for a reason of its own, which must not be hidden by a leftover temporary folder.
        }
    }

    private static bool IsMountPoint(string folder) =>
        Directory.Exists(folder)
        && DriveInfo
            .GetDrives()
            .Any(drive => System.IO.Path.TrimEndingDirectorySeparator(drive.Name) == folder);

    // Of a link the folder that it leads to is written, as people link to larger disks.
    private static string Place(string path)
    {
        var full = System.IO.Path.TrimEndingDirectorySeparator(System.IO.Path.GetFullPath(path));
        var folder = new DirectoryInfo(full);
        return folder.LinkTarget is null
            ? full
            : System.IO.Path.TrimEndingDirectorySeparator(
                folder.ResolveLinkTarget(returnFinalTarget: true)!.FullName
            );
    }

    private static bool HoldsWorkingFolder(string folder)
    {
        var separator = System.IO.Path.DirectorySeparatorChar;
        return (Environment.CurrentDirectory + separator).StartsWith(
            folder + separator,
            StringComparison.Ordinal
        );
    }

    /// <summary>The name of something in the folder that its manifest does not list; null where there is nothing.</summary>
    private static string? OtherFile(string folder)
    {
        if (!Directory.Exists(folder))
        {
            return null;
        }
        var written = Manifest.FileNamesIn(folder);
        return Directory
            .EnumerateFileSystemEntries(folder)
            .Select(entry => System.IO.Path.GetFileName(entry))
            .Order(StringComparer.Ordinal)
            .FirstOrDefault(name => !written.Contains(name));
    }

    /// <summary>Puts things right after a kill between the two moves of a commit, where folders cannot be exchanged.</summary>
    private void Recover()
    {
        if (!Directory.Exists(earlier))
        {
            return;
        }
        if (Directory.Exists(place))
        {
            Directory.Delete(earlier, recursive: true);
        }
        else
        {
            Directory.Move(earlier, place);
        }
    }
}
