using System.CommandLine;
using OnnxRetrieval.Graph;
using OnnxRetrieval.Tool.Help;
using OnnxRetrieval.Tool.Models;
using OnnxRetrieval.Tool.Reports;

namespace OnnxRetrieval.Tool.Commands;

/// <summary><c>similar</c>: the items most like one item.</summary>
internal sealed class SimilarCommand : ToolCommand
{
    private readonly ToolConsole console;
    private readonly Argument<string> model = CommonOptions.Model(
        "A similar.onnx or pairs.onnx, the retrieval.onnx beside a similar.onnx, or their folder, whose similar.onnx is then taken."
    );

    private readonly Option<string> item = new("--item", "-i")
    {
        HelpName = "ID",
        Description = "The item's id. The item itself is not returned.",
        Required = true,
    };

    private readonly Option<int> count = CommonOptions.Count();
    private readonly Option<string[]> exclude = CommonOptions.Exclude();
    private readonly Option<bool> json = CommonOptions.Json();

    public SimilarCommand(ToolConsole console)
        : base("similar", "Shows the items most like an item.")
    {
        this.console = console;
        Examples =
        [
            new("similar sample --item 50", "Ten items like item 50."),
            new("similar sample/similar.onnx --item 50 -k 3 --json", "Three, as JSON."),
            new(
                "similar sample/pairs.onnx --item 50",
                "Ten that users met near item 50, above all after it."
            ),
        ];
        Add(model);
        AddGroup("Options", [item, count, exclude, json]);
        SetAction(Run);
    }

    private int Run(ParseResult parsed)
    {
        var id = parsed.GetRequiredValue(item);
        if (id.Length == 0)
        {
            throw new WrongUseException("--item is empty: give an id.");
        }
        using var retriever = ModelFile.Load(
            parsed.GetRequiredValue(model),
            SimilarItemsGraph.Kind
        );
        var results = retriever.Retrieve(
            id,
            parsed.GetValue(count),
            parsed.GetValue(exclude) ?? []
        );
        if (parsed.GetValue(json))
        {
            JsonReport.Write(console.Output, RetrievalReport.Json(id, results, retriever.Info));
            return ExitCode.Done;
        }
        RetrievalReport.Write(
            console,
            results,
            retriever.Info,
            $"The model does not know the item '{id}': these are the nearest to an unknown one."
        );
        return ExitCode.Done;
    }
}
