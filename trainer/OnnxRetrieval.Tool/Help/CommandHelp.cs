using System.CommandLine;

namespace OnnxRetrieval.Tool.Help;

/// <summary>What is to be told of a command, before it is laid out.</summary>
/// <param name="Description">What it does.</param>
/// <param name="Usage">How it is called, with the program's name.</param>
/// <param name="Sections">Subcommands, arguments, and options by group.</param>
/// <param name="Examples">Command lines that work.</param>
internal sealed record CommandHelp(
    string Description,
    string Usage,
    IReadOnlyList<HelpSection> Sections,
    IReadOnlyList<Example> Examples
)
{
    /// <summary>The help of the program or of one of its commands.</summary>
    public static CommandHelp Of(Command command)
    {
        var sections = new List<HelpSection>();
        if (command.Subcommands.Count > 0)
        {
            sections.Add(
                new(
                    "Commands",
                    [
                        .. command.Subcommands.Select(child => new HelpRow(
                            Call(child),
                            FirstSentence(child.Description ?? "")
                        )),
                    ]
                )
            );
        }
        if (command.Arguments.Count > 0)
        {
            sections.Add(
                new(
                    "Arguments",
                    [
                        .. command.Arguments.Select(argument => new HelpRow(
                            argument.HelpName ?? argument.Name,
                            argument.Description ?? ""
                        )),
                    ]
                )
            );
        }
        var grouped = (command as ToolCommand)?.Groups ?? [];
        sections.AddRange(
            grouped.Select(group => new HelpSection(group.Title, [.. group.Options.Select(Row)]))
        );
        Option[] others =
        [
            .. command
                .Options.Where(option =>
                    !option.Hidden && !grouped.Any(group => group.Options.Contains(option))
                )
                .Concat(command is RootCommand ? [] : Recursive(command)),
        ];
        if (others.Length > 0)
        {
            sections.Add(
                new(grouped.Count > 0 ? "Other options" : "Options", [.. others.Select(Row)])
            );
        }
        return new(
            command.Description ?? "",
            command is RootCommand
                ? $"{CommandLine.ProgramName} COMMAND [options]"
                : $"{CommandLine.ProgramName} {Call(command)}",
            sections,
            (command as ToolCommand)?.Examples ?? []
        );
    }

    private static IEnumerable<Option> Recursive(Command command) =>
        command
            .Parents.OfType<Command>()
            .SelectMany(parent => parent.Options)
            .Where(option => option.Recursive && !option.Hidden);

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

    private static HelpRow Row(Option option)
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
        return new(names + value, option.Description ?? "");
    }

    private static string FirstSentence(string text)
    {
        var end = text.IndexOf(". ", StringComparison.Ordinal);
        return end < 0 ? text : text[..(end + 1)];
    }
}

/// <summary>Rows under one heading.</summary>
internal sealed record HelpSection(string Title, IReadOnlyList<HelpRow> Rows);

/// <summary>A name, as it is typed, and what it does.</summary>
internal sealed record HelpRow(string Name, string Text);
