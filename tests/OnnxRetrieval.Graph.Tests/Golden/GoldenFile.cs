namespace OnnxRetrieval.Graph.Tests.Golden;

/// <summary>Text held in a file beside this one; see the README there.</summary>
internal static class GoldenFile
{
    public static void Match(string name, string actual)
    {
        var path = Path.Combine(
            OnnxRetrieval.Tests.Repository.Root,
            "tests",
            "OnnxRetrieval.Graph.Tests",
            "Golden",
            name
        );
        if (Environment.GetEnvironmentVariable("UPDATE_GOLDEN") == "1")
        {
            File.WriteAllText(path, actual);
        }
        Assert.Equal(File.ReadAllText(path), actual);
    }
}
