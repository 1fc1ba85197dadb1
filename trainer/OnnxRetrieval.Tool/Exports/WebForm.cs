using System.CommandLine;
using OnnxRetrieval.Tool.Web;

namespace OnnxRetrieval.Tool.Exports;

/// <summary>The page of <c>serve</c> as static files.</summary>
internal sealed class WebForm : ExportForm
{
    private readonly Option<string> runtime = new("--runtime")
    {
        HelpName = "DIR",
        Description =
            "The npm package onnxruntime-web, of which the page gets a copy. Default: node_modules/onnxruntime-web here.",
    };

    public override string Title => "A page";

    public override Option<string> Target { get; } =
        new("--web")
        {
            HelpName = "DIR",
            Description =
                "Write the page of 'serve' as static files, which any static host can give out: the browser runs the model by itself, also offline.",
        };

    public override IReadOnlyList<Option> Options => [runtime];

    public override Exported Write(
        string model,
        string target,
        ParseResult parsed,
        ToolConsole console
    )
    {
        using var exported = PageModel.Load(model);
        return new(
            target,
            StaticSite.Write(exported, target, parsed.GetValue(runtime)),
            "Give the folder to any static host; a browser opens no model from a file:// address."
        );
    }
}
