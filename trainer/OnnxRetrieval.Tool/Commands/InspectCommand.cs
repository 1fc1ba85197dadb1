using System.CommandLine;
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
        ];
        Add(model);
        AddGroup("Options", [json]);
        SetAction(Run);
    }

    private int Run(ParseResult parsed)
    {
        var inspection = ModelInspection.Read(
            ModelFile.Find(parsed.GetRequiredValue(model), ExportedFiles.Retrieval)
        );
        if (parsed.GetValue(json))
        {
            JsonReport.Write(console.Output, InspectionReport.Json(inspection));
        }
        else
        {
            InspectionReport.Write(console.Pretty, inspection);
        }
        return ExitCode.Done;
    }
}
