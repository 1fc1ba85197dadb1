using System.Text.Json;
using OnnxRetrieval.Graph;

namespace OnnxRetrieval.Training.Export;

/// <summary>The options that a file tells it was trained with.</summary>
public static class ExportedOptions
{
    /// <summary>The options; null where the file tells none that this version knows.</summary>
    /// <param name="metadata">The file's metadata.</param>
    public static TrainingOptions? Of(IReadOnlyDictionary<string, string> metadata)
    {
        ArgumentNullException.ThrowIfNull(metadata);
        if (!metadata.TryGetValue(RetrievalMetadata.Options, out var json))
        {
            return null;
        }
        try
        {
            return JsonSerializer.Deserialize<TrainingOptions>(json, TrainingJson.Compact);
        }
        catch (JsonException)
        {
            // Of another version, or of another tool: they tell nothing here.
            return null;
        }
    }
}
