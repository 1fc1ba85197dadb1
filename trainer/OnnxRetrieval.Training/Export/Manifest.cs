using System.Collections.Frozen;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using OnnxRetrieval.Graph;
using OnnxRetrieval.Training.Data;
using OnnxRetrieval.Training.Fitting;

namespace OnnxRetrieval.Training.Export;

/// <summary><c>manifest.json</c>: what made a folder, and what is in it.</summary>
/// <param name="Name">The model's name.</param>
/// <param name="Versions">Versions of what made it.</param>
/// <param name="TrainedAt">When the run ended, UTC.</param>
/// <param name="Seconds">How long it took.</param>
/// <param name="Seed">The seed in force.</param>
/// <param name="Data">The data.</param>
/// <param name="Fit">The settings in force, the recipe's defaults included.</param>
/// <param name="Chosen">What was chosen on the validation set.</param>
/// <param name="Options">The options as given, which can be fed back.</param>
/// <param name="Code">Where pieces that are made in code come from; null: there are none.</param>
/// <param name="Files">SHA-256 (hexadecimal) and length of each file.</param>
internal sealed record Manifest(
    string Name,
    IReadOnlyDictionary<string, string> Versions,
    DateTimeOffset TrainedAt,
    double Seconds,
    int Seed,
    ManifestData Data,
    FitSettings Fit,
    ManifestChoice Chosen,
    TrainingOptions Options,
    IReadOnlyDictionary<string, string>? Code,
    IReadOnlyDictionary<string, ManifestFile> Files
)
{
    /// <summary>The manifest's file name.</summary>
    public const string FileName = "manifest.json";

    /// <summary>The manifest of a run whose other files are written.</summary>
    /// <param name="options">The options as given.</param>
    /// <param name="settings">The settings in force.</param>
    /// <param name="fitted">What was fitted.</param>
    /// <param name="split">The data.</param>
    /// <param name="name">The model's name.</param>
    /// <param name="seed">The seed in force.</param>
    /// <param name="now">When the run ended.</param>
    /// <param name="taken">How long it took.</param>
    /// <param name="folder">The folder with the files.</param>
    public static Manifest Of(
        TrainingOptions options,
        FitSettings settings,
        FittedModel fitted,
        DataSplit split,
        string name,
        int seed,
        DateTimeOffset now,
        TimeSpan taken,
        string folder
    ) =>
        new(
            name,
            ToolVersions.All,
            now,
            Math.Round(taken.TotalSeconds, 3),
            seed,
            new ManifestData(
                split.Dataset.Name,
                split.Dataset.Fingerprint,
                split.Dataset.Users.Count,
                split.Dataset.Items.Count,
                split.Train.Count,
                split.Valid.Count,
                split.Test.Count,
                split.Dataset.Report,
                split.Notes
            ),
            settings,
            new ManifestChoice(
                fitted.Choice,
                fitted.Epochs,
                fitted.Refit.Count > 0,
                [
                    .. fitted.Choices.Select(fit => new ManifestTrial(
                        fit.Choice,
                        fit.BestMetric,
                        fit.BestEpoch,
                        fit.Epoch
                    )),
                ]
            ),
            options,
            settings.Custom.Origins(),
            FilesOf(folder)
        );

    /// <summary>Lists the files of a folder.</summary>
    public static IReadOnlyDictionary<string, ManifestFile> FilesOf(string folder)
    {
        var files = new SortedDictionary<string, ManifestFile>(StringComparer.Ordinal);
        foreach (var path in Directory.EnumerateFiles(folder))
        {
            files[Path.GetFileName(path)] = ManifestFile.Of(path);
        }
        return files;
    }

    /// <summary>Lists files that were written anew as they are now, where a folder's manifest lists them.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="paths">The files.</param>
    public static void Refresh(string folder, IReadOnlyList<string> paths)
    {
        var listed = FileNamesIn(folder);
        var known = paths.Where(path => listed.Contains(Path.GetFileName(path))).ToList();
        if (known.Count == 0)
        {
            return;
        }
        var manifest = Path.Combine(folder, FileName);
        var root = JsonNode.Parse(File.ReadAllText(manifest))!;
        var files = root["files"]!.AsObject();
        // Tables beside a file are in a file of another name than before.
        foreach (var name in listed.Where(name => !File.Exists(Path.Combine(folder, name))))
        {
            files.Remove(name);
        }
        foreach (var path in known.Concat(known.Select(OnnxFile.TablesOf).OfType<string>()))
        {
            files[Path.GetFileName(path)] = JsonSerializer.SerializeToNode(
                ManifestFile.Of(path),
                TrainingJson.Indented
            );
        }
        WholeFile.Write(manifest, path => RunFiles.WriteJson(path, root));
    }

    /// <summary>
    /// The names of what a run wrote into a folder, as its manifest lists them, and of the manifest; none where the folder
    /// has no manifest of a run. Web applications, for example, have another file of that name.
    /// </summary>
    public static IReadOnlySet<string> FileNamesIn(string folder)
    {
        var path = Path.Combine(folder, FileName);
        if (!File.Exists(path))
        {
            return FrozenSet<string>.Empty;
        }
        try
        {
            // By hand, as other versions may have written other properties.
            using var manifest = JsonDocument.Parse(File.ReadAllText(path));
            return
                manifest.RootElement is { ValueKind: JsonValueKind.Object } root
                && root.TryGetProperty("files", out var files)
                && files.ValueKind == JsonValueKind.Object
                ? files
                    .EnumerateObject()
                    .Select(file => file.Name)
                    .Append(FileName)
                    .ToFrozenSet(StringComparer.Ordinal)
                : FrozenSet<string>.Empty;
        }
        catch (JsonException)
        {
            return FrozenSet<string>.Empty;
        }
    }

    /// <summary>Writes it into a folder.</summary>
    public void Write(string folder) => RunFiles.WriteJson(Path.Combine(folder, FileName), this);
}

