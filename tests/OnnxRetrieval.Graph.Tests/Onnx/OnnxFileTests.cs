using System.Security.Cryptography;
using System.Text;
using OnnxRetrieval.Graph.Onnx;

namespace OnnxRetrieval.Graph.Tests.Onnx;

public sealed class OnnxFileTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("onnx-file-").FullName;

    private string PathOf(string name) => Path.Combine(folder, name);

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private static ModelProto Tower() =>
        TowerGraph.Build(
            new IdTowerGraph("item_id", new IdTable([7L, 8]), new float[] { 1, 2, 3 }, 1),
            "vector"
        );

    [Fact]
    public void A_file_ends_with_the_hash_of_all_that_is_before()
    {
        var hash = OnnxFile.Write(Tower(), PathOf("tower.onnx"));

        var bytes = File.ReadAllBytes(PathOf("tower.onnx"));
        Assert.Equal(
            "72500A0C" + Convert.ToHexString("content_hash"u8) + "1240",
            Convert.ToHexString(bytes[^82..^64])
        );
        Assert.Equal(hash, Encoding.ASCII.GetString(bytes[^64..]));
        Assert.Equal(hash, Convert.ToHexStringLower(SHA256.HashData(bytes[..^64])));
        Assert.Equal(
            hash,
            RetrievalMetadata.Of(OnnxFile.Read(PathOf("tower.onnx")))[RetrievalMetadata.ContentHash]
        );
    }

    [Fact]
    public void Writing_what_was_read_gives_the_same_bytes()
    {
        OnnxFile.Write(Tower(), PathOf("first.onnx"));
        OnnxFile.Write(OnnxFile.Read(PathOf("first.onnx")), PathOf("second.onnx"));

        Assert.Equal(
            File.ReadAllBytes(PathOf("first.onnx")),
            File.ReadAllBytes(PathOf("second.onnx"))
        );
        Assert.Equal(
            ["first.onnx", "second.onnx"],
            Directory.GetFiles(folder).Select(Path.GetFileName).Order()
        );
    }

    [Fact]
    public void Metadata_of_a_file_can_be_replaced_without_changing_its_model_version()
    {
        var first = OnnxFile.Write(Tower(), PathOf("tower.onnx"));
        var before = RetrievalMetadata.Of(OnnxFile.Read(PathOf("tower.onnx")));

        var second = OnnxFile.UpdateMetadata(
            PathOf("tower.onnx"),
            new Dictionary<string, string>
            {
                [RetrievalMetadata.Metrics] = """{"recall@20":0.25}""",
            }
        );

        var after = RetrievalMetadata.Of(OnnxFile.Read(PathOf("tower.onnx")));
        Assert.NotEqual(first, second);
        Assert.Equal(second, after[RetrievalMetadata.ContentHash]);
        Assert.Equal("""{"recall@20":0.25}""", after[RetrievalMetadata.Metrics]);
        Assert.Equal(before[RetrievalMetadata.ModelVersion], after[RetrievalMetadata.ModelVersion]);
        Assert.Equal(
            """[{"name":"item_id","type":"int64","shape":["batch"],"role":"id"}]""",
            after[RetrievalMetadata.FeatureSchema]
        );
    }

    [Fact]
    public void A_file_that_is_missing_empty_cut_or_something_else_is_refused()
    {
        OnnxFile.Write(Tower(), PathOf("whole.onnx"));
        var bytes = File.ReadAllBytes(PathOf("whole.onnx"));
        File.WriteAllBytes(PathOf("cut.onnx"), bytes[..(bytes.Length / 2)]);
        File.WriteAllBytes(PathOf("empty.onnx"), []);
        File.WriteAllText(PathOf("text.onnx"), "user_id,item_id\n1,2\n");

        Refuses("missing.onnx' cannot be read", () => OnnxFile.Read(PathOf("missing.onnx")));
        Refuses("is not an ONNX file, or only part", () => OnnxFile.Read(PathOf("cut.onnx")));
        Refuses("is not an ONNX file, or only part", () => OnnxFile.Read(PathOf("empty.onnx")));
        Refuses("is not an ONNX file, or only part", () => OnnxFile.Read(PathOf("text.onnx")));
        Refuses("cannot be read", () => OnnxFile.Read(folder));
    }

    [Fact]
    public void A_failed_write_leaves_the_file_that_was_there_and_nothing_else()
    {
        Directory.CreateDirectory(PathOf("taken.onnx"));

        Refuses(
            "taken.onnx' cannot be written",
            () => OnnxFile.Write(Tower(), PathOf("taken.onnx"))
        );
        Refuses(
            "nowhere/tower.onnx' cannot be written",
            () => OnnxFile.Write(Tower(), PathOf("nowhere/tower.onnx"))
        );
        Assert.Equal(
            ["taken.onnx"],
            Directory.GetFileSystemEntries(folder).Select(Path.GetFileName)
        );
    }

    [Fact]
    public void A_model_beyond_two_gibibytes_is_refused_before_anything_is_written()
    {
        // The same memory twice, as tables of two shapes: 2.4 GB in the file, and untouched here.
        var table = GC.AllocateUninitializedArray<float>(300_000_000);
        var graph = new GraphBuilder("large");
        graph.Output(
            graph.Add(
                graph.Weights("a", table, table.Length),
                graph.Weights("b", table, 1, table.Length)
            ),
            "sum"
        );

        var refused = Assert.Throws<GraphException>(() =>
            OnnxFile.Write(graph.Build(), PathOf("large.onnx"))
        );

        Assert.Contains("an ONNX file can have at most 2,147,483,647", refused.Message);
        Assert.Empty(Directory.GetFiles(folder));
    }

    [Fact]
    public void Fields_that_are_not_known_here_survive()
    {
        // Field 77 with the text "new", which is not in our onnx.proto.
        byte[] unknown = [0xEA, 0x04, 0x03, (byte)'n', (byte)'e', (byte)'w'];
        OnnxFile.Write(Tower(), PathOf("tower.onnx"));
        File.WriteAllBytes(
            PathOf("later.onnx"),
            [.. unknown, .. File.ReadAllBytes(PathOf("tower.onnx"))]
        );

        OnnxFile.UpdateMetadata(PathOf("later.onnx"), new Dictionary<string, string>());

        Assert.True(File.ReadAllBytes(PathOf("later.onnx")).AsSpan().IndexOf(unknown) >= 0);
    }

    private static void Refuses(string message, Func<object> action) =>
        Assert.Contains(message, Assert.Throws<GraphException>(action).Message);
}
