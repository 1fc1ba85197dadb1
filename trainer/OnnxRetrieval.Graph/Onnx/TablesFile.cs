using System.Text.Json;
using System.Text.Json.Serialization;
using Google.Protobuf;

namespace OnnxRetrieval.Graph.Onnx;

/// <summary>The file beside a model that holds its large tables, as the model's metadata name it.</summary>
/// <param name="File">Its name, without a folder: hosts look for it in the model's.</param>
/// <param name="Bytes">Its length.</param>
/// <param name="Sha256">Its SHA-256, in lower-case hexadecimal.</param>
internal sealed record TablesFile(
    [property: JsonPropertyName("file")] string File,
    [property: JsonPropertyName("bytes")] long Bytes,
    [property: JsonPropertyName("sha256")] string Sha256
)
{
    private const int MetadataField = 14;

    /// <summary>As the metadata have it.</summary>
    public string ToJson() => JsonSerializer.Serialize(this);

    /// <summary>The one that a file on disk names; null: it names none, or is no model.</summary>
    public static TablesFile? NamedBy(string path)
    {
        try
        {
            using var file = System.IO.File.OpenRead(path);
            using var input = new CodedInputStream(file);
            while (input.ReadTag() is var tag and not 0)
            {
                if (WireFormat.GetTagFieldNumber(tag) != MetadataField)
                {
                    input.SkipLastField();
                    continue;
                }
                var entry = new StringStringEntryProto();
                input.ReadMessage(entry);
                if (entry.Key == RetrievalMetadata.ExternalData)
                {
                    return JsonSerializer.Deserialize<TablesFile>(entry.Value);
                }
            }
        }
        catch (Exception error)
            when (error is IOException or UnauthorizedAccessException or JsonException)
        {
            // Whatever is there is to be replaced, not read.
        }
        return null;
    }

    /// <summary>Deletes it from a folder, unless a model there names it.</summary>
    public void DeleteUnused(string folder)
    {
        var models = Directory.EnumerateFiles(folder, "*.onnx");
        if (Path.GetFileName(File) == File && !models.Any(model => NamedBy(model)?.File == File))
        {
            Discarded.Delete(Path.Combine(folder, File));
        }
    }
}
