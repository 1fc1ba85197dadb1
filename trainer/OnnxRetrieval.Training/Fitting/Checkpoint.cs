using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json;
using static TorchSharp.torch;

namespace OnnxRetrieval.Training.Fitting;

/// <summary>
/// A file from which a run goes on bit for bit: its state as JSON and its tensors as raw floats, with a SHA-256 over both.
/// </summary>
/// <remarks>
/// Layout: 8 bytes <c>ORCKPT01</c>; int64 length of the JSON; the JSON; each tensor's floats, little-endian, in the order
/// that the JSON lists them; 32 bytes SHA-256 of all before. Written beside and moved into place, so that a kill at any
/// moment leaves the old or the new one.
/// </remarks>
public sealed class Checkpoint
{
    private const int HeaderLength = 16;
    private static readonly byte[] Magic = "ORCKPT01"u8.ToArray();

    /// <summary>Identifies the options and the data; a run goes on only with the same.</summary>
    public required string RunKey { get; init; }

    /// <summary>How far the run has come.</summary>
    public required RunState State { get; init; }

    /// <summary>Tensors by name: parameters, optimizer state, the best model so far.</summary>
    public required IReadOnlyDictionary<string, Tensor> Tensors { get; init; }

    /// <summary>Writes the checkpoint; an existing one is replaced when the new one is complete.</summary>
    public void Write(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var temporary = path + ".tmp";
        var entries = Tensors.OrderBy(pair => pair.Key, StringComparer.Ordinal).ToArray();
        var header = JsonSerializer.SerializeToUtf8Bytes(
            new Header(
                RunKey,
                State,
                [.. entries.Select(entry => new TensorEntry(entry.Key, entry.Value.shape))]
            ),
            TrainingJson.Compact
        );
        using (var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256))
        using (var file = File.Create(temporary))
        {
            var start = new byte[HeaderLength];
            Magic.CopyTo(start, 0);
            BinaryPrimitives.WriteInt64LittleEndian(start.AsSpan(8), header.Length);
            Put(start);
            Put(header);
            foreach (var (_, value) in entries)
            {
                using var flat = value.contiguous();
                var bytes = flat.bytes;
                Put(bytes);
            }
            file.Write(hash.GetHashAndReset());
            file.Flush(flushToDisk: true);

            void Put(ReadOnlySpan<byte> bytes)
            {
                hash.AppendData(bytes);
                file.Write(bytes);
            }
        }
        File.Move(temporary, path, overwrite: true);
    }

    /// <summary>Reads a checkpoint. Its tensors belong to the caller.</summary>
    /// <exception cref="InputException">The file is cut, altered, or no checkpoint.</exception>
    public static Checkpoint Read(string path)
    {
        try
        {
            var bytes = File.ReadAllBytes(path);
            if (
                bytes.Length < HeaderLength + SHA256.HashSizeInBytes
                || !bytes.AsSpan(0, Magic.Length).SequenceEqual(Magic)
                || !SHA256
                    .HashData(bytes.AsSpan(0, bytes.Length - SHA256.HashSizeInBytes))
                    .AsSpan()
                    .SequenceEqual(bytes.AsSpan(bytes.Length - SHA256.HashSizeInBytes))
            )
            {
                throw Unreadable(path, "it is cut or altered", null);
            }
            var headerLength = checked(
                (int)BinaryPrimitives.ReadInt64LittleEndian(bytes.AsSpan(8))
            );
            var header = JsonSerializer.Deserialize<Header>(
                bytes.AsSpan(HeaderLength, headerLength),
                TrainingJson.Compact
            )!;
            var tensors = new Dictionary<string, Tensor>();
            var position = HeaderLength + headerLength;
            foreach (var entry in header.Tensors)
            {
                var length = checked(
                    (int)entry.Shape.Aggregate(1L, (a, b) => a * b) * sizeof(float)
                );
                var values = MemoryMarshal
                    .Cast<byte, float>(bytes.AsSpan(position, length))
                    .ToArray();
                tensors[entry.Name] = tensor(values, entry.Shape).DetachFromDisposeScope();
                position += length;
            }
            return new Checkpoint
            {
                RunKey = header.RunKey,
                State = header.State,
                Tensors = tensors,
            };
        }
        catch (Exception exception)
            when (exception
                    is IOException
                        or UnauthorizedAccessException
                        or JsonException
                        or OverflowException
            )
        {
            throw Unreadable(path, exception.Message, exception);
        }
    }

    private static InputException Unreadable(string path, string why, Exception? cause) =>
        new(
            $"The checkpoint '{path}' cannot be read: {why}. Delete it, or run without --resume to start over.",
            cause ?? new InvalidDataException(why)
        );

    private sealed record Header(string RunKey, RunState State, IReadOnlyList<TensorEntry> Tensors);

    private sealed record TensorEntry(string Name, long[] Shape);
}
