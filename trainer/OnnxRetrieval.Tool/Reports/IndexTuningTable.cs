using System.Globalization;
using System.Text.Json.Nodes;
using OnnxRetrieval.Training.Clustering;
using Spectre.Console;

namespace OnnxRetrieval.Tool.Reports;

/// <summary>What <c>tune-index</c> measured.</summary>
internal static class IndexTuningTable
{
    /// <summary>The table of the ways to search, and what was written.</summary>
    public static void Write(ToolConsole console, IndexTuningReport report)
    {
        console.Pretty.Write(Table(report.Trials));
        var chosen = report.Chosen;
        var gain = report.Trials[0].Milliseconds / chosen.Milliseconds;
        console.Output.WriteLine(
            FormattableString.Invariant(
                $"{report.Path}: {chosen.Lists:N0} lists, nprobe {chosen.Probes:N0}, recall@10 {chosen.Recall:0.0000}, {gain:0.#} times as quick as an exact search (asked with {report.Queries:N0} of {report.QueriesAre})"
            )
        );
    }

    /// <summary>The same for programs.</summary>
    public static JsonObject Json(IndexTuningReport report) =>
        new()
        {
            ["path"] = report.Path,
            ["queries"] = report.Queries,
            ["queries_are"] = report.QueriesAre,
            ["trials"] = new JsonArray([.. report.Trials.Select(trial => (JsonNode)Json(trial))]),
            ["chosen"] = Json(report.Chosen),
        };

    /// <summary>A row for each way, the exact search first.</summary>
    public static Table Table(IReadOnlyList<IndexTrial> trials)
    {
        var table = new Table().Border(TableBorder.Simple).AddColumn("search");
        foreach (var name in (string[])["blocks", "nprobe", "recall@10", "ms a query"])
        {
            _ = table.AddColumn(new TableColumn(name).RightAligned());
        }
        foreach (var trial in trials)
        {
            _ =
                trial.Lists == 0
                    ? table.AddRow("exact", "", "", Text($"{trial.Recall:0.0000}"), Time(trial))
                    : table.AddRow(
                        Text($"{trial.Lists:N0} lists"),
                        Text($"{trial.Blocks:N0}"),
                        Text($"{trial.Probes:N0}"),
                        Text($"{trial.Recall:0.0000}"),
                        Time(trial)
                    );
        }
        return table;
    }

    private static JsonObject Json(IndexTrial trial) =>
        new()
        {
            ["lists"] = trial.Lists,
            ["blocks"] = trial.Blocks,
            ["nprobe"] = trial.Probes,
            ["recall@10"] = Math.Round(trial.Recall, 4),
            ["milliseconds"] = Math.Round(trial.Milliseconds, 4),
        };

    private static string Time(IndexTrial trial) => Text($"{trial.Milliseconds:0.000}");

    private static string Text(FormattableString text) =>
        text.ToString(CultureInfo.InvariantCulture);
}
