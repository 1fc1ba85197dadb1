using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using OnnxRetrieval.Tool.Models;
using OnnxRetrieval.Training;
using OnnxRetrieval.Training.Evaluation;
using Spectre.Console;

namespace OnnxRetrieval.Tool.Reports;

/// <summary>Runs beside each other.</summary>
/// <param name="Runs">The runs, the first being the one that others are compared with.</param>
/// <param name="Differences">By run and metric, how far the first is above it; empty where the runs were not measured together.</param>
/// <param name="Lists">What a user gets from each; null: not asked for.</param>
internal sealed record ComparisonReport(
    IReadOnlyList<ComparedRun> Runs,
    IReadOnlyDictionary<string, IReadOnlyDictionary<string, Difference>> Differences,
    ComparedLists? Lists
)
{
    /// <summary>Whether all runs were measured on one test set.</summary>
    public bool IsComparable => Runs.Select(run => run.TestSet).Distinct().Count() == 1;

    /// <summary>For people.</summary>
    public void Write(ToolConsole console)
    {
        console.Pretty.Write(Metrics());
        if (Runs.Any(run => run.Intervals.Count > 0))
        {
            console.Output.WriteLine(
                $"In brackets: {100 * Bootstrap.Level:0}% confidence over users."
                    + (
                        Differences.Count > 0
                            ? $" ≈: the distance of '{Runs[0].Name}' from it is within chance."
                            : ""
                    )
            );
        }
        var settings = ComparedRun.DifferingSettings(Runs);
        if (settings.Count > 0)
        {
            var table = Start("option");
            foreach (var place in settings)
            {
                table.AddRow([
                    CellText.Cell(place),
                    .. Runs.Select(run =>
                        CellText.Cell(run.Settings.GetValueOrDefault(place, "-"))
                    ),
                ]);
            }
            console.Pretty.Write(table);
        }
        else if (Runs.All(run => run.Settings.Count > 0))
        {
            console.Output.WriteLine("All options are the same.");
        }
        Lists?.Write(console);
    }

    /// <summary>For programs.</summary>
    public JsonObject Json()
    {
        var runs = new JsonArray();
        foreach (var run in Runs)
        {
            runs.Add(
                (JsonNode)
                    new JsonObject
                    {
                        ["name"] = run.Name,
                        ["path"] = run.Path,
                        ["metrics"] = JsonReport.Numbers(run.Metrics),
                        ["intervals"] = Node(run.Intervals),
                    }
            );
        }
        var options = new JsonObject();
        foreach (var place in ComparedRun.DifferingSettings(Runs))
        {
            options[place] = Node(Runs.Select(run => run.Settings.GetValueOrDefault(place)));
        }
        return new JsonObject
        {
            ["comparable"] = IsComparable,
            ["runs"] = runs,
            ["differences"] = Node(Differences),
            ["options"] = options,
            ["user"] = Lists?.Json(),
        };
    }

    private Table Metrics()
    {
        var table = Start("metric", rightAligned: true);
        foreach (
            var name in MetricsTable.Shown.Where(name =>
                Runs.Any(run => run.Metrics.ContainsKey(name))
            )
        )
        {
            table.AddRow([new Text(name), .. Runs.Select(run => new Text(Cell(run, name)))]);
        }
        return table;
    }

    private string Cell(ComparedRun run, string name)
    {
        if (!run.Metrics.TryGetValue(name, out var value))
        {
            return "-";
        }
        var text = value.ToString("0.0000", CultureInfo.InvariantCulture);
        if (run.Intervals.TryGetValue(name, out var ends))
        {
            text += " " + MetricsTable.Interval(ends);
        }
        if (Differences.Count > 0)
        {
            text +=
                Differences.TryGetValue(run.Name, out var differences)
                && differences.TryGetValue(name, out var difference)
                && difference is { Low: <= 0, High: >= 0 }
                    ? " ≈"
                    : "  ";
        }
        return text;
    }

    private Table Start(string first, bool rightAligned = false)
    {
        var table = new Table { Border = TableBorder.Simple };
        table.AddColumn(first);
        foreach (var run in Runs)
        {
            var column = new TableColumn(Markup.Escape(CellText.Shown(run.Name)));
            table.AddColumn(rightAligned ? column.RightAligned() : column);
        }
        return table;
    }

    private static JsonNode? Node<T>(T value) =>
        JsonSerializer.SerializeToNode(value, TrainingJson.Compact);
}
