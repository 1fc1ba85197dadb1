using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using OnnxRetrieval.Training;
using OnnxRetrieval.Training.Evaluation;
using OnnxRetrieval.Training.ItemToItem;
using OnnxRetrieval.Training.Reporting;
using Spectre.Console;

namespace OnnxRetrieval.Tool.Reports;

/// <summary>What an evaluation found.</summary>
internal static class EvaluationTables
{
    private const string SegmentMetric = "recall@20";
    private const string ItemMetric = "recall@20";

    /// <summary>For people: the metrics with their intervals, users unseen in training, and parts where asked for.</summary>
    public static void Write(ToolConsole console, EvaluationReport report, bool segments)
    {
        console.Pretty.Write(MetricsTable.Create(report.Metrics, report.Details));
        console.Output.WriteLine(Legend(report));
        if (report.Unseen is { } unseen)
        {
            console.Output.WriteLine();
            console.Output.WriteLine(
                FormattableString.Invariant(
                    $"The {unseen.Details.Users:N0} users without training data, given the earlier half of their test items:"
                )
            );
            console.Pretty.Write(MetricsTable.Create(unseen.Metrics, unseen.Details));
        }
        if (report.ItemToItem is { } items)
        {
            WriteItemToItem(console, items);
        }
        if (segments && report.Details.Segments is { } parts)
        {
            WriteSegments(console, report, parts);
        }
        foreach (var note in report.Details.Notes)
        {
            console.Output.WriteLine($"note: {note}");
        }
    }

    /// <summary>For programs: what <c>metrics.json</c> holds.</summary>
    public static JsonObject Json(EvaluationReport report) =>
        JsonSerializer.SerializeToNode(report.ToJson(), TrainingJson.Compact)!.AsObject();

    private static void WriteItemToItem(ToolConsole console, ItemToItemReport report)
    {
        console.Output.WriteLine();
        console.Output.WriteLine(
            FormattableString.Invariant(
                $"Item-to-item: from the last item of {report.Pairs:N0} users ({report.Queries:N0} different ones) to what they met next:"
            )
        );
        console.Pretty.Write(MetricsTable.Create(report.Metrics));
        var above = report.Differences[ItemToItemEvaluation.Cosine][ItemMetric];
        var verdict =
            above.Low > 0 ? "pairs.onnx finds more of it than the cosines of similar.onnx"
            : above.High < 0 ? "The cosines of similar.onnx find more of it than pairs.onnx"
            : "Between pairs.onnx and the cosines of similar.onnx the distance is within chance";
        console.Output.WriteLine(
            FormattableString.Invariant(
                $"{verdict}: {ItemMetric} {above.Mean:+.000;-.000}, {MetricsTable.Interval([above.Low, above.High])}."
            )
        );
    }

    private static string Legend(EvaluationReport report)
    {
        var intervals = FormattableString.Invariant(
            $"In brackets: {100 * report.Details.Bootstrap.Level:0}% confidence over users."
        );
        return report.Details.Differences.Count == 0
            ? intervals
            : $"{intervals} ≈: the model's distance from it is within chance.";
    }

    private static void WriteSegments(
        ToolConsole console,
        EvaluationReport report,
        SegmentDetails parts
    )
    {
        var users = Start("users", "their training items", "number");
        foreach (var part in parts.Users)
        {
            users.AddRow([
                part.Name,
                part.Least == part.Most
                    ? Number(part.Least)
                    : $"{Number(part.Least)}–{Number(part.Most)}",
                Number(part.Users),
                .. Values(part.Metrics),
            ]);
        }
        var items = Start("items", "number", "held out");
        foreach (var part in parts.Items)
        {
            items.AddRow([
                part.Name,
                Number(part.Items),
                Number(part.HeldOut),
                .. Values(part.Metrics),
            ]);
        }
        console.Output.WriteLine();
        console.Output.WriteLine(
            $"{SegmentMetric} by users; by items, the share of the held-out interactions with them:"
        );
        console.Pretty.Write(users);
        console.Pretty.Write(items);

        Table Start(params string[] columns)
        {
            var table = new Table { Border = TableBorder.Simple };
            table.AddColumn(columns[0]);
            foreach (
                var column in columns.Skip(1).Concat(report.Metrics.Keys.Select(Titles.OfContender))
            )
            {
                table.AddColumn(new TableColumn(Markup.Escape(column)).RightAligned());
            }
            return table;
        }

        IEnumerable<string> Values(
            IReadOnlyDictionary<string, IReadOnlyDictionary<string, double>> metrics
        ) =>
            report.Metrics.Keys.Select(contender =>
                metrics[contender].TryGetValue(SegmentMetric, out var value)
                    ? value.ToString("0.0000", CultureInfo.InvariantCulture)
                    : "-"
            );
    }

    private static string Number(int value) => value.ToString("N0", CultureInfo.InvariantCulture);
}
