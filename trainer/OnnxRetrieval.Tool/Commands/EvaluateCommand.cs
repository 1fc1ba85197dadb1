using System.CommandLine;
using System.Text.Json.Nodes;
using OnnxRetrieval.Graph;
using OnnxRetrieval.Tool.Help;
using OnnxRetrieval.Tool.Models;
using OnnxRetrieval.Tool.Options;
using OnnxRetrieval.Tool.Reports;
using OnnxRetrieval.Training;
using OnnxRetrieval.Training.Data;
using OnnxRetrieval.Training.Evaluation;
using OnnxRetrieval.Training.Reporting;
using Spectre.Console;

namespace OnnxRetrieval.Tool.Commands;

/// <summary><c>evaluate</c>: runs a file through the runtime library on a test set.</summary>
internal sealed class EvaluateCommand : ToolCommand
{
    private readonly ToolConsole console;
    private readonly TrainingOptionSet set = new(
        ["data", "split", "seed", "threads", "evaluation"],
        severalValues: false
    );

    private readonly Argument<string> model = CommonOptions.Model(
        "A retrieval.onnx, or the folder that 'train' wrote."
    );

    private readonly Option<string> optionsFile = CommonOptions.OptionsFile();

    private readonly Option<bool> modelOnly = new("--model-only")
    {
        Description = "Measure the model alone, as '--baselines none'.",
    };

    private readonly Option<string> protocol = new("--protocol")
    {
        HelpName = "NAME",
        Description =
            "What a held-out item competes with: 'full', the whole catalogue, or 'sampled:N', N items drawn for it, to stand beside numbers published so. Sampled metrics can order models the other way round. Default: full.",
        DefaultValueFactory = _ => "full",
    };

    private readonly Option<bool> segments = new("--segments")
    {
        Description =
            "Also show metrics by users with few and many interactions, and by popular and rare items.",
    };

    private readonly Option<string> reportFile = new("--report")
    {
        HelpName = "FILE",
        Description =
            "Also write what was found as a page, such as report.html, with users' histories beside their recommendations.",
    };

    private readonly Option<bool> json = CommonOptions.Json();

    public EvaluateCommand(ToolConsole console)
        : base(
            "evaluate",
            "Measures a model on a test set: every candidate is ranked, but for what the user has in the training data. The data and its split are given as for 'train'."
        )
    {
        this.console = console;
        Examples =
        [
            new("evaluate sample", "The sample's model on the sample's test set."),
            new(
                "evaluate movies --options movies/options.json",
                "A model on the data and the split of its training."
            ),
            new(
                "evaluate movies/retrieval.onnx --dataset movielens-100k --split leave-last",
                "The same, told by options."
            ),
            new("evaluate sample --report sample.html", "The same as a page to look at."),
            new(
                "evaluate lists/retrieval.onnx --dataset lists --train train.txt --test test.txt --json",
                "On files that are split already, as JSON."
            ),
        ];
        Add(model);
        foreach (var group in set.Groups)
        {
            AddGroup(group.Title, group.Options);
        }
        AddGroup(
            "Input and output",
            [protocol, segments, modelOnly, optionsFile, reportFile, json]
        );
        SetAction(Run);
    }

    private int Run(ParseResult parsed)
    {
        var file = parsed.GetValue(optionsFile);
        var options = set.Read(parsed, file is null ? null : OptionsFile.Read(file));
        var seed = options.Seed ?? TrainingPipeline.DefaultSeed;
        IReadOnlyList<string> baselines = parsed.GetValue(modelOnly)
            ? [Baselines.None]
            : options.Evaluation.Baselines;
        Baselines.Check(baselines);
        var against = Protocol.Parse(parsed.GetRequiredValue(protocol));
        using var retriever = ModelFile.Load(
            parsed.GetRequiredValue(model),
            RetrievalGraph.Kind,
            new RetrieverOptions { Threads = options.Threads }
        );
        var (split, test) = TestData.Read(options, console.Cancellation);
        var exported = new ExportedModel(retriever, split.Dataset);
        TestData.RefuseOther(exported, retriever, split);
        if (TrainingData.IsOther(retriever.Info.Metadata, options.Data, split.Dataset))
        {
            console.Error.WriteLine(
                "note: the model was trained on other data than this (the fingerprints differ): users and items may be new to it, and it may have learned from what is the test set here."
            );
        }
        var notes = new List<string>();
        var report = Evaluator.Run(
            test,
            Baselines
                .Create(baselines, test, seed, notes, options.Threads, null, console.Cancellation)
                .Prepend(exported),
            against,
            seed,
            notes,
            cancellation: console.Cancellation
        );
        if (parsed.GetValue(reportFile) is { } page)
        {
            RunReport.Write(
                page,
                new()
                {
                    Name = retriever.Info.ModelName,
                    Split = split,
                    Retriever = retriever,
                    Given = test.Given,
                    Evaluation = report,
                }
            );
        }
        if (parsed.GetValue(json))
        {
            var document = new JsonObject
            {
                ["model"] = retriever.Info.Path,
                ["dataset"] = split.Dataset.Name,
                ["users"] = report.Details.Users,
                ["unknown_items"] = exported.UnknownItems,
            };
            foreach (var (name, value) in EvaluationTables.Json(report))
            {
                document[name] = value?.DeepClone();
            }
            JsonReport.Write(console.Output, document);
            return ExitCode.Done;
        }
        console.Output.WriteLine(
            FormattableString.Invariant(
                $"{retriever.Info.Path} on {report.Details.Users:N0} users of {split.Dataset.Name}{(against.Negatives is { } negatives ? $", each held-out item among {negatives:N0} drawn ones (sampled metrics are not comparable with those of a full ranking)" : "")}:"
            )
        );
        EvaluationTables.Write(console, report, parsed.GetValue(segments));
        if (exported.UnknownItems > 0)
        {
            console.Output.WriteLine(
                FormattableString.Invariant(
                    $"{exported.UnknownItems:N0} of {split.Dataset.Items.Count:N0} items are not in the model, so it cannot recommend them."
                )
            );
        }
        return ExitCode.Done;
    }
}
