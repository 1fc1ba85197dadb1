using OnnxRetrieval.Graph;
using OnnxRetrieval.Tests.Models;

namespace OnnxRetrieval.Tests;

public sealed class ExternalDataTests : IDisposable
{
    private const int Dimensions = 64;
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_model_with_its_tables_beside_answers_as_one_file_does()
    {
        Write("one.onnx", 5_000, beside: false);
        Write("two.onnx", 5_000, beside: true);
        using var one = Retriever.Load(folder.File("one.onnx"));
        using var two = Retriever.Load(folder.File("two.onnx"));

        var (expected, found) = (
            one.Retrieve(3, k: 20, exclude: ["7", "9"]),
            two.Retrieve(3, k: 20, exclude: ["7", "9"])
        );

        Assert.Equal(20, found.Count);
        Assert.Equal(expected.Select(hit => hit.Id), found.Select(hit => hit.Id));
        Assert.Equal(expected.Select(hit => hit.Score), found.Select(hit => hit.Score));
    }

    [Theory]
    [InlineData("missing", RetrievalError.FileNotReadable, "is not beside it")]
    [InlineData("longer", RetrievalError.DamagedFile, "bytes, and was written with")]
    [InlineData("altered", RetrievalError.DamagedFile, "does not match the hash")]
    public void Tables_of_another_model_are_refused(
        string damage,
        RetrievalError expected,
        string message
    )
    {
        var tables = Write("model.onnx", 5_000, beside: true);
        var bytes = File.ReadAllBytes(tables);
        switch (damage)
        {
            case "missing":
                File.Delete(tables);
                break;
            case "longer":
                File.WriteAllBytes(tables, [.. bytes, 0]);
                break;
            default:
                bytes[bytes.Length / 2] ^= 1;
                File.WriteAllBytes(tables, bytes);
                break;
        }

        var error = Assert.Throws<RetrievalException>(() =>
            Retriever.Load(folder.File("model.onnx"))
        );

        Assert.Equal(expected, error.Error);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("no JSON")]
    [InlineData("""{"file":"../x.data","bytes":1,"sha256":"0"}""")]
    [InlineData("""{"file":7,"bytes":1,"sha256":"0"}""")]
    [InlineData("""{"file":"x.data","bytes":"1","sha256":"0"}""")]
    [InlineData("[]")]
    public void Metadata_that_say_it_otherwise_are_refused(string json)
    {
        var model = Model(2, beside: false);
        model.MetadataProps.Add(
            new Graph.Onnx.StringStringEntryProto
            {
                Key = RetrievalMetadata.ExternalData,
                Value = json,
            }
        );
        File.WriteAllBytes(
            folder.File("odd.onnx"),
            Google.Protobuf.MessageExtensions.ToByteArray(model)
        );

        var error = Assert.Throws<RetrievalException>(() =>
            Retriever.Load(folder.File("odd.onnx"), new RetrieverOptions { VerifyHash = false })
        );

        Assert.Equal(RetrievalError.DamagedFile, error.Error);
        Assert.Contains("external_data", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_table_of_more_than_2_GiB_is_written_and_served()
    {
        const int Items = 9_300_000; // 2.2 GiB
        RequireRoom(needed: 8L << 30);
        var tables = Write("large.onnx", Items, beside: true);
        Assert.True(new FileInfo(tables).Length > 2.2 * (1L << 30));

        using var retriever = Retriever.Load(folder.File("large.onnx"));
        Assert.Equal(Items, retriever.Info.CandidateCount);
        var found = new int[3];
        retriever.RetrieveRows([0], 3, found);

        Assert.Equal([Items - 1, Items - 2, Items - 3], found);
    }

    /// <summary>Writes a model; gives the path of its tables' file, or its own.</summary>
    private string Write(string name, int items, bool beside)
    {
        var path = folder.File(name);
        OnnxFile.Write(Model(items, beside), path);
        return OnnxFile.TablesOf(path) ?? path;
    }

    /// <summary>A model whose first query's best candidates are the last ones.</summary>
    private static Graph.Onnx.ModelProto Model(int items, bool beside)
    {
        const int Users = 100;
        var random = new Random(1);
        var users = new float[(Users + 1) * Dimensions];
        for (var i = Dimensions; i < users.Length; i++)
        {
            users[i] = random.NextSingle() - .5f;
        }
        users[0] = 1;
        var candidates = new float[items * Dimensions];
        for (var row = 0; row < items; row++)
        {
            candidates[row * Dimensions] = row;
            candidates[row * Dimensions + 1 + row % (Dimensions - 1)] = 1;
        }
        return RetrievalGraph.Build(
            new IdTowerGraph("user_id", Numbers(Users), users, Dimensions),
            new CandidateTable(Numbers(items), candidates, Dimensions),
            new RetrievalGraphOptions { ExternalData = beside }
        );
    }

    private static IdTable Numbers(int count)
    {
        var numbers = new long[count];
        for (var i = 0; i < count; i++)
        {
            numbers[i] = i;
        }
        return new IdTable(numbers);
    }

    private static void RequireRoom(long needed)
    {
        var memory = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
        var disk = new DriveInfo(Path.GetTempPath()).AvailableFreeSpace;
        if (memory < needed || disk < needed)
        {
            Assert.Skip(
                $"A file of 2.2 GiB takes {needed >> 30} GiB of memory and of disk; here are {memory >> 30} and {disk >> 30}."
            );
        }
    }
}
