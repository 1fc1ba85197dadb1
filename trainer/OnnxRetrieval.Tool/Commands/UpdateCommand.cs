using System.CommandLine;
using System.Text.Json.Nodes;
using OnnxRetrieval.Graph;
using OnnxRetrieval.Tool.Help;
using OnnxRetrieval.Tool.Reports;
using OnnxRetrieval.Training.Packing;

namespace OnnxRetrieval.Tool.Commands;

/// <summary><c>update</c>: adds, changes and removes candidates of a model, without training.</summary>
internal sealed class UpdateCommand : ToolCommand
{
    private readonly ToolConsole console;
    private readonly Argument<string> model = CommonOptions.Model(
        "The folder that 'train' wrote, or a retrieval.onnx alone."
    );

    private readonly Option<string> candidates = new("--candidates")
    {
        HelpName = "FILE",
        Description =
            "Candidates to add or change (Parquet, JSON, CSV or a DuckDB query): a column of ids, and one of vectors ('vector') or one for each feature of the item tower, which then makes the vectors. Columns named as the model's, such as 'title', and 'bias' are taken over.",
    };

    private readonly Option<string> remove = new("--remove")
    {
        HelpName = "FILE",
        Description =
            "The ids of candidates to remove (as above, a column of ids alone); unknown ones are ignored.",
    };

    private readonly Option<string> itemTower = new("--item-tower")
    {
        HelpName = "FILE",
        Description =
            "The item tower that makes vectors of features. Default: item_tower.onnx beside the model.",
    };

    private readonly Option<string> scan = CommonOptions.Scan("Default: as before.");
    private readonly Option<string> idColumn = CommonOptions.CandidateId();
    private readonly Option<string> vectorColumn = CommonOptions.VectorColumn();
    private readonly Option<bool> json = CommonOptions.Json();

    public UpdateCommand(ToolConsole console)
        : base(
            "update",
            "Adds, changes and removes candidates of a model without training: new vectors are given, or made by the stored item tower. The files are replaced at once as a whole."
        )
    {
        this.console = console;
        Examples =
        [
            new(
                "update shop --candidates new-items.parquet --remove gone.csv",
                "New and changed items by their features, without those that are gone."
            ),
            new(
                "update packed.onnx --candidates vectors.parquet",
                "Items with vectors that were made elsewhere."
            ),
        ];
        Add(model);
        AddGroup("Options", [candidates, remove, itemTower, idColumn, vectorColumn, scan, json]);
        Validators.Add(result =>
        {
            if (
                result.GetResult(candidates) is null
                && result.GetResult(remove) is null
                && result.GetResult(scan) is null
            )
            {
                result.AddError("Give --candidates, --remove or --scan, or several of them.");
            }
        });
        SetAction(Run);
    }

    private int Run(ParseResult parsed)
    {
        var report = Updater.Run(
            new UpdateOptions
            {
                Model = parsed.GetRequiredValue(model),
                Candidates = parsed.GetValue(candidates),
                Remove = parsed.GetValue(remove),
                ItemTower = parsed.GetValue(itemTower),
                Scan = parsed.GetValue(scan) is { } name ? CandidateScans.Names[name] : null,
                Columns = new()
                {
                    Id = parsed.GetValue(idColumn),
                    Vector = parsed.GetValue(vectorColumn),
                },
            },
            TimeProvider.System,
            console.Cancellation
        );
        if (parsed.GetValue(json))
        {
            JsonReport.Write(
                console.Output,
                new JsonObject
                {
                    ["files"] = JsonReport.Texts(report.Files),
                    ["candidates"] = report.Candidates,
                    ["added"] = report.Added,
                    ["changed"] = report.Changed,
                    ["removed"] = report.Removed,
                    ["notes"] = JsonReport.Texts(report.Notes),
                }
            );
            return ExitCode.Done;
        }
        foreach (var note in report.Notes)
        {
            console.Error.WriteLine($"note: {note}");
        }
        console.Output.WriteLine(
            FormattableString.Invariant(
                $"{string.Join(", ", report.Files)}: {report.Added:N0} candidates added, {report.Changed:N0} changed, {report.Removed:N0} removed; {report.Candidates:N0} now"
            )
        );
        return ExitCode.Done;
    }
}
