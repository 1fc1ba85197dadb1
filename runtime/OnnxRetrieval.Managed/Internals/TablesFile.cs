using System.Text.Json;

namespace OnnxRetrieval.Internals;

/// <summary>
/// The file beside a model that holds its large tables, where its metadata name one. ONNX Runtime maps it into memory; what is
/// checked here is that it is the one that was written with the model.
/// </summary>
internal sealed class TablesFile
{
    private readonly string model;
    private readonly string path;
    private readonly long bytes;
    private readonly string sha256;

    private TablesFile(string model, string name, long bytes, string sha256)
    {
        this.model = model;
        this.bytes = bytes;
        this.sha256 = sha256;
        path = Path.Combine(Path.GetDirectoryName(model)!, name);
    }

    /// <summary>The file that a model names, which is there and as long as it says; null: it names none.</summary>
    /// <exception cref="RetrievalException">It is missing or of another length, or what names it cannot be read.</exception>
    public static TablesFile? Of(ModelFile file)
    {
        if (!file.Metadata.TryGetValue(Contract.ExternalDataKey, out var json))
        {
            return null;
        }
        var tables = Parse(file.Path, json);
        tables.RequireLength();
        return tables;
    }

    /// <summary>Compares its content with the hash that the model has of it.</summary>
    /// <exception cref="RetrievalException">It is another.</exception>
    public void Verify()
    {
        using var stream = ContentHash.Open(path);
        if (ContentHash.Of(stream, stream.Length) != sha256)
        {
            throw Other("its content does not match the hash that the model has of it");
        }
    }

    private static TablesFile Parse(string model, string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            var root = document.RootElement;
            if (
                root.ValueKind == JsonValueKind.Object
                && root.TryGetProperty("file", out var file)
                && root.TryGetProperty("bytes", out var bytes)
                && root.TryGetProperty("sha256", out var sha256)
                && bytes.TryGetInt64(out var length)
                && file.GetString() is { Length: > 0 } name
                && Path.GetFileName(name) == name
                && sha256.GetString() is { } hash
            )
            {
                return new TablesFile(model, name, length, hash);
            }
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            // Told below.
        }
        throw new RetrievalException(
            RetrievalError.DamagedFile,
            $"'{model}' does not say well where its tables are (metadata '{Contract.ExternalDataKey}'). Copy or export it again."
        );
    }

    private void RequireLength()
    {
        var file = new FileInfo(path);
        if (!file.Exists)
        {
            throw new RetrievalException(
                RetrievalError.FileNotReadable,
                $"'{model}' has its tables in '{file.Name}', which is not beside it. Copy both files together."
            );
        }
        if (file.Length != bytes)
        {
            throw Other($"it has {file.Length:N0} bytes, and was written with {bytes:N0}");
        }
    }

    private RetrievalException Other(string why) =>
        new(
            RetrievalError.DamagedFile,
            $"'{path}' does not hold the tables of '{model}': {why}. Copy both files together again."
        );
}
