using System.CommandLine;

namespace OnnxRetrieval.Tool.Help;

/// <summary>Writes <c>docs/command-line.md</c>: the help of all commands as one page.</summary>
internal static class ReferenceWriter
{
    /// <summary>Writes the page.</summary>
    /// <param name="root">The program.</param>
    /// <param name="output">Where to.</param>
    public static void Write(RootCommand root, TextWriter output)
    {
        output.Write("# The command line\n\n");
        output.Write(
            $"Made from the program itself: what `{CommandLine.ProgramName} COMMAND --help` tells, on one page. "
                + "The exit code is 0 when all went well, 1 when it did not, and 2 where the command line itself is wrong.\n"
        );
        foreach (var command in root.Subcommands.Where(command => !command.Hidden))
        {
            var help = CommandHelp.Of(command);
            output.Write($"\n## {command.Name}\n\n{help.Description}\n\n```\n{help.Usage}\n```\n");
            foreach (var section in help.Sections)
            {
                output.Write($"\n| {section.Title} | |\n| --- | --- |\n");
                foreach (var (name, text) in section.Rows)
                {
                    output.Write($"| `{Cell(name)}` | {Cell(text)} |\n");
                }
            }
            if (help.Examples.Count > 0)
            {
                output.Write("\n```\n");
                foreach (var (arguments, does) in help.Examples)
                {
                    output.Write($"# {does}\n{CommandLine.ProgramName} {arguments}\n");
                }
                output.Write("```\n");
            }
        }
    }

    private static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal);
}
