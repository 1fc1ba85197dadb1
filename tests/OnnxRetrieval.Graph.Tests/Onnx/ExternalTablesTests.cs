using System.Security.Cryptography;
using System.Text.Json;
using OnnxRetrieval.Graph.Onnx;

namespace OnnxRetrieval.Graph.Tests.Onnx;

public sealed class ExternalTablesTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("external-tables-").FullName;

    private string PathOf(string name) => Path.Combine(folder, name);

    private IEnumerable<string> Files =>
        Directory.GetFiles(folder).Select(Path.GetFileName).Order()!;

    private string Tables => Files.Single(name => name.EndsWith(".data", StringComparison.Ordinal));

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void The_file_beside_is_named_by_what_it_holds_and_told_in_the_metadata()
    {
        OnnxFile.Write(Model(beside: true), PathOf("retrieval.onnx"));

        var bytes = File.ReadAllBytes(PathOf(Tables));
        var hash = Convert.ToHexStringLower(SHA256.HashData(bytes));
        Assert.Equal($"retrieval-{hash[..16]}.data", Tables);
        Assert.Equal(["retrieval.onnx", Tables], Files.OrderDescending());
        using var told = JsonDocument.Parse(
            RetrievalMetadata.Of(OnnxFile.Read(PathOf("retrieval.onnx")))[
                RetrievalMetadata.ExternalData
            ]
        );
        Assert.Equal(Tables, told.RootElement.GetProperty("file").GetString());
        Assert.Equal(bytes.Length, told.RootElement.GetProperty("bytes").GetInt64());
        Assert.Equal(hash, told.RootElement.GetProperty("sha256").GetString());
        Assert.True(bytes.Length > 2 * Rows * Dimensions * sizeof(float));
        Assert.True(new FileInfo(PathOf("retrieval.onnx")).Length < 200_000);
        Assert.Equal(PathOf(Tables), OnnxFile.TablesOf(PathOf("retrieval.onnx")));
    }

    [Fact]
    public void Tables_start_where_a_file_can_be_mapped_from()
    {
        OnnxFile.Write(Model(beside: true), PathOf("retrieval.onnx"));

        var stored = ModelProto.Parser.ParseFrom(File.ReadAllBytes(PathOf("retrieval.onnx")));
        var beside = stored
            .Graph.Initializer.Where(table =>
                table.DataLocation == TensorProto.Types.DataLocation.External
            )
            .ToList();
        Assert.Equal(2, beside.Count);
        Assert.All(beside, table => Assert.Empty(table.RawData));
        Assert.All(
            beside.SelectMany(table => table.ExternalData).Where(entry => entry.Key == "offset"),
            entry => Assert.Equal(0, long.Parse(entry.Value, null) % 65_536)
        );
    }

    [Fact]
    public void What_is_read_is_what_one_file_would_hold()
    {
        OnnxFile.Write(Model(beside: false), PathOf("one.onnx"));
        OnnxFile.Write(Model(beside: true), PathOf("two.onnx"));

        var (one, two) = (OnnxFile.Read(PathOf("one.onnx")), OnnxFile.Read(PathOf("two.onnx")));

        Assert.Equal(one.Graph, two.Graph);
        Assert.Equal(
            RetrievalMetadata.Of(one)[RetrievalMetadata.ModelVersion],
            RetrievalMetadata.Of(two)[RetrievalMetadata.ModelVersion]
        );
    }

    [Fact]
    public void Written_again_it_keeps_its_tables_beside_and_leaves_no_others()
    {
        OnnxFile.Write(Model(beside: true), PathOf("retrieval.onnx"));
        var first = Tables;
        OnnxFile.UpdateMetadata(
            PathOf("retrieval.onnx"),
            new Dictionary<string, string> { [RetrievalMetadata.Metrics] = "{}" }
        );
        Assert.Equal(first, Tables);

        OnnxFile.Write(Model(beside: true, seed: 2), PathOf("retrieval.onnx"));
        Assert.NotEqual(first, Tables);

        OnnxFile.Write(Model(beside: false), PathOf("retrieval.onnx"));
        Assert.Equal(["retrieval.onnx"], Files);
    }

    [Fact]
    public void Tables_that_another_model_names_stay()
    {
        OnnxFile.Write(Model(beside: true), PathOf("retrieval.onnx"));
        File.Copy(PathOf("retrieval.onnx"), PathOf("copy.onnx"));

        OnnxFile.Delete(PathOf("retrieval.onnx"));
        Assert.Equal(OnnxFile.Read(PathOf("copy.onnx")).Graph, Model(beside: true).Graph);

        OnnxFile.Delete(PathOf("copy.onnx"));
        Assert.Empty(Files);
    }

    [Fact]
    public void Moved_into_the_place_of_another_its_tables_stay_and_those_of_the_other_go()
    {
        OnnxFile.Write(Model(beside: true), PathOf("retrieval.onnx"));
        var replaced = Tables;
        OnnxFile.Write(Model(beside: true, seed: 2), PathOf("retrieval.onnx.1.onnx"));

        OnnxFile.Move(PathOf("retrieval.onnx.1.onnx"), PathOf("retrieval.onnx"));

        Assert.Equal(2, Files.Count());
        Assert.NotEqual(replaced, Tables);
        Assert.Equal(
            OnnxFile.Read(PathOf("retrieval.onnx")).Graph,
            Model(beside: true, seed: 2).Graph
        );
    }

    [Fact]
    public void A_copy_as_one_file_holds_the_tables()
    {
        OnnxFile.Write(Model(beside: true), PathOf("two.onnx"));
        OnnxFile.Write(Model(beside: false), PathOf("one.onnx"));

        OnnxFile.CopyAsOne(PathOf("two.onnx"), PathOf("from-two.onnx"));
        OnnxFile.CopyAsOne(PathOf("one.onnx"), PathOf("from-one.onnx"));

        var expected = File.ReadAllBytes(PathOf("one.onnx"));
        Assert.Equal(expected, File.ReadAllBytes(PathOf("from-two.onnx")));
        Assert.Equal(expected, File.ReadAllBytes(PathOf("from-one.onnx")));
    }

    [Fact]
    public void A_model_without_large_tables_is_one_file()
    {
        OnnxFile.Write(
            RetrievalGraph.Build(
                new IdTowerGraph("user_id", new IdTable([1L]), new float[] { 1, 2 }, 1),
                new CandidateTable(new IdTable([7L]), new float[] { 1 }, 1),
                new RetrievalGraphOptions { ExternalData = true }
            ),
            PathOf("small.onnx")
        );

        Assert.Equal(["small.onnx"], Files);
        Assert.DoesNotContain(
            RetrievalMetadata.ExternalData,
            RetrievalMetadata.Of(OnnxFile.Read(PathOf("small.onnx"))).Keys
        );
    }

    [Fact]
    public void A_stored_model_keeps_its_tables_beside()
    {
        OnnxFile.Write(
            StoredTables.Store(Model(beside: true), TableStorage.Int8),
            PathOf("retrieval.onnx")
        );

        var stored = StoredRetrieval.Read(PathOf("retrieval.onnx"));
        OnnxFile.Write(
            stored.With(stored.Candidates, new Dictionary<string, string?>()),
            PathOf("again.onnx")
        );

        Assert.Equal(
            File.ReadAllBytes(OnnxFile.TablesOf(PathOf("retrieval.onnx"))!),
            File.ReadAllBytes(OnnxFile.TablesOf(PathOf("again.onnx"))!)
        );
    }

    [Theory]
    [InlineData("missing", "is not beside it")]
    [InlineData("short", "is too short")]
    public void Tables_that_are_not_there_are_told(string damage, string expected)
    {
        OnnxFile.Write(Model(beside: true), PathOf("retrieval.onnx"));
        if (damage == "missing")
        {
            File.Delete(PathOf(Tables));
        }
        else
        {
            File.WriteAllBytes(PathOf(Tables), File.ReadAllBytes(PathOf(Tables))[..^1]);
        }

        var error = Assert.Throws<GraphException>(() => OnnxFile.Read(PathOf("retrieval.onnx")));

        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("../elsewhere.data")]
    [InlineData("/etc/hostname")]
    [InlineData("")]
    public void Only_files_beside_a_model_are_read(string location)
    {
        var model = Model(beside: false);
        var table = model.Graph.Initializer.First(table => table.Dims.Count == 2);
        table.DataLocation = TensorProto.Types.DataLocation.External;
        table.ExternalData.Add(new StringStringEntryProto { Key = "location", Value = location });
        OnnxFile.Write(model, PathOf("other.onnx"));

        var error = Assert.Throws<GraphException>(() => OnnxFile.Read(PathOf("other.onnx")));

        Assert.Contains("is no file beside it", error.Message, StringComparison.Ordinal);
    }

    private const int Rows = 5_000;
    private const int Dimensions = 16;

    private static ModelProto Model(bool beside, int seed = 1)
    {
        var random = new Random(seed);
        float[] Vectors(int rows) =>
            [.. Enumerable.Range(0, rows * Dimensions).Select(_ => random.NextSingle() - .5f)];
        long[] Numbers(int rows) => [.. Enumerable.Range(0, rows).Select(row => (long)row)];
        return RetrievalGraph.Build(
            new IdTowerGraph("user_id", new IdTable(Numbers(Rows)), Vectors(Rows + 1), Dimensions),
            new CandidateTable(new IdTable(Numbers(Rows)), Vectors(Rows), Dimensions),
            new RetrievalGraphOptions { ExternalData = beside }
        );
    }
}
