using System.CommandLine;
using System.Globalization;
using OnnxRetrieval.Tool.Help;
using OnnxRetrieval.Tool.Reports;
using OnnxRetrieval.Training.Clustering;

namespace OnnxRetrieval.Tool.Commands;

/// <summary><c>tune-index</c>: chooses the inverted lists of a model for a recall.</summary>
internal sealed class TuneIndexCommand : ToolCommand
{
    private readonly ToolConsole console;
    private readonly Argument<string> model = CommonOptions.Model(
        "The folder that 'train' wrote, or a retrieval.onnx alone. The file is replaced."
    );

    private readonly Option<double> recall = new("--recall")
    {
        HelpName = "X",
        Description =
            "The share of an exact search's best 10 to find, above 0 and at most 1. Default: 0.99.",
        DefaultValueFactory = _ => .99,
        CustomParser = result =>
        {
            if (
                double.TryParse(
                    result.Tokens[0].Value,
                    NumberStyles.Float,
                    CultureInfo.InvariantCulture,
                    out var value
                ) && value is > 0 and <= 1
            )
            {
                return value;
            }
            result.AddError(
                $"--recall takes a number above 0 and at most 1, not '{result.Tokens[0].Value}'."
            );
            return 0;
        },
    };

    private readonly Option<string> queries = new("--queries")
    {
        HelpName = "FILE",
        Description =
            "Queries to measure with (CSV, TSV, Parquet, JSON; a glob, or a DuckDB query), one a row, with a column of ids and one for each further feature of the model. Default: the users that the model knows, or, where it knows none, the candidates' own vectors.",
    };

    private readonly Option<bool> json = CommonOptions.Json();
    private readonly Option<bool> quiet = CommonOptions.Quiet();

    public TuneIndexCommand(ToolConsole console)
        : base(
            "tune-index",
            "Groups a model's candidates into inverted lists, so that a query looks at some of them alone: chooses how many lists to make and how many of their blocks to look into by measuring, for the recall asked for."
        )
    {
        this.console = console;
        Examples =
        [
            new(
                "tune-index shop --recall 0.995",
                "The quickest lists by which users get 995 of 1,000 of what an exact search finds."
            ),
            new(
                "tune-index packed.onnx --queries asked.parquet",
                "Measured with queries that were really asked."
            ),
        ];
        Add(model);
        AddGroup("Options", [recall, queries, json, quiet]);
        SetAction(Run);
    }

    private int Run(ParseResult parsed)
    {
        var report = IndexTuner.Run(
            new IndexTuningOptions
            {
                Model = parsed.GetRequiredValue(model),
                Recall = parsed.GetValue(recall),
                Queries = parsed.GetValue(queries),
            },
            parsed.GetValue(quiet) ? null : new Lines(console.Error),
            console.Cancellation
        );
        if (parsed.GetValue(json))
        {
            JsonReport.Write(console.Output, IndexTuningTable.Json(report));
        }
        else
        {
            IndexTuningTable.Write(console, report);
        }
        return ExitCode.Done;
    }

    private sealed class Lines(TextWriter output) : IProgress<string>
    {
        public void Report(string value) => output.WriteLine(value);
    }
}
