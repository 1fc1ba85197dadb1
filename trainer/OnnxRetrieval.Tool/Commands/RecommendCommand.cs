using System.CommandLine;
using OnnxRetrieval.Graph;
using OnnxRetrieval.Tool.Help;
using OnnxRetrieval.Tool.Models;
using OnnxRetrieval.Tool.Progress;
using OnnxRetrieval.Tool.Reports;
using OnnxRetrieval.Training.Scoring;

namespace OnnxRetrieval.Tool.Commands;

/// <summary><c>recommend</c>: what a model recommends to one user, or to all of a file.</summary>
internal sealed class RecommendCommand : ToolCommand
{
    private readonly ToolConsole console;
    private readonly Argument<string> model = CommonOptions.Model(
        "A retrieval.onnx, or the folder that 'train' wrote."
    );

    private readonly QueryOptions query = new(
        "Ids of the items that somebody met, the latest last, separated by commas: instead of --user for somebody new, or beside it. They are not returned. The model must read histories."
    );

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
            "The column of --users and --exclude-seen with the user's id. Default: found by its usual names.",
    };

    private readonly Option<string> itemColumn = new("--item-column")
    {
        HelpName = "COLUMN",
        Description =
            "The column of --exclude-seen with the item's id. Default: found by its usual names.",
    };

    private readonly Option<string> users = CommonOptions.Users(", instead of one --user.");

    private readonly Option<string> output = new("--out", "-o")
    {
        HelpName = "FILE",
        Description =
            "Where to write the results of --users: .parquet, .csv or .jsonl, with user_id, known, rank, item_id and score. Run again after an interruption, it goes on where it was.",
    };

    private readonly Option<ScoringPart> part = new("--part")
    {
        HelpName = "I/N",
        Description =
            "Score the I-th of N equal parts of --users alone, into a file of its own (recs.part-2-of-8.parquet): for several machines. All parts' rows in order are those of one run.",
        CustomParser = result =>
        {
            if (ScoringPart.Parse(result.Tokens[0].Value) is { } parsed)
            {
                return parsed;
            }
            result.AddError(
                $"--part takes I/N, such as 2/8, with I from 1 to N, not '{result.Tokens[0].Value}'."
            );
            return null;
        },
    };

    private readonly Option<int?> threads = new("--threads")
    {
        HelpName = "N",
        Description = "Threads that score --users, 1 to 1024. Default: as many as there are cores.",
        CustomParser = result =>
        {
            if (int.TryParse(result.Tokens[0].Value, out var count) && count is >= 1 and <= 1024)
            {
                return count;
            }
            result.AddError(
                $"--threads takes a whole number from 1 to 1024, not '{result.Tokens[0].Value}'."
            );
            return null;
        },
    };

    private readonly Option<bool> json = CommonOptions.Json();

    public RecommendCommand(ToolConsole console)
        : base(
            "recommend",
            "Shows what a model recommends to a user, or writes what it recommends to many."
        )
    {
        this.console = console;
        Examples =
        [
            new("recommend sample --user 42", "Ten recommendations, by the model in ./sample."),
            new(
                "recommend sample --history 50,172,181",
                "For somebody who is no user yet, by what they met."
            ),
            new(
                "recommend sample/retrieval.onnx --user 42 -k 5 --exclude 17,4 --json",
                "Five, without two items, as JSON."
            ),
            new(
                "recommend shop --user 42 --exclude-seen events.parquet --user-column u --item-column i",
                "Without what the user met according to a file."
            ),
            new(
                "recommend shop --users users.parquet --out recs.parquet -k 100 --exclude-seen events.parquet",
                "For all users of a file."
            ),
        ];
        Add(model);
        AddGroup(
            "Options",
            [.. query.All, count, exclude, excludeSeen, userColumn, itemColumn, json]
        );
        AddGroup("For many users", [users, output, part, threads]);
        Validators.Add(result =>
        {
            bool Has(Option option) => result.GetResult(option) is not null;
            if (query.IsGiven(result) == Has(users))
            {
                result.AddError(
                    "Give --user with an id, --history with items, or --users with a file."
                );
            }
            if (query.IsGiven(result) && !Has(query.User) && Has(excludeSeen))
            {
                result.AddError("--exclude-seen needs --user: whose items are not to be returned.");
            }
            if (Has(users) != Has(output))
            {
                result.AddError("--users and --out belong together.");
            }
            if (!Has(users) && (Has(part) || Has(threads)))
            {
                result.AddError("--part and --threads need --users.");
            }
            if (!Has(excludeSeen) && (Has(itemColumn) || (Has(userColumn) && !Has(users))))
            {
                result.AddError("--user-column and --item-column need --exclude-seen.");
            }
        });
        SetAction(Run);
    }

    private int Run(ParseResult parsed) =>
        parsed.GetValue(users) is { } file ? ScoreAll(parsed, file) : Show(parsed);

    private int ScoreAll(ParseResult parsed, string file)
    {
        var path = parsed.GetRequiredValue(output);
        ResultFile.Check(path);
        using var retriever = ModelFile.Load(
            parsed.GetRequiredValue(model),
            RetrievalGraph.Kind,
            new RetrieverOptions { Threads = parsed.GetValue(threads), Prepacking = true }
        );
        var report = BatchScoring.Run(
            retriever,
            new ScoringOptions
            {
                Users = file,
                UserColumn = parsed.GetValue(userColumn),
                Output = path,
                Count = parsed.GetValue(count),
                Part = parsed.GetValue(part) ?? ScoringPart.All,
                Excluded = parsed.GetValue(exclude) ?? [],
                Seen = parsed.GetValue(excludeSeen) is { } seen
                    ? SeenItems.ReadAll(
                        seen,
                        parsed.GetValue(userColumn),
                        parsed.GetValue(itemColumn),
                        console.Cancellation
                    )
                    : null,
            },
            new ScoringLines(console.Error, TimeProvider.System),
            console.Cancellation
        );
        ScoringResult.Write(console, report, parsed.GetValue(json));
        return ExitCode.Done;
    }

    private int Show(ParseResult parsed)
    {
        var asked = query.Of(parsed);
        using var retriever = ModelFile.Load(parsed.GetRequiredValue(model), RetrievalGraph.Kind);
        IEnumerable<string> excluded = [.. parsed.GetValue(exclude) ?? [], .. asked.History ?? []];
        if (parsed.GetValue(excludeSeen) is { } file)
        {
            excluded = excluded.Concat(
                SeenItems.Read(
                    file,
                    asked.User!,
                    parsed.GetValue(userColumn),
                    parsed.GetValue(itemColumn),
                    console.Cancellation
                )
            );
        }
        var results = retriever.Retrieve(
            asked.For(retriever.Info),
            parsed.GetValue(count),
            excluded
        );
        var unknown = asked.UnknownItems(retriever);
        if (parsed.GetValue(json))
        {
            var report = RetrievalReport.Json(asked.User, results, retriever.Info);
            if (asked.History is not null)
            {
                report["history"] = JsonReport.Texts(asked.History);
                report["unknown_items"] = JsonReport.Texts(unknown);
            }
            JsonReport.Write(console.Output, report);
            return ExitCode.Done;
        }
        if (results.IsKnown && unknown.Count > 0)
        {
            console.Error.WriteLine(
                $"note: the model does not know these items of the history: {string.Join(", ", unknown)}."
            );
        }
        RetrievalReport.Write(console, results, retriever.Info, asked.IfUnknown);
        return ExitCode.Done;
    }
}
