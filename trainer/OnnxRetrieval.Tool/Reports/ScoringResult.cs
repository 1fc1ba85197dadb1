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
        WriteNotes(console, report.MissingFeatures, report.WithoutId);
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

    /// <summary>Tells what a file of users lacked.</summary>
    /// <param name="console">Where to.</param>
    /// <param name="missingFeatures">Features of the model that it has no column for.</param>
    /// <param name="withoutId">Its rows without an id.</param>
    public static void WriteNotes(
        ToolConsole console,
        IReadOnlyList<string> missingFeatures,
        long withoutId
    )
    {
        if (missingFeatures.Count > 0)
        {
            console.Error.WriteLine(
                $"note: the users have no column {string.Join(", ", missingFeatures.Select(name => $"'{name}'"))}: the model was asked without."
            );
        }
        if (withoutId > 0)
        {
            console.Error.WriteLine(
                FormattableString.Invariant(
                    $"note: {withoutId:N0} rows without an id were left out."
                )
            );
        }
    }
}
