using System.Security.Cryptography;
using System.Text;
using Google.Protobuf;
using OnnxRetrieval.Graph.Onnx;

namespace OnnxRetrieval.Graph;

/// <summary>Reads and writes ONNX files.</summary>
public static class OnnxFile
{
    /// <summary>The most bytes that a file of this format can have: 2 GiB less one.</summary>
    public const long MaximumLength = int.MaxValue;

    /// <summary>What stands before the hash at the end of a file; see <see cref="RetrievalMetadata"/>.</summary>
    private static ReadOnlySpan<byte> HashEntry => "rP\n\u000Ccontent_hash\u0012@"u8;

    private const int HashLength = 2 * SHA256.HashSizeInBytes;

    /// <summary>Writes a model, its hash last. The file appears at once, complete, or not at all.</summary>
    /// <returns>The hash: <see cref="RetrievalMetadata.ContentHash"/>.</returns>
    /// <exception cref="GraphException">The model is too large, or the file cannot be written.</exception>
    public static string Write(ModelProto model, string path)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentException.ThrowIfNullOrEmpty(path);
        RequireLength(model, path);
        var unhashed = model;
        if (model.MetadataProps.Any(entry => entry.Key == RetrievalMetadata.ContentHash))
        {
            unhashed = WithMetadata(model, new Dictionary<string, string>());
        }
        var temporary = $"{path}.{Guid.NewGuid():N}.tmp";
        try
        {
            string hash;
            using (
                var file = new FileStream(
                    temporary,
                    FileMode.CreateNew,
                    FileAccess.Write,
                    FileShare.None,
                    bufferSize: 0
                )
            )
            {
                using var hashing = new HashingStream(file);
                WriteTo(unhashed, hashing);
                hashing.Write(HashEntry);
                hash = hashing.Finish();
                file.Write(Encoding.ASCII.GetBytes(hash));
                file.Flush(flushToDisk: true);
            }
            File.Move(temporary, path, overwrite: true);
            return hash;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            Discard(temporary);
            throw new GraphException($"'{path}' cannot be written: {error.Message}", error);
        }
        catch
        {
            Discard(temporary);
            throw;
        }
    }

    /// <summary>Reads a model.</summary>
    /// <exception cref="GraphException">There is no such file, it cannot be read, or it is no ONNX file.</exception>
    public static ModelProto Read(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ModelProto model;
        try
        {
            using var file = File.OpenRead(path);
            if (file.Length > MaximumLength)
            {
                throw new GraphException(
                    $"'{path}' has {file.Length:N0} bytes, and an ONNX file at most {MaximumLength:N0}."
                );
            }
            using var input = new CodedInputStream(file);
            model = ModelProto.Parser.ParseFrom(input);
        }
        catch (InvalidProtocolBufferException error)
        {
            throw new GraphException(
                $"'{path}' is not an ONNX file, or only part of one: {error.Message}",
                error
            );
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new GraphException($"'{path}' cannot be read: {error.Message}", error);
        }
        if (model.Graph is null || model.OpsetImport.Count == 0)
        {
            throw new GraphException(
                $"'{path}' is not an ONNX file, or only part of one: it holds no graph with its operator sets."
            );
        }
        return model;
    }

    /// <summary>A copy of a model with some metadata replaced or added. Tables are shared, not copied.</summary>
    /// <param name="model">The model.</param>
    /// <param name="values">The new values by key; see <see cref="RetrievalMetadata"/>.</param>
    public static ModelProto WithMetadata(
        ModelProto model,
        IReadOnlyDictionary<string, string> values
    )
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(values);
        var merged = new Dictionary<string, string>(
            RetrievalMetadata.Of(model),
            StringComparer.Ordinal
        );
        foreach (var (key, value) in values)
        {
            merged[key] = value;
        }
        var copy = model.Clone();
        RetrievalMetadata.Replace(copy, merged);
        return copy;
    }

    /// <summary>Replaces or adds metadata of a file, which is replaced at once as a whole.</summary>
    /// <returns>The new hash.</returns>
    /// <exception cref="GraphException">The file cannot be read or written.</exception>
    public static string UpdateMetadata(string path, IReadOnlyDictionary<string, string> values) =>
        Write(WithMetadata(Read(path), values), path);

    /// <summary>The SHA-256 of a model as it stands, in lower-case hexadecimal.</summary>
    internal static string Hash(ModelProto model)
    {
        RequireLength(model, "the model");
        using var hashing = new HashingStream(Stream.Null);
        WriteTo(model, hashing);
        return hashing.Finish();
    }

    private static void WriteTo(ModelProto model, Stream stream)
    {
        // The default of 4 KiB would cost a hash step and a system call for each.
        using var output = new CodedOutputStream(stream, bufferSize: 1 << 20, leaveOpen: true);
        model.WriteTo(output);
        output.Flush();
    }

    // Message sizes are 32-bit numbers that would overflow silently, so the large parts are added up first.
    private static void RequireLength(ModelProto model, string what)
    {
        var length = 1024L + HashEntry.Length + HashLength;
        if (model.Graph is { } graph)
        {
            foreach (var tensor in graph.Initializer)
            {
                length += tensor.RawData.Length + 1024L;
                length += 4L * tensor.FloatData.Count + 8L * tensor.DoubleData.Count;
                foreach (var text in tensor.StringData)
                {
                    length += text.Length + 5L;
                }
            }
            foreach (var node in graph.Node)
            {
                foreach (var attribute in node.Attribute)
                {
                    length += attribute.CalculateSize();
                }
            }
        }
        foreach (var entry in model.MetadataProps)
        {
            length += entry.CalculateSize();
        }
        if (length > MaximumLength)
        {
            throw new GraphException(
                $"{what} would have about {length:N0} bytes, and an ONNX file can have at most {MaximumLength:N0}: train with fewer dimensions, or leave candidates out."
            );
        }
    }

    private static void Discard(string temporary)
    {
        try
        {
            File.Delete(temporary);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // The failure that led here is the one to report.
        }
    }
}
