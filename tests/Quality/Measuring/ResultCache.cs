using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using OnnxRetrieval.Training;

namespace OnnxRetrieval.Quality.Measuring;

/// <summary>
/// Results as files, so that a run that was interrupted goes on, and parts can be measured anew. A result is of a build of
/// the trainer: what another build measured is not taken for it.
/// </summary>
/// <param name="folder">Where the files are.</param>
internal sealed class ResultCache(string folder)
{
    /// <summary>The result, where it is known.</summary>
    /// <param name="name">What was measured, as the start of a file's name.</param>
    /// <param name="options">What was asked for.</param>
    public T? Find<T>(string name, TrainingOptions options)
        where T : class
    {
        var file = FileFor(name, options);
        return File.Exists(file)
            ? JsonSerializer.Deserialize<T>(File.ReadAllText(file), TrainingJson.Indented)
            : null;
    }

    /// <summary>Keeps a result.</summary>
    public void Keep<T>(string name, TrainingOptions options, T result)
    {
        Directory.CreateDirectory(folder);
        var file = FileFor(name, options);
        File.WriteAllText(
            file + ".tmp",
            JsonSerializer.Serialize(result, TrainingJson.Indented) + "\n"
        );
        File.Move(file + ".tmp", file, overwrite: true);
    }

    private string FileFor(string name, TrainingOptions options)
    {
        var build = typeof(TrainingPipeline).Module.ModuleVersionId;
        var hash = SHA256.HashData(
            Encoding.UTF8.GetBytes(
                $"{build} {JsonSerializer.Serialize(options, TrainingJson.Compact)}"
            )
        );
        return Path.Combine(folder, $"{name}-{Convert.ToHexStringLower(hash)[..16]}.json");
    }
}
