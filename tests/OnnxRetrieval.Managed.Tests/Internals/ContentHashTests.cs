using System.Security.Cryptography;
using OnnxRetrieval.Tests.Models;

namespace OnnxRetrieval.Internals.Tests;

public sealed class ContentHashTests : IDisposable
{
    private const int Block = 1 << 20;
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(Block - 18)]
    [InlineData(Block)]
    [InlineData(3 * Block)]
    public void A_whole_file_of_any_length_is_verified(int before) =>
        ContentHash.Verify(Write(Hashed(before)));

    [Theory]
    [InlineData(0)]
    [InlineData(Block + 7)]
    [InlineData((2 * Block) - 1)]
    public void A_byte_altered_in_any_block_is_found(int place)
    {
        var bytes = Hashed(2 * Block);
        bytes[place] ^= 1;

        Refuses(bytes, "was altered");
    }

    [Fact]
    public void A_digit_of_the_hash_altered_is_found()
    {
        var bytes = Hashed(5);
        bytes[^1] = bytes[^1] == (byte)'0' ? (byte)'1' : (byte)'0';

        Refuses(bytes, "was altered");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(64)]
    [InlineData(81)]
    public void What_is_shorter_than_a_hash_has_none(int length) =>
        Refuses(Hashed(0)[^length..], "no hash is at its end");

    [Fact]
    public void What_goes_on_after_the_hash_has_none() =>
        Refuses([.. Hashed(10), 0], "no hash is at its end");

    private static byte[] Hashed(int before)
    {
        var bytes = new byte[before];
        new Random(before).NextBytes(bytes);
        byte[] hashed = [.. bytes, .. "rP\n\u000Ccontent_hash\u0012@"u8];
        return
        [
            .. hashed,
            .. System.Text.Encoding.ASCII.GetBytes(
                Convert.ToHexStringLower(SHA256.HashData(hashed))
            ),
        ];
    }

    private string Write(byte[] bytes)
    {
        var path = folder.File("file.onnx");
        File.WriteAllBytes(path, bytes);
        return path;
    }

    private void Refuses(byte[] bytes, string message)
    {
        var error = Assert.Throws<RetrievalException>(() => ContentHash.Verify(Write(bytes)));
        Assert.Equal(RetrievalError.DamagedFile, error.Error);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }
}
