using System.Text.Json;
using System.Text.Json.Nodes;
using OnnxRetrieval.Training;
using OnnxRetrieval.Training.Evaluation;

namespace OnnxRetrieval.Tool.Models;

/// <summary>A run that is compared with others: what its folder tells of it.</summary>
/// <param name="Name">What to call it.</param>
/// <param name="Path">The folder or file as given.</param>
/// <param name="Metrics">The model's metrics by name; empty where they are not known.</param>
/// <param name="Intervals">Their confidence intervals, where they are known.</param>
/// <param name="Settings">Options in force and as given by their place, such as <c>fit.epochs</c>; empty for a file.</param>
/// <param name="TestSet">What tells its test set from others; null: not known.</param>
internal sealed record ComparedRun(
    string Name,
    string Path,
    IReadOnlyDictionary<string, double> Metrics,
    IReadOnlyDictionary<string, double[]> Intervals,
    IReadOnlyDictionary<string, string> Settings,
    string? TestSet
)
{
    /// <summary>Names of runs: the last part of each path where that tells them apart, else the paths.</summary>
    public static string[] NamesOf(IReadOnlyList<string> paths)
    {
        var names = paths
            .Select(path =>
                System.IO.Path.GetFileName(System.IO.Path.TrimEndingDirectorySeparator(path))
            )
            .ToArray();
        return names.Distinct().Count() == names.Length && names.All(name => name.Length > 0)
            ? names
            : [.. paths];
    }

    /// <summary>Reads what a run wrote beside its model.</summary>
    /// <param name="name">What to call it.</param>
    /// <param name="path">The folder that 'train' wrote, or a file.</param>
    /// <param name="needsMetrics">Whether a run without metrics is refused.</param>
    /// <exception cref="InputException">It is no such folder, or a file in it cannot be read.</exception>
    public static ComparedRun Read(string name, string path, bool needsMetrics)
    {
        var manifest = Directory.Exists(path) ? Json(path, "manifest.json") : null;
        var metrics = Directory.Exists(path) ? Json(path, "metrics.json") : null;
        var model = metrics?[ExportedModel.Key] as JsonObject;
        if (needsMetrics && model is null)
        {
            throw new InputException(
                Directory.Exists(path)
                    ? $"'{path}' holds no metrics of a run. Name folders that 'train' wrote with test data, or give the data to measure on by --options."
                : File.Exists(path)
                    ? $"'{path}' is a file, so it has to be measured: give the data by --options, with the options.json of its run, or name the folder that 'train' wrote."
                : $"There is no '{path}'. Name folders that 'train' wrote, or .onnx files."
            );
        }
        var details = metrics?["details"] as JsonObject;
        return new(
            name,
            path,
            NumbersOf(model),
            IntervalsOf(details?["intervals"]?[ExportedModel.Key] as JsonObject),
            SettingsOf(manifest),
            (string?)details?["test_set"]
                // Runs of earlier versions tell less.
                ?? (
                    manifest?["data"] is JsonObject data
                        ? $"{data["fingerprint"]}/{data["test"]}/{manifest["options"]?["split"]?.ToJsonString()}"
                        : null
                )
        );
    }

    /// <summary>The settings that are not the same in all runs, by place.</summary>
    public static IReadOnlyList<string> DifferingSettings(IReadOnlyList<ComparedRun> runs)
    {
        var differing = runs.SelectMany(run => run.Settings.Keys)
            .Distinct()
            .Where(place =>
                runs.Select(run => run.Settings.GetValueOrDefault(place)).Distinct().Count() > 1
            )
            .ToList();
        // What is in force says more than what was asked for.
        return
        [
            .. differing.Where(place =>
                !place.StartsWith("options.", StringComparison.Ordinal)
                || !differing.Exists(other =>
                    other.StartsWith("fit.", StringComparison.Ordinal)
                    && other.EndsWith(place[place.LastIndexOf('.')..], StringComparison.Ordinal)
                )
            ),
        ];
    }

    private static JsonObject? Json(string folder, string name)
    {
        var path = System.IO.Path.Combine(folder, name);
        if (!File.Exists(path))
        {
            return null;
        }
        try
        {
            return JsonNode.Parse(File.ReadAllText(path)) as JsonObject
                ?? throw new InputException($"'{path}' does not hold a JSON object.");
        }
        catch (Exception exception)
            when (exception is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new InputException(
                $"'{path}' cannot be read: {exception.Message} Train the model again to have it anew.",
                exception
            );
        }
    }

    private static Dictionary<string, double> NumbersOf(JsonObject? values) =>
        (values ?? [])
            .Where(value => value.Value?.GetValueKind() == JsonValueKind.Number)
            .ToDictionary(value => value.Key, value => value.Value!.GetValue<double>());

    private static Dictionary<string, double[]> IntervalsOf(JsonObject? values) =>
        (values ?? [])
            .Where(value => value.Value is JsonArray { Count: 2 })
            .ToDictionary(
                value => value.Key,
                value => value.Value!.AsArray().Select(end => end!.GetValue<double>()).ToArray()
            );

    private static Dictionary<string, string> SettingsOf(JsonObject? manifest)
    {
        var settings = new Dictionary<string, string>();
        foreach (var part in (string[])["fit", "chosen", "seed", "options"])
        {
            Flatten(part, manifest?[part], settings);
        }
        return settings;
    }

    private static void Flatten(string place, JsonNode? value, Dictionary<string, string> into)
    {
        if (value is JsonObject inner)
        {
            foreach (var (name, child) in inner)
            {
                Flatten($"{place}.{name}", child, into);
            }
        }
        // How the choice went is no setting.
        else if (value is not null && place != "chosen.trials")
        {
            into[place] =
                value.GetValueKind() == JsonValueKind.String
                    ? value.GetValue<string>()
                    : value.ToJsonString();
        }
    }
}
