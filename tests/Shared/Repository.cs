namespace OnnxRetrieval.Tests;

/// <summary>Where this checkout and the data for measuring are.</summary>
internal static class Repository
{
    /// <summary>The folder that holds <c>OnnxRetrieval.sln</c>.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>
    /// A folder or file of <c>../shared/data</c>. Skips the running test, saying so, where it is missing: the data's
    /// licences do not allow passing it on with the project.
    /// </summary>
    public static string SharedData(string name)
    {
        var path = Path.GetFullPath(Path.Combine(Root, "..", "shared", "data", name));
        if (!Path.Exists(path))
        {
            Assert.Skip(
                $"'{name}' is not at ../shared/data: this test measures on data that the project may not ship."
            );
        }
        return path;
    }

    private static string FindRoot()
    {
        for (
            var folder = AppContext.BaseDirectory;
            folder is not null;
            folder = Path.GetDirectoryName(folder)
        )
        {
            if (File.Exists(Path.Combine(folder, "OnnxRetrieval.sln")))
            {
                return folder;
            }
        }
        throw new InvalidOperationException(
            $"No OnnxRetrieval.sln above {AppContext.BaseDirectory}."
        );
    }
}
