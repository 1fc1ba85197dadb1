using System.Runtime.CompilerServices;

namespace OnnxRetrieval.Tool.Tests;

/// <summary>
/// Holds what is printed against a text file in the folder Golden. To take what is printed now, set
/// ONNX_RETRIEVAL_WRITE_GOLDEN=1 and run the test: it writes the file and fails, so that a changed file is looked at.
/// </summary>
internal static class Golden
{
    public static void Matches(string printed, [CallerMemberName] string name = "")
    {
        var path = Path.Combine(
            Repository.Root,
            "tests",
            "OnnxRetrieval.Tool.Tests",
            "Golden",
            $"{name}.txt"
        );
        // Tables pad their lines; editors strip them.
        var text = string.Join('\n', printed.Split('\n').Select(line => line.TrimEnd()));
        if (Environment.GetEnvironmentVariable("ONNX_RETRIEVAL_WRITE_GOLDEN") == "1")
        {
            File.WriteAllText(path, text);
            Assert.Fail($"Written: {path}. Read it, and run without ONNX_RETRIEVAL_WRITE_GOLDEN.");
        }
        Assert.Equal(File.ReadAllText(path), text);
    }
}
