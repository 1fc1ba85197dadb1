using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Parsing;
using OnnxRetrieval.Tool.Commands;
using OnnxRetrieval.Tool.Help;
using OnnxRetrieval.Tool.Options;

namespace OnnxRetrieval.Tool;

/// <summary>The command line as a whole: parses it, runs the command, and turns what goes wrong into a message.</summary>
internal static class CommandLine
{
    /// <summary>What the user types.</summary>
    public const string ProgramName = "onnx-retrieval";

    /// <summary>Parses and runs; never throws.</summary>
    /// <returns>One of <see cref="ExitCode"/>.</returns>
    public static int Run(string[] arguments, ToolConsole console)
    {
        var verbose = new Option<bool>("--verbose")
        {
            Description = "On failure, show where in the program it happened.",
            Recursive = true,
        };
        var root = CreateRoot(console, verbose);
        var parsed = root.Parse(
            arguments,
            // A value that starts with @ is a value, not a file with more arguments.
            new ParserConfiguration { ResponseFileTokenReplacer = null }
        );
        if (parsed.Errors.Count > 0 && parsed.Action is not { ClearsParseErrors: true })
        {
            return WrongUse(parsed, console);
        }
        try
        {
            return parsed.Invoke(
                new InvocationConfiguration
                {
                    EnableDefaultExceptionHandler = false,
                    // Interruption handles the signals.
                    ProcessTerminationTimeout = null,
                    Output = console.Output,
                    Error = console.Error,
                }
            );
        }
#pragma warning disable CA1031 // The last place that can turn an exception into a message.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            return Failure.Report(exception, console, parsed.GetValue(verbose));
        }
    }

    /// <summary>All commands.</summary>
    public static RootCommand CreateRoot(ToolConsole console, Option<bool> verbose)
    {
        var root = new RootCommand(
            "Trains two-tower recommenders and ships each as one .onnx file: raw ids go in, recommended ids and scores come out."
        )
        {
            new TrainCommand(console),
            new TuneCommand(console),
            new TuneIndexCommand(console),
            new EvaluateCommand(console),
            new CompareCommand(console),
            new RecommendCommand(console),
            new SimilarCommand(console),
            new ExplainCommand(console),
            new ServeCommand(console),
            new PackCommand(console),
            new UpdateCommand(console),
            new ExportCommand(console),
            new InspectCommand(console),
            new DataCommand(console),
        };
        root.Options.OfType<HelpOption>().Single().Action = new WriteHelp(console);
        root.Add(verbose);
        root.SetAction(parsed =>
        {
            new WriteHelp(console with { Output = console.Error }).Invoke(parsed);
            return ExitCode.WrongUse;
        });
        return root;
    }

    private static int WrongUse(ParseResult parsed, ToolConsole console)
    {
        var command = parsed.CommandResult.Command;
        foreach (var error in parsed.Errors.Select(error => error.Message).Distinct())
        {
            console.Error.WriteLine($"error: {error}");
        }
        foreach (var token in parsed.UnmatchedTokens)
        {
            var known = token.StartsWith('-') ? OptionNames(parsed) : CommandNames(command);
            if (Nearest.To(token, known) is { } meant)
            {
                console.Error.WriteLine($"Did you mean '{meant}' instead of '{token}'?");
            }
        }
        if (
            parsed.UnmatchedTokens.Any(token => !token.StartsWith('-'))
            && RepeatHint.For(parsed) is { } hint
        )
        {
            console.Error.WriteLine(hint);
        }
        var call = command is RootCommand ? ProgramName : $"{ProgramName} {command.Name}";
        console.Error.WriteLine($"'{call} --help' shows what is possible.");
        return ExitCode.WrongUse;
    }

    private static IEnumerable<string> OptionNames(ParseResult parsed)
    {
        for (SymbolResult? at = parsed.CommandResult; at is not null; at = at.Parent)
        {
            if (at is CommandResult { Command: var command })
            {
                foreach (var option in command.Options.Where(option => !option.Hidden))
                {
                    yield return option.Name;
                }
            }
        }
    }

    private static IEnumerable<string> CommandNames(Command command) =>
        command.Subcommands.Select(child => child.Name);
}
