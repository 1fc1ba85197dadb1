using System.Globalization;
using System.Text;

namespace OnnxRetrieval.Internals;

/// <summary>
/// What stands at the top of an ONNX file: its metadata and operator sets. Read before ONNX Runtime sees the file, so that
/// a text file, a cut file or one of a newer contract is named as such and costs no loading. An ONNX file is one protobuf
/// message, of which the few fields needed here are read by hand: the graph, nearly all of the file, is stepped over.
/// </summary>
internal sealed class ModelFile
{
    // Fields of ModelProto.
    private const int GraphField = 7;
    private const int OperatorSetField = 8;
    private const int MetadataField = 14;

    // Metadata is text for people and programs; whatever claims to be longer is no metadata, and is not read into memory.
    private const int LongestMetadata = 1 << 28;

    private readonly (long Length, DateTime Written) stamp;

    private ModelFile(
        string path,
        (long, DateTime) stamp,
        IReadOnlyDictionary<string, string> metadata,
        IReadOnlyList<string> domains
    )
    {
        this.stamp = stamp;
        Path = path;
        Metadata = metadata;
        OperatorDomains = domains;
    }

    public string Path { get; }

    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>The domains whose operators the file uses; "" is the ONNX standard.</summary>
    public IReadOnlyList<string> OperatorDomains { get; }

    /// <summary>Reads the top of a file.</summary>
    /// <exception cref="RetrievalException">It is missing, not ONNX, or cut.</exception>
    public static ModelFile Read(string path)
    {
        var full = System.IO.Path.GetFullPath(path);
        using var stream = Open(full);
        if (stream.Length == 0)
        {
            throw new RetrievalException(
                RetrievalError.NotOnnx,
                $"'{full}' is empty. Was its export or copy interrupted? Make or copy it again."
            );
        }
        return Scan(full, stream);
    }

    /// <summary>Refuses a file that was replaced while it was being loaded: what was read first would not belong to the rest.</summary>
    public void RequireUnchanged()
    {
        using var stream = Open(Path);
        if (Stamp(stream) != stamp)
        {
            throw new RetrievalException(
                RetrievalError.DamagedFile,
                $"'{Path}' was replaced or written to while it was being loaded. Load it again."
            );
        }
    }

    // Of the file that was opened: a path may lead through links, and those are what is exchanged.
    private static (long, DateTime) Stamp(FileStream stream) =>
        (stream.Length, File.GetLastWriteTimeUtc(stream.SafeFileHandle));

    private static FileStream Open(string path)
    {
        try
        {
            // The scan jumps: a small buffer reads little that is then stepped over.
            return new FileStream(
                path,
                FileMode.Open,
                FileAccess.Read,
                FileShare.Read | FileShare.Delete,
                4096
            );
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            var what = error switch
            {
                FileNotFoundException or DirectoryNotFoundException => "There is no file",
                _ when Directory.Exists(path) => "There is a folder, not a file,",
                _ => $"No reading ({error.Message})",
            };
            throw new RetrievalException(
                RetrievalError.FileNotReadable,
                $"{what} at '{path}'. Give the path of a .onnx file that 'onnx-retrieval train' wrote, such as retrieval.onnx.",
                error
            );
        }
    }

    private static ModelFile Scan(string path, FileStream stream)
    {
        var stamp = Stamp(stream);
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal);
        var domains = new List<string>();
        var hasGraph = false;
        var fields = new WireReader(stream, stream.Length);
        try
        {
            while (fields.Next())
            {
                if (
                    !IsModelField(fields.Field, fields.WireType)
                    || (fields.Field != GraphField && fields.Length > LongestMetadata)
                )
                {
                    throw NotOnnx(path);
                }
                switch (fields.Field)
                {
                    case GraphField:
                        hasGraph = true;
                        break;
                    case OperatorSetField:
                        domains.Add(ReadTexts(fields.Bytes()).First);
                        break;
                    case MetadataField:
                        var (key, value) = ReadTexts(fields.Bytes());
                        metadata[key] = value;
                        break;
                }
                fields.Skip();
            }
        }
        catch (EndOfStreamException error)
        {
            // A file that is something else seldom gets as far as a graph before its bytes make no sense.
            throw hasGraph || fields.Field == GraphField
                ? new RetrievalException(
                    RetrievalError.DamagedFile,
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"'{path}' is cut short: it has {stream.Length:N0} bytes and announces more. Copy or export it again."
                    ),
                    error
                )
                : NotOnnx(path);
        }
        catch (InvalidDataException)
        {
            throw NotOnnx(path);
        }
        return hasGraph ? new ModelFile(path, stamp, metadata, domains) : throw NotOnnx(path);
    }

    private static RetrievalException NotOnnx(string path) =>
        new(
            RetrievalError.NotOnnx,
            $"'{path}' is not an ONNX file. Give the path of a .onnx file that 'onnx-retrieval train' wrote, such as retrieval.onnx."
        );

    /// <summary>Whether ModelProto has the field with this wire type (0: varint, 2: bytes).</summary>
    private static bool IsModelField(int field, int wireType) =>
        field switch
        {
            1 or 5 => wireType == 0,
            2 or 3 or 4 or 6 or 7 or 8 or 14 or 20 or 25 or 26 => wireType == 2,
            _ => false,
        };

    /// <summary>Fields 1 and 2 of a small message, where they are texts: a metadata entry, or an operator set's domain.</summary>
    private static (string First, string Second) ReadTexts(byte[] message)
    {
        var (first, second) = ("", "");
        var fields = new WireReader(new MemoryStream(message), message.Length);
        while (fields.Next())
        {
            if (fields is { WireType: 2, Field: 1 or 2 })
            {
                var text = Encoding.UTF8.GetString(fields.Bytes());
                (first, second) = fields.Field == 1 ? (text, second) : (first, text);
            }
            fields.Skip();
        }
        return (first, second);
    }
}
