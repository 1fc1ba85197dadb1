using System.Text.Json;

namespace OnnxRetrieval.Tool.Tests;

/// <summary>A command line run inside the test's own process, and what it printed.</summary>
internal sealed record CommandRun(int ExitCode, string Output, string Error)
{
    private static readonly Lock training = new();

    /// <summary>Runs it with consoles that are no terminal.</summary>
    public static CommandRun Of(params string[] arguments) =>
        Of(TestContext.Current.CancellationToken, arguments);

    /// <summary>The same with a token that stands for the user's interruption.</summary>
    public static CommandRun Of(CancellationToken interruption, params string[] arguments)
    {
        using var output = new StringWriter { NewLine = "\n" };
        using var error = new StringWriter { NewLine = "\n" };
        var console = new ToolConsole(
            output,
            error,
            ToolConsole.Create(output, redirected: true),
            ToolConsole.Create(error, redirected: true),
            interruption
        );
        var code = Run(arguments, console);
        return new(code, output.ToString(), error.ToString());
    }

    /// <summary>The output as one JSON document; fails the test where it is anything else.</summary>
    public JsonElement Json()
    {
        Assert.True(ExitCode == 0, Error);
        using var document = JsonDocument.Parse(Output);
        return document.RootElement.Clone();
    }

    // libtorch's random numbers are the process's: two that train beside each other would not repeat themselves.
    private static int Run(string[] arguments, ToolConsole console)
    {
        if (arguments is not ["train" or "tune", ..])
        {
            return CommandLine.Run(arguments, console);
        }
        lock (training)
        {
            return CommandLine.Run(arguments, console);
        }
    }

    /// <summary>Asserts a failure: its code, a part of its message, and that no stack trace is shown.</summary>
    public void Fails(int code, string message)
    {
        Assert.Contains(message, Error, StringComparison.Ordinal);
        Assert.Equal(code, ExitCode);
        Assert.DoesNotContain("   at ", Error, StringComparison.Ordinal);
        Assert.DoesNotContain("internal error", Error, StringComparison.Ordinal);
        Assert.Equal("", Output);
    }
}
