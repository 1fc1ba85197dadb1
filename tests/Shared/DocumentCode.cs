using System.Text.RegularExpressions;

namespace OnnxRetrieval.Tests;

/// <summary>
/// Code that a document shows and a test runs: in the test's source it stands between the lines <c>// document</c> and
/// <c>// end</c>, word for word but for its indentation.
/// </summary>
internal static partial class DocumentCode
{
    /// <summary>Compares the C# blocks of a document, but for those that are whole files, with those of a test.</summary>
    /// <param name="document">The document's path from the root of the repository.</param>
    /// <param name="source">The path of the test's source.</param>
    /// <param name="replaced">What the document has, and what the test has in its place, such as a path.</param>
    public static void AssertRuns(
        string document,
        string source,
        params (string Document, string Test)[] replaced
    )
    {
        var shown = Block()
            .Matches(Text(document))
            .Select(match =>
                replaced.Aggregate(
                    match.Groups[1].Value,
                    (code, pair) => code.Replace(pair.Document, pair.Test)
                )
            );
        var run = Marked()
            .Matches(Text(source))
            .Select(match => match.Groups[1].Value.Replace("\n        ", "\n").TrimStart(' '));
        Assert.Equal(shown.Select(block => block.Trim()), run.Select(block => block.Trim()));
    }

    /// <summary>The first block of a language that a document shows.</summary>
    public static string First(string document, string language) =>
        Regex
            .Match(Text(document), $"```{language}\n(.*?)```", RegexOptions.Singleline)
            .Groups[1]
            .Value;

    private static string Text(string file) =>
        File.ReadAllText(Path.Combine(Repository.Root, file));

    [GeneratedRegex("```csharp\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Block();

    [GeneratedRegex("        // document\n(.*?)        // end\n", RegexOptions.Singleline)]
    private static partial Regex Marked();
}
