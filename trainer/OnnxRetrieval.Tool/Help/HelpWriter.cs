using System.CommandLine;

namespace OnnxRetrieval.Tool.Help;

/// <summary>Writes the help of a command: what it does, how it is called, its options by group, examples.</summary>
internal sealed class HelpWriter(TextWriter output, int width)
{
    private const int LongestFirstColumn = 34;

    /// <summary>Writes the help of the program or of one of its commands.</summary>
    public void Write(Command command)
    {
        Paragraph(command.Description ?? "");
        output.WriteLine();
        output.WriteLine("Usage:");
        output.WriteLine($"  {Usage(command)}");
        if (command.Subcommands.Count > 0)
        {
            Section(
                "Commands",
                command.Subcommands.Select(child =>
                    (Call(child), FirstSentence(child.Description ?? ""))
                )
            );
        }
        if (command.Arguments.Count > 0)
        {
            Section(
                "Arguments",
                command.Arguments.Select(argument =>
                    (argument.HelpName ?? argument.Name, argument.Description ?? "")
                )
            );
        }
        var grouped = (command as ToolCommand)?.Groups ?? [];
        foreach (var group in grouped)
        {
            Section(group.Title, group.Options.Select(Row));
        }
        var others = command
            .Options.Where(option =>
                !option.Hidden && !grouped.Any(group => group.Options.Contains(option))
            )
            .Concat(command is RootCommand ? [] : Recursive(command))
            .ToList();
        if (others.Count > 0)
        {
            Section(grouped.Count > 0 ? "Other options" : "Options", others.Select(Row));
        }
        var examples = (command as ToolCommand)?.Examples ?? [];
        if (examples.Count > 0)
        {
            output.WriteLine();
            output.WriteLine("Examples:");
            foreach (var example in examples)
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

    private static IEnumerable<Option> Recursive(Command command) =>
        command
            .Parents.OfType<Command>()
            .SelectMany(parent => parent.Options)
            .Where(option => option.Recursive && !option.Hidden);

    private static string Usage(Command command) =>
        command is RootCommand
            ? $"{CommandLine.ProgramName} COMMAND [options]"
            : $"{CommandLine.ProgramName} {Call(command)}";

    private static string Call(Command command)
    {
        var parts = new List<string> { command.Name };
        parts.AddRange(command.Arguments.Select(argument => argument.HelpName ?? argument.Name));
        parts.AddRange(
            command
                .Options.Where(option => option.Required)
                .Select(option => $"{option.Name} {option.HelpName}")
        );
        parts.Add("[options]");
        return string.Join(' ', parts);
    }

    private static (string, string) Row(Option option)
    {
        // The help option also answers to /h and -?, which nobody needs to be told.
        var names = string.Join(
            ", ",
            option
                .Aliases.Append(option.Name)
                .Where(name => name.StartsWith('-') && name != "-?")
                .OrderBy(name => name.Length)
        );
        var value =
            option.HelpName is null || option.Arity.MaximumNumberOfValues == 0
                ? ""
                : $" {option.HelpName}";
        return (names + value, option.Description ?? "");
    }

    private static string FirstSentence(string text)
    {
        var end = text.IndexOf(". ", StringComparison.Ordinal);
        return end < 0 ? text : text[..(end + 1)];
    }

    private void Section(string title, IEnumerable<(string Name, string Text)> rows)
    {
        var all = rows.ToList();
        var first = Math.Min(LongestFirstColumn, all.Max(row => row.Name.Length));
        output.WriteLine();
        output.WriteLine($"{title}:");
        foreach (var (name, text) in all)
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
