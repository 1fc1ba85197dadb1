using System.CommandLine;
using OnnxRetrieval.Graph;
using OnnxRetrieval.Tool.Help;
using OnnxRetrieval.Tool.Models;
using OnnxRetrieval.Tool.Reports;

namespace OnnxRetrieval.Tool.Commands;

/// <summary><c>recommend</c>: what a model recommends to one user.</summary>
internal sealed class RecommendCommand : ToolCommand
{
    private readonly ToolConsole console;
    private readonly Argument<string> model = CommonOptions.Model(
        "A retrieval.onnx, or the folder that 'train' wrote."
    );

    private readonly Option<string> user = new("--user", "-u")
    {
        HelpName = "ID",
        Description =
            "The user's id. An id that the model does not know gets what suits a stranger.",
        Required = true,
    };

    private readonly Option<int> count = CommonOptions.Count();
    private readonly Option<string[]> exclude = CommonOptions.Exclude();

    private readonly Option<string> excludeSeen = new("--exclude-seen")
    {
        HelpName = "FILE",
        Description =
            "Interactions (CSV, TSV, Parquet, JSON; gzip or zstd): the user's items in it are not returned.",
    };

    private readonly Option<string> userColumn = new("--user-column")
    {
        HelpName = "COLUMN",
        Description =
            "The column of --exclude-seen with the user's id. Default: found by its usual names.",
    };

    private readonly Option<string> itemColumn = new("--item-column")
    {
        HelpName = "COLUMN",
        Description =
            "The column of --exclude-seen with the item's id. Default: found by its usual names.",
    };

    private readonly Option<bool> json = CommonOptions.Json();

    public RecommendCommand(ToolConsole console)
        : base("recommend", "Shows what a model recommends to a user.")
    {
        this.console = console;
        Examples =
        [
            new("recommend sample --user 42", "Ten recommendations, by the model in ./sample."),
            new(
                "recommend sample/retrieval.onnx --user 42 -k 5 --exclude 17,4 --json",
                "Five, without two items, as JSON."
            ),
            new(
                "recommend shop --user 42 --exclude-seen events.parquet --user-column u --item-column i",
                "Without what the user met according to a file."
            ),
        ];
        Add(model);
        AddGroup("Options", [user, count, exclude, excludeSeen, userColumn, itemColumn, json]);
        Validators.Add(result =>
        {
            if (
                result.GetResult(excludeSeen) is null
                && (result.GetResult(userColumn) ?? result.GetResult(itemColumn)) is not null
            )
            {
                result.AddError("--user-column and --item-column need --exclude-seen.");
            }
        });
        SetAction(Run);
    }

    private int Run(ParseResult parsed)
    {
        var id = parsed.GetRequiredValue(user);
        if (id.Length == 0)
        {
            throw new WrongUseException("--user is empty: give an id.");
        }
        using var retriever = ModelFile.Load(parsed.GetRequiredValue(model), RetrievalGraph.Kind);
        IEnumerable<string> excluded = parsed.GetValue(exclude) ?? [];
        if (parsed.GetValue(excludeSeen) is { } file)
        {
            excluded = excluded.Concat(
                SeenItems.Read(
                    file,
                    id,
                    parsed.GetValue(userColumn),
                    parsed.GetValue(itemColumn),
                    console.Cancellation
                )
            );
        }
        var results = retriever.Retrieve(id, parsed.GetValue(count), excluded);
        if (parsed.GetValue(json))
        {
            JsonReport.Write(console.Output, RetrievalReport.Json(id, results, retriever.Info));
            return ExitCode.Done;
        }
        RetrievalReport.Write(
            console,
            results,
            retriever.Info,
            $"The model does not know the user '{id}': this is what it recommends to a stranger."
        );
        return ExitCode.Done;
    }
}
