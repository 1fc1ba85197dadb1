using System.CommandLine;
using OnnxRetrieval.Graph;
using OnnxRetrieval.Tool.Help;
using OnnxRetrieval.Tool.Models;
using OnnxRetrieval.Tool.Reports;

namespace OnnxRetrieval.Tool.Commands;

/// <summary><c>explain</c>: what moved one item's score for one query.</summary>
internal sealed class ExplainCommand : ToolCommand
{
    private readonly ToolConsole console;
    private readonly Argument<string> model = CommonOptions.Model(
        "A retrieval.onnx, or the folder that 'train' wrote."
    );

    private readonly Option<string> item = new("--item", "-i")
    {
        HelpName = "ID",
        Description = "The item's id.",
        Required = true,
    };

    private readonly QueryOptions query = new(
        "Ids of the items that the user met, the latest last, separated by commas. Each is left out once. The model must read histories."
    );

    private readonly Option<bool> json = CommonOptions.Json();

    public ExplainCommand(ToolConsole console)
        : base(
            "explain",
            "Shows what moved an item's score: the score and the rank again without each feature and each item of the history, the item's bias, and what a stranger's score would be."
        )
    {
        this.console = console;
        Examples =
        [
            new(
                "explain sample --user 42 --item 50",
                "Why user 42 is recommended item 50, or not."
            ),
            new(
                "explain sample --history 172,181,174 --item 50",
                "Which items of a history speak for item 50."
            ),
            new(
                "explain shop --user 42 --feature age=31 --item 50 --json",
                "With a feature of the user, as JSON."
            ),
        ];
        Add(model);
        AddGroup("Options", [item, .. query.All, json]);
        Validators.Add(result =>
        {
            if (!query.IsGiven(result))
            {
                result.AddError("Give --user with an id, --history with items, or --feature.");
            }
        });
        SetAction(Run);
    }

    private int Run(ParseResult parsed)
    {
        var id = parsed.GetRequiredValue(item);
        if (id.Length == 0)
        {
            throw new WrongUseException("--item is empty: give an id.");
        }
        var asked = query.Of(parsed);
        using var retriever = ModelFile.Load(parsed.GetRequiredValue(model), RetrievalGraph.Kind);
        var explanation = ScoreExplanation.Of(retriever, asked, id, console.Cancellation);
        if (parsed.GetValue(json))
        {
            JsonReport.Write(
                console.Output,
                ExplanationReport.Json(asked, explanation, retriever.Info)
            );
        }
        else
        {
            ExplanationReport.Write(console, asked, explanation, retriever.Info);
        }
        return ExitCode.Done;
    }
}
