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
using Spectre.Console;

namespace OnnxRetrieval.Tool.Commands;

/// <summary><c>evaluate</c>: runs a file through the runtime library on a test set.</summary>
internal sealed class EvaluateCommand : ToolCommand
{
    private readonly ToolConsole console;
    private readonly TrainingOptionSet set = new(
        ["data", "split", "seed", "threads"],
        severalValues: false
    );

    private readonly Argument<string> model = CommonOptions.Model(
        "A retrieval.onnx, or the folder that 'train' wrote."
    );

    private readonly Option<string> optionsFile = CommonOptions.OptionsFile();

    private readonly Option<bool> modelOnly = new("--model-only")
    {
        Description =
            "Leave out popularity and item-KNN, which are otherwise measured on the same split for comparison.",
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
        AddGroup("Input and output", [optionsFile, modelOnly, json]);
        SetAction(Run);
    }

    private int Run(ParseResult parsed)
    {
        var file = parsed.GetValue(optionsFile);
        var options = set.Read(parsed, file is null ? null : OptionsFile.Read(file));
        using var retriever = ModelFile.Load(
            parsed.GetRequiredValue(model),
            RetrievalGraph.Kind,
            new RetrieverOptions { Threads = options.Threads }
        );
        var split = DataPreparation.PrepareForEvaluation(
            options.Data,
            options.Split,
            options.Seed ?? TrainingPipeline.DefaultSeed,
            cancellation: console.Cancellation
        );
        if (split.Test.Count == 0)
        {
            throw new InputException(
                "There is no test data to evaluate on: give --test files, or a split that holds some out."
            );
        }
        var users = split.Dataset.Users.Count;
        // What a model learned from, as in 'train': a validation set that was cut off the training data goes back to it.
        var seen = UserItems.From(
            split.ValidIsCarved ? split.Train.Concat(split.Valid) : split.Train,
            users
        );
        var test = UserItems.From(split.Test, users);
        var exported = new ExportedModel(retriever, split.Dataset, seen);
        if (exported.UnknownItems == split.Dataset.Items.Count)
        {
            throw new InputException(
                FormattableString.Invariant(
                    $"None of the {split.Dataset.Items.Count:N0} items of {split.Dataset.Name} is in '{retriever.Info.Path}': is it the data of this model? --options with the options.json beside the model names it."
                )
            );
        }
        if (TrainingData.IsOther(retriever.Info.Metadata, options.Data, split.Dataset))
        {
            console.Error.WriteLine(
                "note: the model was trained on other data than this (the fingerprints differ): users and items may be new to it, and it may have learned from what is the test set here."
            );
        }
        List<IRecommender> contenders = [exported];
        if (!parsed.GetValue(modelOnly))
        {
            contenders.Add(new Popularity(seen, split.Dataset.Items.Count));
            contenders.Add(
                new ItemKnn(seen, split.Dataset.Items.Count, cancellation: console.Cancellation)
            );
        }
        var metrics = contenders.ToDictionary(
            contender => contender.Name,
            contender => RankingEvaluation.Evaluate(contender, test, console.Cancellation)
        );
        var evaluated = test.UsersWithItems().Length;
        if (parsed.GetValue(json))
        {
            var report = new JsonObject
            {
                ["model"] = retriever.Info.Path,
                ["dataset"] = split.Dataset.Name,
                ["users"] = evaluated,
                ["unknown_items"] = exported.UnknownItems,
            };
            foreach (var (name, values) in metrics)
            {
                report[name] = JsonReport.Numbers(values);
            }
            JsonReport.Write(console.Output, report);
            return ExitCode.Done;
        }
        console.Output.WriteLine(
            FormattableString.Invariant(
                $"{retriever.Info.Path} on {evaluated:N0} users of {split.Dataset.Name}:"
            )
        );
        console.Pretty.Write(MetricsTable.Create(metrics));
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
