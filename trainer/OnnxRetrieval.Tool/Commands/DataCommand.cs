using System.CommandLine;
using OnnxRetrieval.Tool.Help;
using OnnxRetrieval.Tool.Options;
using OnnxRetrieval.Tool.Reports;
using OnnxRetrieval.Training.Data;

namespace OnnxRetrieval.Tool.Commands;

/// <summary><c>data</c>: statistics of a data set.</summary>
internal sealed class DataCommand : ToolCommand
{
    private readonly ToolConsole console;
    private readonly TrainingOptionSet set = new(["data"], severalValues: false);

    private readonly Argument<string?> name = new("name")
    {
        HelpName = "[NAME]",
        Description =
            "A named data set: sample, movielens-100k, movielens-1m or lists. Left out: what the options say, or the sample.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly Option<string> export = new("--export")
    {
        HelpName = "DIR",
        Description =
            $"Also write the data as {DataExport.Interactions}, {DataExport.Items} and, where users are described, {DataExport.Users} into a folder.",
    };

    private readonly Option<bool> json = CommonOptions.Json();

    public DataCommand(ToolConsole console)
        : base("data", "Shows what a data set amounts to: sizes, spread, times, what was left out.")
    {
        this.console = console;
        Examples =
        [
            new("data sample", "The built-in sample."),
            new("data sample --export files", "Also as CSV files, to see what 'train' reads."),
            new("data movielens-100k --json", "MovieLens 100K, as JSON."),
            new("data --interactions events.parquet --user u --item i", "Your own events."),
        ];
        Add(name);
        foreach (var group in set.Groups)
        {
            AddGroup(group.Title, group.Options);
        }
        AddGroup("Output", [export, json]);
        SetAction(Run);
    }

    private int Run(ParseResult parsed)
    {
        var options = set.Read(parsed).Data;
        if (parsed.GetValue(name) is { } given)
        {
            if (!DataReader.Names.Contains(given) && RepeatHint.For(parsed) is { } hint)
            {
                throw new WrongUseException(
                    $"'{given}' stands where a data set is named, and there is none of that name. {hint}"
                );
            }
            if (options.Dataset is { } other && other != given)
            {
                throw new WrongUseException(
                    $"Two data sets are named, '{given}' and '{other}': leave out --dataset."
                );
            }
            options = options with { Dataset = given };
        }
        var dataset =
            options.Train.Count > 0
                ? DataPreparation
                    .PrepareForEvaluation(
                        options,
                        new(),
                        seed: 0,
                        cancellation: console.Cancellation
                    )
                    .Dataset
                : DataReader.Read(options, cancellation: console.Cancellation);
        if (parsed.GetValue(export) is { } folder)
        {
            DataExport.Write(dataset, folder);
        }
        var profile = DataProfile.Of(dataset);
        if (parsed.GetValue(json))
        {
            JsonReport.Write(console.Output, DataProfileReport.Json(profile));
        }
        else
        {
            DataProfileReport.Write(console.Pretty, profile);
        }
        return ExitCode.Done;
    }
}
