using System.CommandLine;
using System.Globalization;
using OnnxRetrieval.Tool.Help;
using OnnxRetrieval.Tool.Web;

namespace OnnxRetrieval.Tool.Commands;

/// <summary><c>serve</c>: a local page to try a model.</summary>
internal sealed class ServeCommand : ToolCommand
{
    private const int DefaultPort = 5080;

    private readonly ToolConsole console;
    private readonly Argument<string> model = CommonOptions.Model(
        "A retrieval.onnx, or the folder that 'train' wrote; with a similar.onnx beside it, similar items are shown too."
    );

    private readonly Option<int> port = new("--port", "-p")
    {
        HelpName = "N",
        Description =
            $"The port on this machine; 0: any that is free. Default: {DefaultPort.ToString(CultureInfo.InvariantCulture)}.",
        DefaultValueFactory = _ => DefaultPort,
        CustomParser = result =>
        {
            if (
                ushort.TryParse(
                    result.Tokens[0].Value,
                    NumberStyles.None,
                    CultureInfo.InvariantCulture,
                    out var number
                )
            )
            {
                return number;
            }
            result.AddError(
                $"--port takes a whole number from 0 to 65535, not '{result.Tokens[0].Value}'."
            );
            return 0;
        },
    };

    public ServeCommand(ToolConsole console)
        : base(
            "serve",
            "Serves a page to try a model in a browser: pick or type a user, build a history by clicking titles, exclude, filter, and see scores and similar items change at once. It answers to this machine alone. Ctrl+C ends it."
        )
    {
        this.console = console;
        Examples =
        [
            new("serve sample", "The model in ./sample, at http://127.0.0.1:5080."),
            new("serve sample --port 0", "At a port that is free."),
        ];
        Add(model);
        AddGroup("Options", [port]);
        SetAction((parsed, _) => Run(parsed));
    }

    private async Task<int> Run(ParseResult parsed)
    {
        using var served = PageModel.Load(parsed.GetRequiredValue(model));
        await using var server = await PageServer.Start(
            served,
            parsed.GetValue(port),
            console.Cancellation
        );
        await console.Output.WriteLineAsync(
            $"{served.Info.ModelName}: {server.Address} (Ctrl+C ends it)"
        );
        await console.Output.FlushAsync(console.Cancellation);
        await server.Run(console.Cancellation);
        return ExitCode.Done;
    }
}
