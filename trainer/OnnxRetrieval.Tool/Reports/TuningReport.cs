using System.Globalization;
using System.Text.Json.Nodes;
using OnnxRetrieval.Tool.Progress;
using OnnxRetrieval.Training.Tuning;
using Spectre.Console;

namespace OnnxRetrieval.Tool.Reports;

/// <summary>What <c>tune</c> ends with.</summary>
internal static class TuningReport
{
    /// <summary>Trials in the table, besides the first.</summary>
    private const int Shown = 5;

    /// <summary>The table of the best trials beside the first, and what to do with the options file.</summary>
    public static void Write(ToolConsole console, TuningResult result)
    {
        console.Output.WriteLine();
        console.Output.WriteLine("The best on the validation set, and trial 1 as given:");
        console.Pretty.Write(Table(result.Trials));
        var first = result.Trials[0];
        console.Output.WriteLine(
            FormattableString.Invariant(
                $"{Better(result)} of {result.Trials.Count - 1} other trials beat the options as given (ndcg@10 {first.Metric:0.0000}) on the validation set; the best is trial {result.Best.Number} ({result.Best.Metric:0.0000})."
            )
        );
        var options = Path.Combine(result.Folder, "options.json");
        console.Output.WriteLine($"Written: {options}");
        console.Output.WriteLine(
            $"Train with it: {CommandLine.ProgramName} train --options {options} --out DIR"
        );
    }

    /// <summary>The same for programs.</summary>
    public static JsonObject Json(TuningResult result) =>
        new()
        {
            ["folder"] = result.Folder,
            ["dataset"] = result.Split.Dataset.Name,
            ["trials"] = result.Trials.Count,
            ["better_than_given"] = Better(result),
            ["given"] = Json(result.Trials[0]),
            ["best"] = Json(result.Best),
        };

    /// <summary>The best trials and the first, the best first.</summary>
    public static Table Table(IReadOnlyList<Trial> trials)
    {
        var table = new Table()
            .Border(TableBorder.Simple)
            .AddColumn(new TableColumn("trial").RightAligned())
            .AddColumn(new TableColumn("ndcg@10").RightAligned())
            .AddColumn(new TableColumn("epoch").RightAligned())
            .AddColumn(new TableColumn("trained").RightAligned())
            .AddColumn(new TableColumn("time").RightAligned())
            .AddColumn("options");
        var ranked = trials
            .Where(trial => trial.Metric is not null)
            .OrderByDescending(trial => trial.Metric)
            .ToList();
        foreach (var trial in ranked.Where((trial, rank) => rank < Shown || trial.Number == 1))
        {
            table.AddRow([
                Text($"{trial.Number}"),
                Text($"{trial.Metric:0.0000}"),
                Text($"{trial.BestEpoch}"),
                Text($"{trial.History.Count}"),
                EventText.Duration(trial.Seconds),
                Markup.Escape(TrialText.Values(trial)),
            ]);
        }
        return table;
    }

    private static int Better(TuningResult result) =>
        result.Trials.Count(trial => trial.Metric > result.Trials[0].Metric);

    private static JsonObject Json(Trial trial) =>
        new()
        {
            ["trial"] = trial.Number,
            ["ndcg@10"] = trial.Metric,
            ["epoch"] = trial.BestEpoch,
            ["values"] = new JsonObject(
                trial.Values.Select(value =>
                    KeyValuePair.Create(value.Key, value.Value?.DeepClone())
                )
            ),
        };

    private static string Text(FormattableString text) =>
        text.ToString(CultureInfo.InvariantCulture);
}
