using System.CommandLine;
using System.CommandLine.Invocation;

namespace OnnxRetrieval.Tool.Help;

/// <summary>What <c>--help</c> does.</summary>
internal sealed class WriteHelp(ToolConsole console) : SynchronousCommandLineAction
{
    private const int WidestText = 110;

    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        var width = Math.Clamp(console.Pretty.Profile.Width, 60, WidestText);
        new HelpWriter(console.Output, width).Write(parseResult.CommandResult.Command);
        return ExitCode.Done;
    }
}
