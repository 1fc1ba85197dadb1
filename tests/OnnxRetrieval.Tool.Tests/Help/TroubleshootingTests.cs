using System.Text.RegularExpressions;

namespace OnnxRetrieval.Tool.Tests.Help;

/// <summary>docs/troubleshooting.md quotes messages: each must be one that the tool or a library can give.</summary>
public sealed partial class TroubleshootingTests
{
    private static readonly Lazy<string[]> Sources = new(() =>
        [
            .. new[] { "trainer", "runtime" }
                .SelectMany(folder =>
                    Directory.EnumerateFiles(
                        Path.Combine(Repository.Root, folder),
                        "*.cs",
                        SearchOption.AllDirectories
                    )
                )
                .Where(file =>
                    !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}")
                )
                .Select(file => SourceMessages.Of(File.ReadAllText(file))),
        ]
    );

    public static TheoryData<string> Quoted =>
        [
            .. Heading()
                .Matches(
                    File.ReadAllText(Path.Combine(Repository.Root, "docs", "troubleshooting.md"))
                )
                .Select(heading => heading.Groups[1].Value),
        ];

    [Theory]
    [MemberData(nameof(Quoted))]
    public void A_message_that_the_document_quotes_is_in_the_sources(string message) =>
        Assert.Contains(
            Sources.Value,
            source => source.Contains($"\"{message}\"", StringComparison.Ordinal)
        );

    [Fact]
    public void Joined_texts_with_values_are_one_message()
    {
        const string source = """
            $"The file '{path}' has {rows.Count(row => row is { Id: "" })} rows. "
                + "Give it more."
            """;

        Assert.Equal("$\"The file '…' has … rows. Give it more.\"", SourceMessages.Of(source));
    }

    [GeneratedRegex("^### `(.+)`$", RegexOptions.Multiline)]
    private static partial Regex Heading();
}
