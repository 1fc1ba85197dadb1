using System.CommandLine;
using OnnxRetrieval.Graph;
using OnnxRetrieval.Tool.Drawing;
using OnnxRetrieval.Tool.Help;
using OnnxRetrieval.Tool.Models;
using OnnxRetrieval.Tool.Reports;
using OnnxRetrieval.Training.Export;

namespace OnnxRetrieval.Tool.Commands;

/// <summary><c>inspect</c>: what is inside a file.</summary>
internal sealed class InspectCommand : ToolCommand
{
    private readonly ToolConsole console;
    private readonly Argument<string> model = CommonOptions.Model(
        "Any .onnx file, or the folder that 'train' wrote."
    );

    private readonly Option<string> html = new("--html")
    {
        HelpName = "FILE",
        Description =
            "Draw the graph as a page of one file: what each operator is for, what it reads and gives, and the size of its tables.",
    };

    private readonly Option<bool> json = CommonOptions.Json();

    public InspectCommand(ToolConsole console)
        : base(
            "inspect",
            "Shows what a file holds: inputs, outputs, vocabularies, the size of each part, operators, metadata."
        )
    {
        this.console = console;
        Examples =
        [
            new("inspect sample", "The model in ./sample."),
            new("inspect sample/similar.onnx --json", "Another file of it, as JSON."),
            new("inspect sample --html graph.html", "Its graph, to be looked at in a browser."),
        ];
        Add(model);
        AddGroup("Options", [html, json]);
        SetAction(Run);
    }

    private int Run(ParseResult parsed)
    {
        var path = ModelFile.Find(parsed.GetRequiredValue(model), ExportedFiles.Retrieval);
        var read = OnnxFile.Read(path);
        var inspection = ModelInspection.Of(read, path);
        var page = parsed.GetValue(html);
        if (page is not null)
        {
            GraphPage.Write(page, read, inspection);
        }
        if (parsed.GetValue(json))
        {
            JsonReport.Write(console.Output, InspectionReport.Json(inspection));
        }
        else if (page is not null)
        {
            console.Output.WriteLine(
                $"{page}: the graph of {inspection.Path}, {ByteCount.Shown(new FileInfo(page).Length)}. Open it in a browser."
            );
        }
        else
        {
            InspectionReport.Write(console.Pretty, inspection);
        }
        return ExitCode.Done;
    }
}
