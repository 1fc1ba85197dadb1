using System.Text;
using Spectre.Console;

namespace OnnxRetrieval.Tool;

/// <summary>Where a command reads and writes: results go to the output, progress and errors to the error stream.</summary>
/// <param name="Output">Standard output, for text without markup: JSON, help.</param>
/// <param name="Error">Standard error.</param>
/// <param name="Pretty">Tables and markup on standard output.</param>
/// <param name="PrettyError">Live progress and markup on standard error.</param>
/// <param name="Cancellation">Cancelled when the user interrupts.</param>
internal sealed record ToolConsole(
    TextWriter Output,
    TextWriter Error,
    IAnsiConsole Pretty,
    IAnsiConsole PrettyError,
    CancellationToken Cancellation
)
{
    /// <summary>Columns of a table that is written to a file or a pipe.</summary>
    public const int WidthWithoutTerminal = 140;

    /// <summary>The streams of this process.</summary>
    public static ToolConsole OfProcess(CancellationToken cancellation)
    {
        // Titles come in every language; a byte order mark would spoil JSON read from a pipe.
        Console.OutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
        return new(
            Console.Out,
            Console.Error,
            Create(Console.Out, Console.IsOutputRedirected),
            Create(Console.Error, Console.IsErrorRedirected),
            cancellation
        );
    }

    /// <summary>A console over a writer: plain text of a fixed width where it is no terminal.</summary>
    public static IAnsiConsole Create(TextWriter writer, bool redirected)
    {
        if (!redirected)
        {
            return AnsiConsole.Create(
                new AnsiConsoleSettings { Out = new AnsiConsoleOutput(writer) }
            );
        }
        var console = AnsiConsole.Create(
            new AnsiConsoleSettings
            {
                Ansi = AnsiSupport.No,
                ColorSystem = ColorSystemSupport.NoColors,
                Interactive = InteractionSupport.No,
                Out = new AnsiConsoleOutput(writer),
            }
        );
        console.Profile.Width = WidthWithoutTerminal;
        return console;
    }
}
