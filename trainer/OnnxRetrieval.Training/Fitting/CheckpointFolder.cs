namespace OnnxRetrieval.Training.Fitting;

/// <summary>
/// The folder beside an output folder in which a run keeps its checkpoints until it is done. One run at a time has it.
/// </summary>
internal sealed class CheckpointFolder : IDisposable
{
    private const string Ending = ".ckpt";
    private readonly string folder;
    private readonly FileStream held;

    /// <summary>Takes the folder, which is made where it is missing.</summary>
    /// <param name="output">The output folder that it belongs to.</param>
    /// <exception cref="InputException">Another run has it, or it cannot be written.</exception>
    public CheckpointFolder(string output)
    {
        File = FileFor(output);
        folder = Path.GetDirectoryName(File)!;
        try
        {
            Directory.CreateDirectory(folder);
            held = new FileStream(
                Path.Combine(folder, "lock"),
                FileMode.OpenOrCreate,
                FileAccess.ReadWrite,
                FileShare.None
            );
        }
        catch (UnauthorizedAccessException exception)
        {
            throw new InputException(
                $"The output folder '{output}' cannot be written: {exception.Message} Name another with --out.",
                exception
            );
        }
        catch (IOException exception)
        {
            throw new InputException(
                $"The checkpoint folder '{folder}' cannot be taken: {exception.Message} "
                    + "Where another run writes to the same output, wait for it or name another folder with --out.",
                exception
            );
        }
    }

    /// <summary>The checkpoint's file, which may be missing.</summary>
    public string File { get; }

    /// <summary>The checkpoint's file of the pair of item towers, which may be missing.</summary>
    public string PairFile => Path.Combine(folder, "pairs" + Ending);

    /// <summary>The checkpoint's file of one of several fits, from 1; it may be missing.</summary>
    public string FileOf(int number) =>
        Path.Combine(folder, FormattableString.Invariant($"{number}{Ending}"));

    /// <summary>Whether the run is done, so that nothing is kept.</summary>
    public bool Done { get; set; }

    /// <summary>The checkpoint's file of an output folder.</summary>
    public static string FileFor(string output) =>
        Path.Combine(
            Path.TrimEndingDirectorySeparator(Path.GetFullPath(output)) + ".checkpoint",
            "state" + Ending
        );

    /// <inheritdoc/>
    public void Dispose()
    {
        held.Dispose();
        if (Done || !Directory.EnumerateFiles(folder, "*" + Ending).Any())
        {
            try
            {
                Directory.Delete(folder, recursive: true);
            }
            catch (Exception exception)
                when (exception is IOException or UnauthorizedAccessException)
            {
                // The model is in its place; a leftover folder is no reason to fail.
            }
        }
    }
}
