using System.Text.RegularExpressions;
using OnnxRetrieval.Tool.Help;

namespace OnnxRetrieval.Tool.Tests.Help;

/// <summary>What the documents tell people to type, and where their links lead.</summary>
public sealed partial class DocumentsTests
{
    private static readonly string[] Documents =
    [
        Path.Combine(Repository.Root, "README.md"),
        .. Directory.GetFiles(Path.Combine(Repository.Root, "docs"), "*.md"),
        .. Directory
            .GetDirectories(Path.Combine(Repository.Root, "samples"))
            .Select(sample => Path.Combine(sample, "README.md")),
    ];

    public static TheoryData<string> CommandLines => [.. Documents.SelectMany(Commands).Distinct()];

    [Theory]
    [MemberData(nameof(CommandLines))]
    public void A_command_line_of_the_documents_parses(string arguments)
    {
        var parsed = HelpTests.Root().Parse(arguments);

        Assert.Empty(parsed.Errors);
        Assert.IsAssignableFrom<ToolCommand>(parsed.CommandResult.Command);
    }

    [Fact]
    public void A_link_between_documents_leads_somewhere()
    {
        var broken =
            from document in Documents
            from Match link in Link().Matches(File.ReadAllText(document))
            let target = link.Groups[1].Value
            where !target.Contains("://", StringComparison.Ordinal)
            where !Exists(document, target)
            select $"{Path.GetFileName(document)}: {target}";

        Assert.Empty(broken);
    }

    private static IEnumerable<string> Commands(string document) =>
        Block()
            .Matches(File.ReadAllText(document))
            .SelectMany(block => block.Groups[1].Value.Replace("\\\n", " ").Split('\n'))
            .Select(line => line.Trim())
            .Where(line => line.StartsWith("onnx-retrieval ", StringComparison.Ordinal))
            // Not what only tells the form of a command.
            .Where(line => !line.EndsWith("[options]", StringComparison.Ordinal))
            .Select(line => line["onnx-retrieval ".Length..]);

    private static bool Exists(string document, string target)
    {
        var parts = target.Split('#');
        var file =
            parts[0].Length == 0
                ? document
                : Path.Combine(Path.GetDirectoryName(document)!, parts[0]);
        if (parts.Length == 1 || !File.Exists(file))
        {
            return Path.Exists(file);
        }
        return File.ReadLines(file)
            .Where(line => line.StartsWith('#'))
            .Select(Anchor)
            .Contains(parts[1]);
    }

    // As the pages that show Markdown make it.
    private static string Anchor(string heading) =>
        NotInAnchors()
            .Replace(heading.TrimStart('#').Trim().ToLowerInvariant(), "")
            .Replace(' ', '-');

    [GeneratedRegex(@"```(?:sh|bash)?[^\n]*\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Block();

    [GeneratedRegex(@"\]\(([^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"[^\p{L}\p{N} _-]")]
    private static partial Regex NotInAnchors();
}