/// <summary>A file of the folder.</summary>
/// <param name="Sha256">Its SHA-256, hexadecimal.</param>
/// <param name="Bytes">Its length.</param>
internal sealed record ManifestFile(string Sha256, long Bytes)
{
    /// <summary>A file as it is now.</summary>
    public static ManifestFile Of(string path)
    {
        using var file = File.OpenRead(path);
        return new(Convert.ToHexStringLower(SHA256.HashData(file)), file.Length);
    }
}

/// <summary>The data that a model was trained on.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Fingerprint">SHA-256 over what was read.</param>
/// <param name="Users">Users in it.</param>
/// <param name="Items">Items in it.</param>
/// <param name="Train">Training interactions.</param>
/// <param name="Valid">Validation interactions.</param>
/// <param name="Test">Test interactions.</param>
/// <param name="Report">What reading met.</param>
/// <param name="Notes">What the split met.</param>
internal sealed record ManifestData(
    string Name,
    string Fingerprint,
    int Users,
    int Items,
    int Train,
    int Valid,
    int Test,
    Data.DataReport Report,
    IReadOnlyList<string> Notes
);

/// <summary>What was chosen on the validation set.</summary>
/// <param name="Values">The values chosen.</param>
/// <param name="Epochs">Epochs that the model was trained for.</param>
/// <param name="Refitted">Whether it was then fitted on training and validation data together.</param>
/// <param name="Trials">The values tried, with their best validation NDCG and epoch.</param>
internal sealed record ManifestChoice(
    FitChoice Values,
    int Epochs,
    bool Refitted,
    IReadOnlyList<ManifestTrial> Trials
);

/// <summary>One fit of the choice.</summary>
/// <param name="Values">Its values.</param>
/// <param name="ValidNdcgAt10">Its best validation NDCG@10.</param>
/// <param name="BestEpoch">The epoch of that.</param>
/// <param name="Epochs">The epochs it took.</param>
internal sealed record ManifestTrial(
    FitChoice Values,
    double ValidNdcgAt10,
    int BestEpoch,
    int Epochs
);
