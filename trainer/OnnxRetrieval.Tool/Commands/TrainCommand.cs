using System.CommandLine;
using OnnxRetrieval.Tool.Help;
using OnnxRetrieval.Tool.Options;
using OnnxRetrieval.Tool.Progress;
using OnnxRetrieval.Tool.Reports;
using OnnxRetrieval.Training;

namespace OnnxRetrieval.Tool.Commands;

/// <summary><c>train</c>: from interactions to a folder with the exported recommender.</summary>
internal sealed class TrainCommand : ToolCommand
{
    private readonly ToolConsole console;
    private readonly TrainingOptionSet set = new(TrainingOptionSet.AllParts, severalValues: true);

    private readonly Option<string> output = new("--out", "-o")
    {
        HelpName = "DIR",
        Description =
            "The folder to write. A good one that is there is replaced only when the new one is complete. Default: a folder named after the data set.",
    };

    private readonly Option<string> optionsFile = CommonOptions.OptionsFile();

    private readonly Option<bool> resume = new("--resume")
    {
        Description = "Go on from the checkpoint that an interrupted run into --out left.",
    };

    private readonly Option<bool> json = CommonOptions.Json();
    private readonly Option<bool> quiet = CommonOptions.Quiet();

    private readonly Option<bool> printSchema = new("--print-schema")
    {
        Description = "Print the JSON schema of the options file, and train nothing.",
    };

    public TrainCommand(ToolConsole console)
        : base(
            "train",
            "Trains a recommender and exports it as one .onnx file. With no option it trains on a synthetic sample that needs no download."
        )
    {
        this.console = console;
        Examples =
        [
            new("train", "Trains on the built-in sample and writes ./sample."),
            new(
                "train --dataset movielens-100k --split leave-last --out movies",
                "Downloads MovieLens 100K once, and holds out each user's last film."
            ),
            new(
                "train --interactions events.parquet --user u --item i --time t --candidates items.csv --out shop",
                "Trains on your own events, with titles from a second file."
            ),
            new(
                "train --options shop/options.json --epochs 30 --out shop2",
                "Trains as an earlier run did, but for the epochs."
            ),
        ];
        foreach (var group in set.Groups)
        {
            AddGroup(group.Title, group.Options);
        }
        AddGroup("Input and output", [output, optionsFile, resume, json, quiet, printSchema]);
        SetAction(Run);
    }

    private int Run(ParseResult parsed)
    {
        if (parsed.GetValue(printSchema))
        {
            console.Output.Write(OptionsSchema.Create());
            return ExitCode.Done;
        }
        var file = parsed.GetValue(optionsFile);
        var options = set.Read(parsed, file is null ? null : OptionsFile.Read(file));
        var folder = parsed.GetValue(output) ?? OutputFolder.DefaultFor(options);
        if (folder.Length == 0)
        {
            throw new WrongUseException("--out is empty: name a folder.");
        }
        var asJson = parsed.GetValue(json);
        TrainingResult result;
        try
        {
            result = TrainingProgress.Follow(
                console,
                quiet: parsed.GetValue(quiet),
                resultOnOutput: asJson,
                hideCompleted: false,
                progress =>
                    TrainingPipeline.Run(
                        options,
                        folder,
                        parsed.GetValue(resume),
                        progress,
                        console.Cancellation
                    )
            );
        }
        catch (OperationCanceledException)
        {
            console.Error.WriteLine(
                File.Exists(TrainingPipeline.CheckpointPath(folder))
                    ? "Interrupted. What was reached is kept: the same command with --resume goes on from there."
                    : "Interrupted before the first checkpoint: there is nothing to go on from."
            );
            return ExitCode.Failed;
        }
        if (asJson)
        {
            JsonReport.Write(console.Output, TrainingReport.Json(result));
        }
        else
        {
            TrainingReport.Write(console, result);
        }
        return ExitCode.Done;
    }
}
