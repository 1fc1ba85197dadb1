using System.CommandLine;

namespace OnnxRetrieval.Tool.Help;

/// <summary>Writes the help of a command: what it does, how it is called, its options by group, examples.</summary>
internal sealed class HelpWriter(TextWriter output, int width)
{
    private const int LongestFirstColumn = 34;

    /// <summary>Writes the help of the program or of one of its commands.</summary>
    public void Write(Command command)
    {
        var help = CommandHelp.Of(command);
        Paragraph(help.Description);
        output.WriteLine();
        output.WriteLine("Usage:");
        output.WriteLine($"  {help.Usage}");
        foreach (var section in help.Sections)
        {
            Section(section);
        }
        if (help.Examples.Count > 0)
        {
            output.WriteLine();
            output.WriteLine("Examples:");
            foreach (var example in help.Examples)
            {
                output.WriteLine($"  {CommandLine.ProgramName} {example.Arguments}");
                output.WriteLine($"      {example.Does}");
            }
        }
        if (command is RootCommand)
        {
            output.WriteLine();
            output.WriteLine(
                $"'{CommandLine.ProgramName} COMMAND --help' tells more, with examples."
            );
        }
    }

    private void Section(HelpSection section)
    {
        var first = Math.Min(LongestFirstColumn, section.Rows.Max(row => row.Name.Length));
        output.WriteLine();
        output.WriteLine($"{section.Title}:");
        foreach (var (name, text) in section.Rows)
        {
            var lines = Wrap(text, width - first - 4).ToList();
            var head = $"  {name.PadRight(first)}  ";
            if (name.Length > first)
            {
                output.WriteLine($"  {name}");
                head = new string(' ', first + 4);
            }
            output.WriteLine((head + (lines.Count > 0 ? lines[0] : "")).TrimEnd());
            foreach (var line in lines.Skip(1))
            {
                output.WriteLine(new string(' ', first + 4) + line);
            }
        }
    }

    private void Paragraph(string text)
    {
        foreach (var line in Wrap(text, width))
        {
            output.WriteLine(line);
        }
    }

    private static IEnumerable<string> Wrap(string text, int width)
    {
        var line = "";
        foreach (var word in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.Length > 0 && line.Length + 1 + word.Length > width)
            {
                yield return line;
                line = "";
            }
            line = line.Length == 0 ? word : $"{line} {word}";
        }
        if (line.Length > 0)
        {
            yield return line;
        }
    }
}
