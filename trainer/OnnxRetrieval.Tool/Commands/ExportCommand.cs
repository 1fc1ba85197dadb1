using System.CommandLine;
using System.Text.Json.Nodes;
using OnnxRetrieval.Tool.Help;
using OnnxRetrieval.Tool.Reports;
using OnnxRetrieval.Tool.Web;

namespace OnnxRetrieval.Tool.Commands;

/// <summary><c>export</c>: a model in another form.</summary>
internal sealed class ExportCommand : ToolCommand
{
    private readonly ToolConsole console;
    private readonly Argument<string> model = CommonOptions.Model(
        "A retrieval.onnx, or the folder that 'train' wrote; a similar.onnx beside it is taken along."
    );

    private readonly Option<string> web = new("--web")
    {
        HelpName = "DIR",
        Description =
            "Write the page of 'serve' as static files, which any static host can give out: the browser runs the model by itself, also offline.",
        Required = true,
    };

    private readonly Option<string> runtime = new("--runtime")
    {
        HelpName = "DIR",
        Description =
            "The npm package onnxruntime-web, of which the page gets a copy. Default: node_modules/onnxruntime-web here.",
    };

    private readonly Option<bool> json = CommonOptions.Json();

    public ExportCommand(ToolConsole console)
        : base("export", "Writes a model as a page for static hosts.")
    {
        this.console = console;
        Examples =
        [
            new(
                "export sample --web site",
                "The page and the model of ./sample in ./site, after 'npm install --ignore-scripts onnxruntime-web' here."
            ),
            new(
                "export sample --web site --runtime ../shop/node_modules/onnxruntime-web",
                "With a package that lies elsewhere."
            ),
        ];
        Add(model);
        AddGroup("Options", [web, runtime, json]);
        SetAction(Run);
    }

    private int Run(ParseResult parsed)
    {
        using var exported = PageModel.Load(parsed.GetRequiredValue(model));
        var folder = parsed.GetRequiredValue(web);
        var files = StaticSite.Write(exported, folder, parsed.GetValue(runtime));
        if (parsed.GetValue(json))
        {
            JsonReport.Write(
                console.Output,
                new JsonObject
                {
                    ["folder"] = Path.GetFullPath(folder),
                    ["files"] = JsonReport.Texts(files),
                }
            );
            return ExitCode.Done;
        }
        var bytes = files.Sum(file => new FileInfo(Path.Combine(folder, file)).Length);
        console.Output.WriteLine(
            $"{folder}: {files.Count} files, {ByteCount.Shown(bytes)}. Give the folder to any static host; a browser opens no model from a file:// address."
        );
        return ExitCode.Done;
    }
}
