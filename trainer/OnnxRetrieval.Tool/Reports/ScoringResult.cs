using System.Text.Json.Nodes;
using OnnxRetrieval.Tool.Progress;
using OnnxRetrieval.Training.Scoring;

namespace OnnxRetrieval.Tool.Reports;

/// <summary>What a scoring of many users came to.</summary>
internal static class ScoringResult
{
    /// <summary>Writes it as text or JSON.</summary>
    public static void Write(ToolConsole console, ScoringReport report, bool asJson)
    {
        if (asJson)
        {
            JsonReport.Write(
                console.Output,
                new JsonObject
                {
                    ["path"] = report.Path,
                    ["users"] = report.Users,
                    ["resumed"] = report.Resumed,
                    ["without_id"] = report.WithoutId,
                    ["results"] = report.Results,
                    ["missing_features"] = new JsonArray([
                        .. report.MissingFeatures.Select(name => (JsonNode)name),
                    ]),
                    ["batch_size"] = report.BatchSize,
                    ["seconds"] = Math.Round(report.Seconds, 3),
                }
            );
            return;
        }
        if (report.MissingFeatures.Count > 0)
        {
            console.Error.WriteLine(
                $"note: the users have no column {string.Join(", ", report.MissingFeatures.Select(name => $"'{name}'"))}: the model was asked without."
            );
        }
        if (report.WithoutId > 0)
        {
            console.Error.WriteLine(
                FormattableString.Invariant(
                    $"note: {report.WithoutId:N0} rows without an id were left out."
                )
            );
        }
        var earlier =
            report.Resumed > 0
                ? FormattableString.Invariant($", {report.Resumed:N0} of them by an earlier run")
                : "";
        var speed = EventText.Speed((report.Users - report.Resumed) / report.Seconds);
        console.Output.WriteLine(
            FormattableString.Invariant(
                $"{report.Path}: {report.Results:N0} rows for {report.Users:N0} users{earlier}, in {EventText.Duration(report.Seconds)} ({speed})"
            )
        );
    }
}
