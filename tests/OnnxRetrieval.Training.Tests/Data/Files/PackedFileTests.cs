using System.IO.Compression;
using System.Text;
using OnnxRetrieval.Training.Data.Files;

namespace OnnxRetrieval.Training.Tests.Data.Files;

public sealed class PackedFileTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_whole_gzip_is_accepted_and_any_part_of_it_refused()
    {
        var whole = Gzip(Noise(50_000));

        PackedFile.RefuseDamaged(folder.Write("whole.gz", whole));
        foreach (
            var length in new[]
            {
                3,
                17,
                1_000,
                whole.Length / 2,
                whole.Length - 8,
                whole.Length - 1,
            }
        )
        {
            Refused(folder.Write("cut.gz", whole[..length]));
        }
    }

    [Fact]
    public void A_gzip_of_several_members_is_accepted_and_any_part_of_it_refused()
    {
        byte[] members = [.. Gzip(Noise(40_000)), .. Gzip(Noise(30_000)), .. Gzip("end\n")];

        PackedFile.RefuseDamaged(folder.Write("members.gz", members));
        Refused(folder.Write("cut.gz", members[..^1]));
        Refused(folder.Write("cut.gz", members[..(members.Length / 2)]));
    }

    [Fact]
    public void A_changed_byte_in_a_gzip_is_found()
    {
        var bytes = Gzip(Noise(50_000));
        bytes[bytes.Length / 2] ^= 0x40;

        Refused(folder.Write("changed.gz", bytes));
    }

    [Theory]
    [InlineData(10)]
    [InlineData(100_000)]
    public void A_whole_zstd_is_accepted_and_any_part_of_it_refused(int rows)
    {
        var file = Path.Combine(folder.Path, "whole.csv.zst");
        Duck.Execute(
            $"COPY (SELECT hash(i) AS user, hash(i + 1) AS item FROM range({rows}) r(i)) TO '{file}' (FORMAT csv, COMPRESSION zstd)"
        );
        var whole = File.ReadAllBytes(file);

        PackedFile.RefuseDamaged(file);
        PackedFile.RefuseDamaged(folder.Write("twice.zst", [.. whole, .. whole]));
        foreach (var length in new[] { 3, 5, 7, whole.Length / 2, whole.Length - 1 })
        {
            Refused(folder.Write("cut.zst", whole[..length]));
        }
    }

    [Fact]
    public void What_is_not_packed_is_left_alone() =>
        PackedFile.RefuseDamaged(folder.Write("plain.csv", "user,item\n"));

    private static void Refused(string file) =>
        Assert.Contains(
            "cut short",
            Assert.Throws<InputException>(() => PackedFile.RefuseDamaged(file)).Message,
            StringComparison.Ordinal
        );

    private static string Noise(int lines)
    {
        var random = new Random(lines);
        var text = new StringBuilder();
        for (var line = 0; line < lines; line++)
        {
            text.Append(random.Next()).Append('\n');
        }
        return text.ToString();
    }

    private static byte[] Gzip(string text)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(Encoding.UTF8.GetBytes(text));
        }
        return packed.ToArray();
    }
}
