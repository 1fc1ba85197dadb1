using OnnxRetrieval.Graph;
using OnnxRetrieval.Training.Packing;
using OnnxRetrieval.Training.Tests.Data;

namespace OnnxRetrieval.Training.Tests.Packing;

public sealed class PackerTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public PackerTests() =>
        OnnxFile.Write(
            TowerGraph.Build(
                new IdTowerGraph("user_id", new([7L, 8]), new float[] { 1, 0, 0, 1, 1, 1 }, 2),
                "vector"
            ),
            In("tower.onnx")
        );

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("parquet", "FLOAT[]")]
    [InlineData("parquet", "DOUBLE[2]")]
    [InlineData("json", "FLOAT[]")]
    [InlineData("csv", "VARCHAR")]
    public void Candidates_are_read_from_a_table(string format, string type)
    {
        Duck.Execute(
            $"COPY (SELECT item_id, embedding::{type} AS embedding, bias, Title, genres FROM (VALUES ('b', [1, 2], 10.5, 'B', ['x', 'y']), ('a', [3, 4], 0, NULL, [])) AS t(item_id, embedding, bias, Title, genres)) TO '{In("items." + format)}' (FORMAT {format})"
        );

        var report = Packer.Run(
            Options("items." + format) with
            {
                Name = "packed",
            },
            TestContext.Current.CancellationToken
        );

        Assert.Equal((2, 2), (report.Candidates, report.Dimensions));
        using var retriever = Retriever.Load(report.Path);
        var results = retriever.Retrieve(7);
        Assert.Equal(["b", "a"], results.Select(hit => hit.Id));
        Assert.Equal([11.5f, 3], results.Select(hit => hit.Score));
        Assert.Equal(["B", ""], results.Select(hit => hit.Title));
        Assert.Equal(0, results[0].Index);
        Assert.Equal("packed", retriever.Info.ModelName);
        Assert.Equal(["a"], retriever.Retrieve(7, exclude: ["b"]).Select(hit => hit.Id));
    }

    [Fact]
    public void Integer_ids_stay_integers_and_columns_are_those_asked_for()
    {
        folder.Write("items.csv", "id,v,name,shop\n5,\"[1,2]\",Five,A\n4,\"[3,4]\",Four,B\n");

        var report = Packer.Run(
            Options("items.csv") with
            {
                Columns = new() { Vector = "v", Shown = ["shop"] },
            },
            TestContext.Current.CancellationToken
        );

        using var retriever = Retriever.Load(report.Path);
        Assert.Equal(["shop"], retriever.Info.Columns);
        Assert.Equal([4L, 5L], retriever.Retrieve(7).Select(hit => hit.IntegerId!.Value));
    }

    [Theory]
    [InlineData("item_id,vector\na,\"[1,2]\"\na,\"[1,2]\"\n", "row 2 repeats the id 'a' of row 1")]
    [InlineData("item_id,vector\na,\"[1,2]\"\n,\"[1,2]\"\n", "row 2 has no id")]
    [InlineData("item_id,vector\na,\"[1,2]\"\nb,\"[1]\"\n", "from 1 to 2 numbers")]
    [InlineData("item_id,vector\na,\"[1,NULL]\"\n", "from 1 to 2 numbers")]
    [InlineData("item_id,vector\na,\"[1,2,3]\"\n", "[batch, 3]")]
    [InlineData("item_id,vector\na,\"[1,x]\"\n", "items.csv")]
    [InlineData("item_id,title\na,b\n", "--vector-column")]
    [InlineData("what,vector\na,\"[1,2]\"\n", "--candidate-id")]
    public void Candidates_that_cannot_be_used_are_told(string items, string message)
    {
        folder.Write("items.csv", items);

        Fails(message, Options("items.csv"));
    }

    [Fact]
    public void Vectors_and_ids_of_unequal_number_are_told()
    {
        folder.Write("ids.csv", "item_id\na\n");
        File.WriteAllBytes(
            In("items.npy"),
            [
                0x93,
                .. "NUMPY"u8,
                1,
                0,
                58,
                0,
                .. "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 2)}\n"u8,
                .. new byte[16],
            ]
        );

        Fails("give the ids of its rows by --ids", Options("items.npy"));
        Fails("has 2 rows", Options("items.npy") with { CandidateIds = In("ids.csv") });
    }

    [Fact]
    public void Ids_of_a_tower_that_takes_none_are_told()
    {
        folder.Write("items.csv", "item_id,vector\na,\"[1,2]\"\n");
        folder.Write("users.csv", "user_id\nann\nbob\nann\n");

        Fails(
            "row 3 repeats the id of row 1",
            Options("items.csv") with
            {
                QueryIds = new Dictionary<string, string> { ["user_id"] = In("users.csv") },
            }
        );
        Fails(
            "has no input 'usr'",
            Options("items.csv") with
            {
                InputNames = new Dictionary<string, string> { ["usr"] = "user_id" },
            }
        );
    }

    [Fact]
    public void A_file_that_fails_leaves_the_earlier_one()
    {
        folder.Write("items.csv", "item_id,vector\na,\"[1,2,3]\"\n");
        folder.Write("retrieval.onnx", "earlier");

        Fails("[batch, 3]", Options("items.csv"));

        Assert.Equal("earlier", File.ReadAllText(In("retrieval.onnx")));
        Assert.DoesNotContain(
            Directory.EnumerateFiles(folder.Path),
            path => path.StartsWith(In("retrieval.onnx."), StringComparison.Ordinal)
        );
    }

    [Fact]
    public void Large_tables_can_be_written_beside_and_stay_there_when_candidates_change()
    {
        Duck.Execute(
            $"COPY (SELECT i AS item_id, [i % 7, i % 11] AS vector FROM range(20000) t(i)) TO '{In("many.parquet")}' (FORMAT parquet)"
        );
        var packed = Packer.Run(
            Options("many.parquet") with
            {
                ExternalData = true,
            },
            TestContext.Current.CancellationToken
        );
        var first = Assert.Single(Directory.GetFiles(folder.Path, "*.data"));
        Assert.Equal(first, OnnxFile.TablesOf(packed.Path));

        folder.Write("gone.csv", "id\n0\n");
        Updater.Run(
            new() { Model = packed.Path, Remove = In("gone.csv") },
            TimeProvider.System,
            TestContext.Current.CancellationToken
        );

        var second = Assert.Single(Directory.GetFiles(folder.Path, "*.data"));
        Assert.NotEqual(first, second);
        using var retriever = Retriever.Load(packed.Path);
        Assert.Equal(19_999, retriever.Info.CandidateCount);
    }

    [Fact]
    public void A_scan_that_does_not_pay_is_told_and_the_search_is_exact()
    {
        folder.Write("items.csv", "item_id,vector\na,\"[1,2]\"\n");

        var report = Packer.Run(
            Options("items.csv") with
            {
                Scan = CandidateScan.Int8,
            },
            TestContext.Current.CancellationToken
        );

        var note = Assert.Single(report.Notes);
        Assert.Contains("the search is exact", note, StringComparison.Ordinal);
        Assert.Contains("there are 1 candidates", note, StringComparison.Ordinal);
        using var retriever = Retriever.Load(report.Path);
        Assert.DoesNotContain("scan", retriever.Info.Metadata.Keys);
    }

    private static void Fails(string message, PackOptions options)
    {
        var error = Assert.Throws<InputException>(() =>
            Packer.Run(options, TestContext.Current.CancellationToken)
        );
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    private string In(string name) => Path.Combine(folder.Path, name);

    private PackOptions Options(string candidates) =>
        new()
        {
            QueryTower = In("tower.onnx"),
            Candidates = In(candidates),
            Output = In("retrieval.onnx"),
        };
}
