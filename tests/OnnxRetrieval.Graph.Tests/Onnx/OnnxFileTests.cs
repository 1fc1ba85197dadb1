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
            """[{"name":"item_id","type":"int64","shape":["batch"]}]""",
            after[RetrievalMetadata.FeatureSchema]
        );
    }
}
