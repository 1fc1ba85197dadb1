using System.Text;
using System.Text.Json;

namespace OnnxRetrieval.Training.Export;

/// <summary>The text files of a run's folder, beside the manifest.</summary>
internal static class RunFiles
{
    /// <summary>A line for each epoch of the fit that was validated.</summary>
    public const string History = "history.jsonl";

    /// <summary>A line for each epoch of the last fit, where the model was fitted anew on training and validation data.</summary>
    public const string Refit = "refit.jsonl";

    /// <summary>Metrics on the test set by contender.</summary>
    public const string Metrics = "metrics.json";

    /// <summary>The options as given, to be fed back.</summary>
    public const string Options = "options.json";

    /// <summary>
    /// Writes one JSON object a line: <c>epoch</c>, <c>loss</c>, <c>val_loss</c> and validation metrics where they were
    /// computed, and <c>seconds</c>.
    /// </summary>
    public static void WriteHistory(string path, IReadOnlyList<EpochRecord> records)
    {
        var lines = new StringBuilder();
        foreach (var record in records)
        {
            var line = new Dictionary<string, object>
            {
                ["epoch"] = record.Epoch,
                ["loss"] = record.Loss,
            };
            if (record.ValidLoss is { } loss)
            {
                line["val_loss"] = loss;
            }
            foreach (var (name, value) in record.Metrics)
            {
                line[name] = value;
            }
            line["seconds"] = Math.Round(record.Seconds, 4);
            lines.Append(JsonSerializer.Serialize(line, TrainingJson.Compact)).Append('\n');
        }
        File.WriteAllText(path, lines.ToString());
    }

    /// <summary>Writes a value as indented JSON with a final newline.</summary>
    public static void WriteJson<T>(string path, T value) =>
        File.WriteAllText(path, JsonSerializer.Serialize(value, TrainingJson.Indented) + "\n");
}
