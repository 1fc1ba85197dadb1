using System.Text;

namespace OnnxRetrieval.Hosting.Internals;

/// <summary>
/// What tells cheaply that a file is another than before: its length, when it was written, and its last bytes, which in a
/// retrieval file are the hash of all others. A copy that keeps length and time differs in these.
/// </summary>
internal sealed record FileStamp(long Length, DateTime Written, string Tail)
{
    private const int TailLength = 64;

    /// <summary>That no file can be read.</summary>
    public static FileStamp Missing { get; } = new(-1, default, "");

    /// <summary>The stamp of the file that a path leads to, through whatever links; <see cref="Missing"/> where none can be read.</summary>
    public static FileStamp Of(string path)
    {
        try
        {
            using var file = File.OpenHandle(path, share: FileShare.ReadWrite | FileShare.Delete);
            var length = RandomAccess.GetLength(file);
            Span<byte> tail = stackalloc byte[TailLength];
            var read = RandomAccess.Read(file, tail, Math.Max(0, length - TailLength));
            return new FileStamp(
                length,
                File.GetLastWriteTimeUtc(file),
                Encoding.Latin1.GetString(tail[..read])
            );
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return Missing;
        }
    }
}
