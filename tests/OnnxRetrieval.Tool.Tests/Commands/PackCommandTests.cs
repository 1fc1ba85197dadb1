using OnnxRetrieval.Graph;

namespace OnnxRetrieval.Tool.Tests.Commands;

public sealed class PackCommandTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public PackCommandTests() =>
        OnnxFile.Write(
            TowerGraph.Build(
                new IdTowerGraph("user", new(["ann"]), new float[] { 1, 0, 0, 1 }, 2),
                "vector"
            ),
            folder["tower.onnx"]
        );

    public void Dispose() => folder.Dispose();

    [Fact]
    public void What_is_packed_can_be_asked()
    {
        var items = folder.Write(
            "items.csv",
            "item_id,vector,title\na,\"[1,2]\",First\nb,\"[2,1]\",Second\n"
        );

        var packed = CommandRun.Of(
            "pack",
            "--query-tower",
            folder["tower.onnx"],
            "--input-name",
            "user=user_id",
            "--candidates",
            items,
            "--out",
            folder["packed.onnx"],
            "--json"
        );
        var asked = CommandRun.Of("recommend", folder["packed.onnx"], "--user", "ann", "--json");

        Assert.Equal(2, packed.Json().GetProperty("candidates").GetInt32());
        Assert.Equal("user_id (text)", packed.Json().GetProperty("features")[0].GetString());
        Assert.Equal(
            "Second",
            asked.Json().GetProperty("results")[0].GetProperty("title").GetString()
        );
    }

    [Fact]
    public void Wrong_use_is_told_apart_from_failure()
    {
        CommandRun.Of("pack").Fails(ExitCode.WrongUse, "--query-tower");
        CommandRun
            .Of(
                "pack",
                "--query-tower",
                folder["tower.onnx"],
                "--candidates",
                "x",
                "--out",
                "y",
                "--query-ids",
                "user"
            )
            .Fails(ExitCode.WrongUse, "--query-ids takes INPUT=FILE");
        CommandRun
            .Of(
                "pack",
                "--query-tower",
                folder["tower.onnx"],
                "--candidates",
                "nowhere.parquet",
                "--out",
                folder["packed.onnx"]
            )
            .Fails(ExitCode.Failed, "nowhere.parquet");
    }
}
