using System.CommandLine;
using OnnxRetrieval.Tool.Help;

namespace OnnxRetrieval.Tool.Tests.Help;

public sealed class HelpTests
{
    [Fact]
    public void The_program_lists_its_commands() => Golden.Matches(HelpOf());

    [Fact]
    public void A_command_shows_arguments_options_and_examples() =>
        Golden.Matches(HelpOf("recommend"));

    [Fact]
    public void The_published_reference_is_current()
    {
        var path = Path.Combine(Repository.Root, "docs", "command-line.md");
        using var text = new StringWriter();
        ReferenceWriter.Write(Root(), text);
        if (Environment.GetEnvironmentVariable("ONNX_RETRIEVAL_WRITE_GOLDEN") == "1")
        {
            File.WriteAllText(path, text.ToString());
            Assert.Fail($"Written: {path}. Read it, and run without ONNX_RETRIEVAL_WRITE_GOLDEN.");
        }
        Assert.True(
            File.ReadAllText(path) == text.ToString(),
            $"{path} is out of date: run this test with ONNX_RETRIEVAL_WRITE_GOLDEN=1."
        );
    }

    [Theory]
    [InlineData("train")]
    [InlineData("tune")]
    [InlineData("evaluate")]
    [InlineData("compare")]
    [InlineData("recommend")]
    [InlineData("similar")]
    [InlineData("explain")]
    [InlineData("serve")]
    [InlineData("pack")]
    [InlineData("update")]
    [InlineData("export")]
    [InlineData("inspect")]
    [InlineData("data")]
    public void Every_option_of_a_command_is_in_its_help(string name)
    {
        var help = HelpOf(name);
        var command = Root().Subcommands.Single(command => command.Name == name);

        foreach (var option in command.Options)
        {
            Assert.Contains(option.Name, help, StringComparison.Ordinal);
            Assert.False(string.IsNullOrEmpty(option.Description), option.Name);
        }
    }

    [Fact]
    public void Every_example_parses()
    {
        var root = Root();
        foreach (var command in root.Subcommands.OfType<ToolCommand>())
        {
            Assert.NotEmpty(command.Examples);
            Assert.All(
                command.Examples,
                example =>
                {
                    var parsed = root.Parse(example.Arguments);
                    Assert.Empty(parsed.Errors);
                    Assert.Same(command, parsed.CommandResult.Command);
                }
            );
        }
    }

    [Fact]
    public void Help_wins_over_what_is_wrong_beside_it()
    {
        var run = CommandRun.Of("recommend", "--help", "--frobnicate");

        Assert.Equal(ExitCode.Done, run.ExitCode);
        Assert.Contains("Usage:", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void No_command_is_wrong_use_and_shows_what_there_is()
    {
        var run = CommandRun.Of();

        Assert.Equal(ExitCode.WrongUse, run.ExitCode);
        Assert.Equal("", run.Output);
        Assert.Contains("recommend", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_mistyped_command_is_guessed()
    {
        CommandRun.Of("trian").Fails(ExitCode.WrongUse, "Did you mean 'train' instead of 'trian'?");
    }

    [Fact]
    public void No_line_is_wider_than_the_console()
    {
        foreach (var command in Root().Subcommands)
        {
            using var text = new StringWriter();
            new HelpWriter(text, 80).Write(command);
            var described = text.ToString().Split("Examples:")[0];
            Assert.All(described.Split('\n'), line => Assert.InRange(line.Length, 0, 80));
        }
    }

    private static string HelpOf(params string[] command)
    {
        var run = CommandRun.Of([.. command, "--help"]);
        Assert.Equal(ExitCode.Done, run.ExitCode);
        Assert.Equal("", run.Error);
        return run.Output;
    }

    internal static RootCommand Root() =>
        CommandLine.CreateRoot(
            new ToolConsole(
                TextWriter.Null,
                TextWriter.Null,
                ToolConsole.Create(TextWriter.Null, redirected: true),
                ToolConsole.Create(TextWriter.Null, redirected: true),
                CancellationToken.None
            ),
            new Option<bool>("--verbose")
        );
}
