using System.CommandLine;
using System.Text.Json;
using OnnxRetrieval.Graph;
using OnnxRetrieval.Tool.Help;
using OnnxRetrieval.Tool.Models;
using OnnxRetrieval.Tool.Options;
using OnnxRetrieval.Tool.Reports;
using OnnxRetrieval.Training;
using OnnxRetrieval.Training.Data;
using OnnxRetrieval.Training.Evaluation;

namespace OnnxRetrieval.Tool.Commands;

/// <summary><c>compare</c>: runs beside each other.</summary>
internal sealed class CompareCommand : ToolCommand
{
    private readonly ToolConsole console;
    private readonly Argument<string[]> runs = new("run")
    {
        HelpName = "RUN…",
        Description =
            "Two or more folders that 'train' wrote, or .onnx files. Others are compared with the first.",
        Arity = new ArgumentArity(2, 1000),
    };

    private readonly Option<string> user = new("--user", "-u")
    {
        HelpName = "ID",
        Description =
            "Also show what this user gets from each, and which items differ. Its data is that of --options, or of the first run.",
    };

    private readonly Option<int> count = CommonOptions.Count();

    private readonly Option<string> optionsFile = new("--options")
    {
        HelpName = "FILE",
        Description =
            "Measure all on the data and the split of a JSON options file, such as the options.json of a run.",
    };

    private readonly Option<bool> json = CommonOptions.Json();

    public CompareCommand(ToolConsole console)
        : base(
            "compare",
            "Shows runs beside each other: metrics with their intervals, options that differ, what a user gets. Without --options it shows what the runs wrote; with it all are measured anew, user by user, and it is told which differences are within chance."
        )
    {
        this.console = console;
        Examples =
        [
            new("compare first second", "What two runs wrote."),
            new(
                "compare first second --user 42",
                "And what user 42 gets from each, without what the user has in the data of the first."
            ),
            new(
                "compare a.onnx b.onnx --options first/options.json",
                "Two files, measured on the data and the split of a run."
            ),
        ];
        Add(runs);
        AddGroup("Options", [optionsFile, user, count, json]);
        SetAction(Run);
    }

    private int Run(ParseResult parsed)
    {
        var paths = parsed.GetRequiredValue(runs);
        if (paths.Distinct().Count() < paths.Length)
        {
            throw new WrongUseException("A run is named twice: name different ones.");
        }
        var names = ComparedRun.NamesOf(paths);
        var file = parsed.GetValue(optionsFile);
        var measures = file is not null;
        var compared = paths
            .Zip(names, (path, name) => ComparedRun.Read(name, path, needsMetrics: !measures))
            .ToList();
        IReadOnlyDictionary<string, IReadOnlyDictionary<string, Difference>> differences =
            new Dictionary<string, IReadOnlyDictionary<string, Difference>>();
        ComparedLists? lists = null;
        if (measures || parsed.GetValue(user) is not null)
        {
            var options = ReadOptions(file ?? Path.Combine(paths[0], "options.json"));
            var (split, test) = TestData.Read(options, console.Cancellation);
            var retrievers = new List<Retriever>();
            try
            {
                var models = Load(paths, names, options, split, retrievers);
                if (measures)
                {
                    (compared, differences) = Measure(compared, models, test, options);
                }
                if (parsed.GetValue(user) is { } id)
                {
                    lists = ComparedLists.Of(split, test, id, models, parsed.GetValue(count));
                }
            }
            finally
            {
                retrievers.ForEach(retriever => retriever.Dispose());
            }
        }
        var report = new ComparisonReport(compared, differences, lists);
        if (!report.IsComparable)
        {
            console.Error.WriteLine(
                "note: these runs were measured on different test sets, so that their metrics do not compare. With --options and the options.json of one of them, all are measured on its data and split."
            );
        }
        if (parsed.GetValue(json))
        {
            JsonReport.Write(console.Output, report.Json());
        }
        else
        {
            report.Write(console);
        }
        return ExitCode.Done;
    }

    private static TrainingOptions ReadOptions(string file) =>
        OptionsFile.Read(file).Deserialize<TrainingOptions>(OptionsJson.Settings)!;

    private List<ExportedModel> Load(
        string[] paths,
        string[] names,
        TrainingOptions options,
        DataSplit split,
        List<Retriever> retrievers
    )
    {
        var models = new List<ExportedModel>();
        foreach (var (path, name) in paths.Zip(names))
        {
            var retriever = ModelFile.Load(
                path,
                RetrievalGraph.Kind,
                new RetrieverOptions { Threads = options.Threads }
            );
            retrievers.Add(retriever);
            var model = new ExportedModel(retriever, split.Dataset) { Name = name };
            TestData.RefuseOther(model, retriever, split);
            if (TrainingData.IsOther(retriever.Info.Metadata, options.Data, split.Dataset))
            {
                console.Error.WriteLine(
                    $"note: '{path}' was trained on other data than this (the fingerprints differ): it may have learned from what is the test set here."
                );
            }
            models.Add(model);
        }
        return models;
    }

    private (
        List<ComparedRun>,
        IReadOnlyDictionary<string, IReadOnlyDictionary<string, Difference>>
    ) Measure(
        List<ComparedRun> compared,
        List<ExportedModel> models,
        TestSet test,
        TrainingOptions options
    )
    {
        var report = Evaluator.Run(
            test,
            models,
            Protocol.Full,
            options.Seed ?? TrainingPipeline.DefaultSeed,
            [],
            cancellation: console.Cancellation
        );
        return (
            [
                .. compared.Select(run =>
                    run with
                    {
                        Metrics = report.Metrics[run.Name],
                        Intervals = report.Details.Intervals[run.Name],
                        TestSet = report.Details.TestSet,
                    }
                ),
            ],
            report.Details.Differences
        );
    }
}
