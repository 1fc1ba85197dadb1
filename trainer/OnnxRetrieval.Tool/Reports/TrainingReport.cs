using System.Text.Json.Nodes;
using OnnxRetrieval.Training;
using Spectre.Console;

namespace OnnxRetrieval.Tool.Reports;

/// <summary>What <c>train</c> ends with.</summary>
internal static class TrainingReport
{
    /// <summary>The table of test metrics beside the baselines, and where the model is.</summary>
    public static void Write(ToolConsole console, TrainingResult result)
    {
        if (result.Evaluation is { } evaluation)
        {
            console.Output.WriteLine();
            console.Output.WriteLine("On the test set, computed by running the exported file:");
            EvaluationTables.Write(console, evaluation, segments: false);
        }
        else
        {
            console.Output.WriteLine("No test data, so no metrics.");
        }
        Showcase.Of(result)?.Write(console.Pretty);
        console.Output.WriteLine($"Written: {result.Folder}");
    }

    /// <summary>The same for programs.</summary>
    public static JsonObject Json(TrainingResult result)
    {
        var report = new JsonObject
        {
            ["folder"] = result.Folder,
            ["dataset"] = result.Split.Dataset.Name,
            ["epochs"] = result.History.Count,
            ["final_loss"] = result.History.Count > 0 ? result.History[^1].Loss : null,
        };
        report["metrics"] = result.Evaluation is { } evaluation
            ? EvaluationTables.Json(evaluation)
            : new JsonObject();
        report["example"] = Showcase.Of(result)?.Json();
        return report;
    }
}
