using System.CommandLine;
using System.Globalization;
using OnnxRetrieval.Tool.Help;
using OnnxRetrieval.Tool.Options;
using OnnxRetrieval.Tool.Progress;
using OnnxRetrieval.Tool.Reports;
using OnnxRetrieval.Training.Tuning;

namespace OnnxRetrieval.Tool.Commands;

/// <summary><c>tune</c>: searches options by the validation set, and writes the best as an options file.</summary>
internal sealed class TuneCommand : ToolCommand
{
    private readonly ToolConsole console;
    private readonly TrainingOptionSet set = new(TrainingOptionSet.AllParts, severalValues: true);

    private readonly Option<int?> trials = new("--trials")
    {
        HelpName = "N",
        Description =
            $"Sets of options to try, the first of them as given. Default: {TuningBudget.DefaultTrials}, or with --minutes as many as there is time for.",
        CustomParser = result =>
        {
            if (int.TryParse(result.Tokens[0].Value, out var count) && count >= 1)
            {
                return count;
            }
            result.AddError(
                $"--trials takes a whole number of at least 1, not '{result.Tokens[0].Value}'."
            );
            return null;
        },
    };

    private readonly Option<double?> minutes = new("--minutes")
    {
        HelpName = "X",
        Description =
            "Minutes to search for, over all runs into --out; the best so far then counts. With --trials, whichever ends first.",
        CustomParser = result =>
        {
            if (
                double.TryParse(
                    result.Tokens[0].Value,
                    NumberStyles.Float,
                    CultureInfo.InvariantCulture,
                    out var value
                ) && value is > 0 and <= MostMinutes
            )
            {
                return value;
            }
            result.AddError(
                $"--minutes takes a number above 0 and at most {MostMinutes}, not '{result.Tokens[0].Value}'."
            );
            return null;
        },
    };

    private readonly Option<string> space = new("--space")
    {
        HelpName = OptionFactory.FileName,
        Description =
            "What to search, as JSON: options by path, each with a list of values or a range with min, max and log. Default: the neighbourhood of the defaults, which is written as space.json.",
    };

    private readonly Option<string> output = new("--out", "-o")
    {
        HelpName = "DIR",
        Description =
            "The folder to write: options.json with the best options, trials.jsonl, space.json. Default: a folder named after the data set, with -tuned.",
    };

    private readonly Option<string> optionsFile = CommonOptions.OptionsFile();

    private readonly Option<bool> resume = new("--resume")
    {
        Description =
            "Go on with the search in --out, interrupted or ended; with more --trials or --minutes it goes further.",
    };

    private readonly Option<bool> json = CommonOptions.Json();
    private readonly Option<bool> quiet = CommonOptions.Quiet();

    private const int MostMinutes = 43_200;

    public TuneCommand(ToolConsole console)
        : base(
            "tune",
            "Searches options on the validation set, never on the test set, and writes the best as an options file for 'train'. Poor ones are given up early by successive halving. Options that are given are not searched, but where --space names them."
        )
    {
        this.console = console;
        Examples =
        [
            new(
                "tune --minutes 5",
                "Searches for the built-in sample and writes ./sample-tuned; 'train --options sample-tuned/options.json' then trains with what was found."
            ),
            new(
                "tune --dataset movielens-100k --split leave-last --trials 30 --dimensions 64 --out tuned",
                "Tries 30 sets of options with 64 dimensions in each."
            ),
            new(
                "tune --interactions events.parquet --space space.json --minutes 60 --out tuned",
                "Searches what a file says, such as {\"fit.learning_rate\": {\"min\": 0.001, \"max\": 0.1, \"log\": true}, \"model.dimensions\": [32, 64]}."
            ),
        ];
        AddGroup("The search", [trials, minutes, space]);
        foreach (var group in set.Groups)
        {
            AddGroup(group.Title, group.Options);
        }
        AddGroup("Input and output", [output, optionsFile, resume, json, quiet]);
        SetAction(Run);
    }

    private int Run(ParseResult parsed)
    {
        var file = parsed.GetValue(optionsFile);
        var options = set.Read(parsed, file is null ? null : OptionsFile.Read(file));
        var folder = parsed.GetValue(output) ?? $"{OutputFolder.DefaultFor(options)}-tuned";
        if (folder.Length == 0)
        {
            throw new WrongUseException("--out is empty: name a folder.");
        }
        var searched = parsed.GetValue(space) is { } path ? SearchSpace.Read(path) : null;
        var time = parsed.GetValue(minutes);
        var budget = new TuningBudget(
            parsed.GetValue(trials) ?? (time is null ? TuningBudget.DefaultTrials : null),
            time is { } value ? TimeSpan.FromMinutes(value) : null
        );
        var asJson = parsed.GetValue(json);
        TuningResult result;
        try
        {
            result = TrainingProgress.Follow(
                console,
                quiet: parsed.GetValue(quiet),
                resultOnOutput: asJson,
                hideCompleted: true,
                progress =>
                    TuningPipeline.Run(
                        options,
                        folder,
                        searched,
                        budget,
                        parsed.GetValue(resume),
                        progress,
                        console.Cancellation
                    )
            );
        }
        catch (OperationCanceledException)
        {
            console.Error.WriteLine(
                "Interrupted. What was reached is kept: the same command with --resume goes on from there."
            );
            return ExitCode.Failed;
        }
        if (asJson)
        {
            JsonReport.Write(console.Output, TuningReport.Json(result));
        }
        else
        {
            TuningReport.Write(console, result);
        }
        return ExitCode.Done;
    }
}
