using System.Security.Cryptography;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using OnnxRetrieval.Graph.Onnx;

namespace OnnxRetrieval.Graph.Tests.Onnx;

public sealed class DamagedFileTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("onnx-damaged-").FullName;
    private readonly string path;
    private readonly byte[] whole;

    public DamagedFileTests()
    {
        path = Path.Combine(folder, "file.onnx");
        OnnxFile.Write(
            RetrievalGraph.Build(
                new IdTowerGraph("user_id", new IdTable(["a", "b"]), new float[6], 2),
                new CandidateTable(new IdTable([1L, 2, 3]), new float[6], 2)
                {
                    Columns = [new CandidateColumn("title", ["x", "ÿ", "z"])],
                }
            ),
            path
        );
        whole = File.ReadAllBytes(path);
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void The_hash_holds_for_the_whole_file_alone()
    {
        Assert.True(Verifies(whole));
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(2000).WithQuietOnSuccess(true),
            Prop.ForAll(Damaged().ToArbitrary(), bytes => !Verifies(bytes))
        );
    }

    [Fact]
    public void A_damaged_file_is_read_or_refused_and_never_more() =>
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(2000).WithQuietOnSuccess(true),
            Prop.ForAll(
                Damaged().ToArbitrary(),
                bytes =>
                {
                    File.WriteAllBytes(path, bytes);
                    try
                    {
                        _ = RetrievalMetadata.Of(OnnxFile.Read(path));
                    }
                    catch (GraphException error)
                    {
                        Assert.NotEmpty(error.Message);
                    }
                }
            )
        );

    // As docs/contract.md says a host may do it.
    private static bool Verifies(byte[] bytes)
    {
        byte[] entry = [0x72, 0x50, 0x0A, 0x0C, .. "content_hash"u8, 0x12, 0x40];
        return bytes.Length >= 82
            && bytes.AsSpan(bytes.Length - 82, 18).SequenceEqual(entry)
            && Encoding.ASCII.GetString(bytes[^64..])
                == Convert.ToHexStringLower(SHA256.HashData(bytes.AsSpan()[..^64]));
    }

    // One byte changed, the end cut off, or a part taken out.
    private Gen<byte[]> Damaged()
    {
        var position = Gen.Choose(0, whole.Length - 1);
        var changed =
            from place in position
            from mask in Gen.Choose(1, 255)
            select (byte[])
                [
                    .. whole.AsSpan()[..place],
                    (byte)(whole[place] ^ mask),
                    .. whole.AsSpan()[(place + 1)..],
                ];
        var cut = position.Select(place => whole[..place]);
        var shortened =
            from start in position
            from length in Gen.Choose(1, whole.Length - start)
            select (byte[])[.. whole.AsSpan()[..start], .. whole.AsSpan()[(start + length)..]];
        return Gen.OneOf(changed, cut, shortened);
    }
}
