using System.Buffers;
using System.Security.Cryptography;
using System.Text;

namespace OnnxRetrieval.Internals;

/// <summary>
/// The hash that a retrieval file ends with: SHA-256 over all bytes but the last 64, which are the hash in hexadecimal. It
/// is the last metadata entry, so that the bytes before it are always the same. See docs/contract.md.
/// </summary>
internal static class ContentHash
{
    private const int HashLength = 2 * SHA256.HashSizeInBytes;
    private const int BlockLength = 1 << 20;

    // Field 14 of the model (metadata), 80 bytes: field 1, the key, 12 bytes; field 2, the value, 64 bytes.
    private static ReadOnlySpan<byte> Entry => "rP\n\u000Ccontent_hash\u0012@"u8;

    /// <exception cref="RetrievalException">The file has no hash at its end, or another content.</exception>
    public static void Verify(string path)
    {
        using var stream = Open(path);
        var hashed = stream.Length - HashLength;
        Span<byte> tail = stackalloc byte[Entry.Length + HashLength];
        if (hashed < Entry.Length)
        {
            throw NoHash(path);
        }
        stream.Position = hashed - Entry.Length;
        stream.ReadExactly(tail);
        if (!tail.StartsWith(Entry))
        {
            throw NoHash(path);
        }
        stream.Position = 0;
        if (
            !Encoding
                .ASCII.GetBytes(Of(stream, hashed))
                .AsSpan()
                .SequenceEqual(tail[Entry.Length..])
        )
        {
            throw new RetrievalException(
                RetrievalError.DamagedFile,
                $"'{path}' was altered: its content does not match the hash at its end. Copy or export it again, or, where another tool has rewritten it on purpose, load it with VerifyHash = false."
            );
        }
    }

    /// <summary>Opens a file to be read once from its start to its end.</summary>
    public static FileStream Open(string path) =>
        new(
            path,
            FileMode.Open,
            FileAccess.Read,
            FileShare.Read | FileShare.Delete,
            bufferSize: 0,
            FileOptions.SequentialScan
        );

    /// <summary>The SHA-256 of the next bytes, in lower-case hexadecimal.</summary>
    public static string Of(FileStream stream, long length)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var block = ArrayPool<byte>.Shared.Rent(BlockLength);
        try
        {
            for (var left = length; left > 0; )
            {
                var read = stream.Read(block, 0, (int)Math.Min(left, BlockLength));
                if (read == 0)
                {
                    throw new EndOfStreamException();
                }
                hash.AppendData(block, 0, read);
                left -= read;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(block);
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static RetrievalException NoHash(string path) =>
        new(
            RetrievalError.DamagedFile,
            $"'{path}' cannot be verified: no hash is at its end. It was cut, or rewritten by another tool. Copy or export it again, or load it with VerifyHash = false."
        );
}
