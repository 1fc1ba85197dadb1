using System.Buffers;
using System.IO.Compression;
using System.Text;
using OnnxRetrieval.Training.Data.Building;
using OnnxRetrieval.Training.Data.Files;

namespace OnnxRetrieval.Training.Data.Sets;

/// <summary>
/// Reads <c>lists</c>: a line a user, the user's id and then the ids of the items, separated by blanks or tabs. The order
/// in the line is the order in which the items were met. Plain text or gzip, UTF-8.
/// </summary>
internal static class ListsReader
{
    private const int MaxLineBytes = 1 << 30;

    public static void Read(string file, InteractionBuffer buffer, CancellationToken cancellation)
    {
        try
        {
            using var stream = Open(file);
            ReadLines(stream, file, buffer, cancellation);
        }
        catch (InvalidDataException e)
        {
            throw PackedFile.Damaged(file, e);
        }
        catch (IOException e)
        {
            throw new InputException($"'{file}' cannot be read: {e.Message}", e);
        }
    }

    private static Stream Open(string file)
    {
        if (PackedFile.IsZstd(file))
        {
            throw new InputException(
                $"'{file}': lists are read as plain text or gzip. Unpack it first (zstd -d)."
            );
        }
        var stream = File.OpenRead(file);
        return file.EndsWith(".gz", StringComparison.OrdinalIgnoreCase)
            ? new GZipStream(stream, CompressionMode.Decompress)
            : stream;
    }

    private static void ReadLines(
        Stream stream,
        string file,
        InteractionBuffer buffer,
        CancellationToken cancellation
    )
    {
        var bytes = ArrayPool<byte>.Shared.Rent(1 << 20);
        var held = 0;
        long line = 0;
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            var read = stream.Read(bytes, held, bytes.Length - held);
            held += read;
            var rest = bytes.AsSpan(0, held);
            while (rest.IndexOf((byte)'\n') is >= 0 and var end)
            {
                AddLine(rest[..end], file, ++line, buffer);
                rest = rest[(end + 1)..];
            }
            if (read == 0)
            {
                AddLine(rest, file, ++line, buffer);
                break;
            }
            rest.CopyTo(bytes);
            held = rest.Length;
            if (held == bytes.Length)
            {
                if (held >= MaxLineBytes)
                {
                    throw new InputException(
                        $"'{file}', line {line + 1:N0}: the line is longer than 1 GB. Expected a line a user: the user, then the items."
                    );
                }
                var larger = ArrayPool<byte>.Shared.Rent(held * 2);
                bytes.AsSpan(0, held).CopyTo(larger);
                ArrayPool<byte>.Shared.Return(bytes);
                bytes = larger;
            }
        }
        ArrayPool<byte>.Shared.Return(bytes);
    }

    private static void AddLine(
        ReadOnlySpan<byte> text,
        string file,
        long line,
        InteractionBuffer buffer
    )
    {
        if (line == 1 && text.StartsWith(Encoding.UTF8.Preamble))
        {
            text = text[3..];
        }
        if (!System.Text.Unicode.Utf8.IsValid(text))
        {
            throw DuckErrors.NotUtf8(file, $"{line:N0}");
        }
        var user = -1;
        var userText = NextWord(ref text);
        while (NextWord(ref text) is { IsEmpty: false } word)
        {
            // A user without an item is no user: lines of split files may well hold none.
            user = user >= 0 ? user : buffer.Users.Add(userText, mayBeInteger: true);
            buffer.RowsRead++;
            buffer.Add(user, buffer.Items.Add(word, mayBeInteger: true), 0, 0);
        }
    }

    private static ReadOnlySpan<byte> NextWord(ref ReadOnlySpan<byte> text)
    {
        text = text.TrimStart(" \t\r\v\f"u8);
        var end = text.IndexOfAny(" \t\r\v\f"u8);
        var word = end < 0 ? text : text[..end];
        text = text[word.Length..];
        return word;
    }
}
