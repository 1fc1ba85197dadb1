using OnnxRetrieval.Graph;
using OnnxRetrieval.Training;

namespace OnnxRetrieval.Tool;

/// <summary>Turns what went wrong into one message on standard error.</summary>
internal static class Failure
{
    private const string Issues = "the project's issue tracker";

    /// <summary>Writes the message, and with <paramref name="verbose"/> the stack trace.</summary>
    /// <returns>The exit code.</returns>
    public static int Report(Exception exception, ToolConsole console, bool verbose)
    {
        var error = console.Error;
        switch (exception)
        {
            case WrongUseException:
                error.WriteLine($"error: {exception.Message}");
                break;
            case OperationCanceledException:
                error.WriteLine("Interrupted.");
                break;
            case InputException
            or RetrievalException
            or GraphException
            or IOException
            or UnauthorizedAccessException:
                error.WriteLine($"error: {exception.Message}");
                break;
            default:
                error.WriteLine($"internal error: {exception.GetType().Name}: {exception.Message}");
                error.WriteLine(
                    $"This is a fault in {CommandLine.ProgramName} and not in what you gave it. Please report it on {Issues}, with the command and what it prints with --verbose."
                );
                break;
        }
        if (verbose)
        {
            error.WriteLine(exception.ToString());
        }
        return exception is WrongUseException or InputException { IsWrongUse: true }
            ? ExitCode.WrongUse
            : ExitCode.Failed;
    }
}
