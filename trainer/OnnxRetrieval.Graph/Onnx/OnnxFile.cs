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

    /// <summary>
    /// Writes a model, its hash last, and where its metadata ask for it (<see cref="RetrievalMetadata.ExternalData"/>) its
    /// large tables to a file beside it. The file appears at once, complete, or not at all.
    /// </summary>
    /// <returns>The hash: <see cref="RetrievalMetadata.ContentHash"/>.</returns>
    /// <exception cref="GraphException">The model is too large, or the file cannot be written.</exception>
    public static string Write(ModelProto model, string path)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentException.ThrowIfNullOrEmpty(path);
        var temporary = $"{path}.{Guid.NewGuid():N}.tmp";
        string? made = null;
        try
        {
            (var unhashed, made) = ExternalTables.Write(model, path);
            RequireLength(unhashed, path);
            if (unhashed.MetadataProps.Any(entry => entry.Key == RetrievalMetadata.ContentHash))
            {
                unhashed = WithMetadata(unhashed, new Dictionary<string, string>());
            }
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
            Move(temporary, path);
            return hash;
        }
        catch (Exception error)
        {
            Discarded.Delete(temporary);
            if (made is not null)
            {
                Discarded.Delete(made);
            }
            if (error is IOException or UnauthorizedAccessException)
            {
                throw new GraphException($"'{path}' cannot be written: {error.Message}", error);
            }
            throw;
        }
    }

    /// <summary>
    /// Moves a file into the place of another of the same folder, whose tables' file, where it has one that no other model
    /// names, is deleted.
    /// </summary>
    public static void Move(string path, string to)
    {
        // A large file without tables beside it would be read for nothing.
        var replaced =
            File.Exists(to) && ExternalTables.MayBeBeside(to) ? TablesFile.NamedBy(to) : null;
        File.Move(path, to, overwrite: true);
        replaced?.DeleteUnused(FolderOf(to));
    }

    /// <summary>Copies a model as one file, whatever it is itself: for hosts that take one.</summary>
    /// <exception cref="GraphException">It cannot be read or written, or would be too large.</exception>
    public static void CopyAsOne(string path, string to)
    {
        if (TablesOf(path) is null)
        {
            File.Copy(path, to, overwrite: true);
            return;
        }
        var model = Read(path);
        var metadata = RetrievalMetadata
            .Of(model)
            .Where(entry => entry.Key != RetrievalMetadata.ExternalData)
            .ToDictionary();
        RetrievalMetadata.Replace(model, metadata);
        Write(model, to);
    }

    /// <summary>Deletes a file, where it is there, with its tables' file, where it has one that no other model names.</summary>
    public static void Delete(string path)
    {
        if (!File.Exists(path))
        {
            return;
        }
        var tables = TablesFile.NamedBy(path);
        File.Delete(path);
        tables?.DeleteUnused(FolderOf(path));
    }

    /// <summary>The path of the file that a model has its large tables in; null: it has none.</summary>
    public static string? TablesOf(string path) =>
        TablesFile.NamedBy(path) is { } tables ? Path.Combine(FolderOf(path), tables.File) : null;

    /// <summary>Reads a model, with the tables that lie beside it.</summary>
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
        try
        {
            ExternalTables.Read(model, path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new GraphException(
                $"The tables of '{path}' cannot be read: {error.Message}",
                error
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
        var copy = model.Copy();
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
        using var hashing = new HashingStream(Stream.Null);
        if (LengthOf(model) > MaximumLength)
        {
            // No message can be so long.
            model = model.Copy();
            foreach (var table in model.Graph.Initializer)
            {
                table.WriteNumbersTo(hashing);
                table.ShareNumbers(new TensorProto());
            }
        }
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
    private static long LengthOf(ModelProto model)
    {
        var length = 1024L + HashEntry.Length + HashLength;
        if (model.Graph is { } graph)
        {
            foreach (var tensor in graph.Initializer)
            {
                length += tensor.ByteLength + 1024L;
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
        return length;
    }

    private static void RequireLength(ModelProto model, string what)
    {
        var length = LengthOf(model);
        if (length > MaximumLength)
        {
            throw new GraphException(
                $"{what} would have about {length:N0} bytes, and an ONNX file can have at most {MaximumLength:N0}: have its tables written to a file beside it (--external-data), use fewer dimensions, or leave candidates out."
            );
        }
    }

    private static string FolderOf(string path) => Path.GetDirectoryName(Path.GetFullPath(path))!;
}
