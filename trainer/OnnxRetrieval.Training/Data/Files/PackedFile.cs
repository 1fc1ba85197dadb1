using System.Buffers.Binary;
using System.IO.Compression;

namespace OnnxRetrieval.Training.Data.Files;

/// <summary>
/// Whether a gzip or zstd file is whole. Neither DuckDB nor .NET tells: both take the end of the file for the end of the
/// data, so that a copy that broke off halfway would be read as half the rows without a word.
/// </summary>
internal static class PackedFile
{
    private const int GzipTrailer = 8;

    /// <summary>Refuses a file that is packed as its name says, but cut short or damaged.</summary>
    public static void RefuseDamaged(string file)
    {
        try
        {
            var isWhole =
                file.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? IsWholeGzip(file)
                : IsZstd(file) ? IsWholeZstd(file)
                : true;
            if (!isWhole)
            {
                throw Damaged(file);
            }
        }
        catch (InvalidDataException e)
        {
            throw Damaged(file, e);
        }
    }

    /// <summary>Whether the name is a zstd file's.</summary>
    public static bool IsZstd(string file) =>
        file.EndsWith(".zst", StringComparison.OrdinalIgnoreCase)
        || file.EndsWith(".zstd", StringComparison.OrdinalIgnoreCase);

    /// <summary>The error for a file that cannot be unpacked.</summary>
    public static InputException Damaged(string file, Exception? cause = null)
    {
        var message =
            $"'{file}' cannot be unpacked: it is damaged, cut short, or not packed as its name says. Copy it again, or rename it.";
        return cause is null ? new(message) : new(message, cause);
    }

    // RFC 1952: a member ends with the length of what it unpacks to, modulo 2^32. A file is one member or several in a
    // row, of which the last begins where the magic number stands and the length fits.
    private static bool IsWholeGzip(string file)
    {
        using var stream = File.OpenRead(file);
        if (stream.Length < 18)
        {
            return false;
        }
        Span<byte> trailer = stackalloc byte[4];
        stream.Seek(-4, SeekOrigin.End);
        stream.ReadExactly(trailer);
        var expected = BinaryPrimitives.ReadUInt32LittleEndian(trailer);
        if (UnpackedLength(stream, 0) == expected)
        {
            return true;
        }
        foreach (var start in MembersFromTheEnd(stream))
        {
            try
            {
                if (UnpackedLength(stream, start) == expected)
                {
                    return true;
                }
            }
            catch (InvalidDataException)
            {
                // These three bytes were not the beginning of a member.
            }
        }
        return false;
    }

    private static uint UnpackedLength(FileStream stream, long start)
    {
        stream.Position = start;
        using var gzip = new GZipStream(stream, CompressionMode.Decompress, leaveOpen: true);
        var buffer = new byte[1 << 18];
        uint length = 0;
        while (gzip.Read(buffer) is > 0 and var read)
        {
            unchecked
            {
                length += (uint)read;
            }
        }
        return length;
    }

    private static IEnumerable<long> MembersFromTheEnd(FileStream stream)
    {
        const int BlockLength = 1 << 20;
        const int MagicLength = 3;
        var block = new byte[BlockLength + MagicLength - 1];
        for (var end = stream.Length - GzipTrailer; end > 0; end -= BlockLength)
        {
            var start = Math.Max(0, end - BlockLength);
            var length = (int)Math.Min(block.Length, stream.Length - start);
            stream.Position = start;
            stream.ReadExactly(block, 0, length);
            for (var i = (int)(end - start) - 1; i >= 0; i--)
            {
                if (
                    start + i > 0
                    && i + MagicLength <= length
                    && block.AsSpan(i, MagicLength).SequenceEqual<byte>([0x1F, 0x8B, 0x08])
                )
                {
                    yield return start + i;
                }
            }
        }
    }

    // RFC 8878: frames of blocks, each with its length ahead, so that the end is found without unpacking.
    private static bool IsWholeZstd(string file)
    {
        using var stream = File.OpenRead(file);
        var bytes = new byte[4];
        while (stream.Position < stream.Length)
        {
            if (!TryRead(stream, bytes.AsSpan(0, 4)))
            {
                return false;
            }
            var magic = BinaryPrimitives.ReadUInt32LittleEndian(bytes);
            if ((magic & 0xFFFFFFF0) == 0x184D2A50)
            {
                if (
                    !TryRead(stream, bytes.AsSpan(0, 4))
                    || !TrySkip(stream, BinaryPrimitives.ReadUInt32LittleEndian(bytes))
                )
                {
                    return false;
                }
            }
            else if (magic != 0xFD2FB528 || !TrySkipFrame(stream, bytes))
            {
                return false;
            }
        }
        return true;
    }

    private static bool TrySkipFrame(FileStream stream, byte[] bytes)
    {
        if (!TryRead(stream, bytes.AsSpan(0, 1)))
        {
            return false;
        }
        var descriptor = bytes[0];
        var isSingle = (descriptor & 0x20) != 0;
        int contentSize = (descriptor >> 6) switch
        {
            0 => isSingle ? 1 : 0,
            1 => 2,
            2 => 4,
            _ => 8,
        };
        int dictionary = (descriptor & 3) switch
        {
            3 => 4,
            var other => other,
        };
        if (!TrySkip(stream, (isSingle ? 0 : 1) + dictionary + contentSize))
        {
            return false;
        }
        bool isLast;
        do
        {
            if (!TryRead(stream, bytes.AsSpan(0, 3)))
            {
                return false;
            }
            var header = bytes[0] | (bytes[1] << 8) | (bytes[2] << 16);
            isLast = (header & 1) != 0;
            var isRepeated = ((header >> 1) & 3) == 1;
            if (!TrySkip(stream, isRepeated ? 1 : header >> 3))
            {
                return false;
            }
        } while (!isLast);
        return (descriptor & 4) == 0 || TrySkip(stream, 4);
    }

    private static bool TryRead(FileStream stream, Span<byte> bytes) =>
        stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false) == bytes.Length;

    private static bool TrySkip(FileStream stream, long count)
    {
        if (stream.Length - stream.Position < count)
        {
            return false;
        }
        stream.Position += count;
        return true;
    }
}
