namespace OnnxRetrieval.Training.Data.Sets;

/// <summary>The folder of the user's in which downloaded data sets stay.</summary>
internal static class DatasetCache
{
    /// <summary>The environment variable that names the folder.</summary>
    public const string FolderVariable = "ONNX_RETRIEVAL_CACHE";

    /// <summary>
    /// The folder: <c>ONNX_RETRIEVAL_CACHE</c>, else <c>onnx-retrieval</c> in <c>XDG_CACHE_HOME</c>, else in the system's
    /// folder for caches.
    /// </summary>
    public static string Folder(Func<string, string?> environment)
    {
        if (environment(FolderVariable) is { Length: > 0 } folder)
        {
            return Path.GetFullPath(folder);
        }
        var home = environment("XDG_CACHE_HOME");
        // The XDG specification has relative paths ignored.
        if (!Path.IsPathRooted(home))
        {
            home = OperatingSystem.IsWindows()
                ? Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData)
                : Path.Combine(
                    Environment.GetFolderPath(Environment.SpecialFolder.UserProfile),
                    ".cache"
                );
        }
        return Path.Combine(home, "onnx-retrieval");
    }
}
