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

    /// <summary>Bytes written and read at a time: tables of millions of rows are longer than an array may be.</summary>
    private const int PieceLength = 1 << 24;

    private static readonly byte[] Magic = "ORCKPT01"u8.ToArray();

    /// <summary>Identifies the options and the data; a run goes on only with the same.</summary>
    public required string RunKey { get; init; }

    /// <summary>How far the run has come.</summary>
    public required RunState State { get; init; }

    /// <summary>Tensors by name: parameters, optimizer state, the best model so far.</summary>
    public required IReadOnlyDictionary<string, Tensor> Tensors { get; init; }

    /// <summary>Writes the checkpoint; an existing one is replaced when the new one is complete.</summary>
    /// <exception cref="InputException">It cannot be written, such as for want of room.</exception>
    public void Write(string path)
    {
        var temporary = path + ".tmp";
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            WriteNew(temporary);
            File.Move(temporary, path, overwrite: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            File.Delete(temporary);
            throw new InputException(
                $"The checkpoint '{path}' cannot be written: {exception.Message} Make room there, or name another folder with --out.",
                exception
            );
        }
    }

    private void WriteNew(string path)
    {
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
        using (var file = File.Create(path))
        {
            var start = new byte[HeaderLength];
            Magic.CopyTo(start, 0);
            BinaryPrimitives.WriteInt64LittleEndian(start.AsSpan(8), header.Length);
            Put(start);
            Put(header);
            foreach (var (_, value) in entries)
            {
                using var flat = value.contiguous();
                using var line = flat.view(-1);
                for (
                    long at = 0, count = line.shape[0];
                    at < count;
                    at += PieceLength / sizeof(float)
                )
                {
                    using var piece = line.narrow(
                        0,
                        at,
                        Math.Min(PieceLength / sizeof(float), count - at)
                    );
                    Put(piece.bytes);
                }
            }
            file.Write(hash.GetHashAndReset());
            file.Flush(flushToDisk: true);

            void Put(ReadOnlySpan<byte> bytes)
            {
                hash.AppendData(bytes);
                file.Write(bytes);
            }
        }
    }

    /// <summary>Reads a checkpoint. Its tensors belong to the caller.</summary>
    /// <exception cref="InputException">The file is cut, altered, or no checkpoint.</exception>
    public static Checkpoint Read(string path)
    {
        try
        {
            using var file = File.OpenRead(path);
            if (!IsWhole(file))
            {
                throw Unreadable(path, "it is cut or altered", null);
            }
            file.Position = Magic.Length;
            var length = new byte[sizeof(long)];
            file.ReadExactly(length);
            var json = new byte[checked((int)BinaryPrimitives.ReadInt64LittleEndian(length))];
            file.ReadExactly(json);
            var header = JsonSerializer.Deserialize<Header>(json, TrainingJson.Compact)!;
            var tensors = new Dictionary<string, Tensor>();
            foreach (var entry in header.Tensors)
            {
                var values = new float[entry.Shape.Aggregate(1L, (a, b) => checked(a * b))];
                for (var at = 0; at < values.Length; at += PieceLength / sizeof(float))
                {
                    var count = Math.Min(PieceLength / sizeof(float), values.Length - at);
                    file.ReadExactly(MemoryMarshal.AsBytes(values.AsSpan(at, count)));
                }
                tensors[entry.Name] = tensor(values, entry.Shape).DetachFromDisposeScope();
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

    /// <summary>Whether a file begins as a checkpoint does and ends with the hash of all before.</summary>
    private static bool IsWhole(FileStream file)
    {
        var left = file.Length - SHA256.HashSizeInBytes;
        if (left < HeaderLength)
        {
            return false;
        }
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var piece = new byte[(int)Math.Min(PieceLength, left)];
        var isFirst = true;
        while (left > 0)
        {
            var read = piece.AsSpan(0, (int)Math.Min(piece.Length, left));
            file.ReadExactly(read);
            if (isFirst && !read.StartsWith(Magic))
            {
                return false;
            }
            isFirst = false;
            hash.AppendData(read);
            left -= read.Length;
        }
        var told = new byte[SHA256.HashSizeInBytes];
        file.ReadExactly(told);
        return hash.GetHashAndReset().AsSpan().SequenceEqual(told);
    }

    private static InputException Unreadable(string path, string why, Exception? cause) =>
        new(
            $"The checkpoint '{path}' cannot be read: {why}. Delete it, or run without --resume to start over.",
            cause ?? new InvalidDataException(why)
        );

    private sealed record Header(string RunKey, RunState State, IReadOnlyList<TensorEntry> Tensors);

    private sealed record TensorEntry(string Name, long[] Shape);
}
