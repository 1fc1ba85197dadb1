using OnnxRetrieval.Tool.Reports;
using OnnxRetrieval.Training.Clustering;

namespace OnnxRetrieval.Tool.Tests.Reports;

public sealed class IndexTuningTableTests
{
    private static readonly IndexTrial exact = new(0, 0, 0, 1, 8.25);
    private static readonly IndexTrial lists = new(4000, 9885, 24, .99312, .0625);

    [Fact]
    public void Programs_read_what_was_measured_and_what_was_written()
    {
        var json = IndexTuningTable.Json(new("shop.onnx", 512, "users", [exact, lists], lists));

        Assert.Equal("shop.onnx", (string?)json["path"]);
        Assert.Equal(2, json["trials"]!.AsArray().Count);
        Assert.Equal(8.25, (double?)json["trials"]![0]!["milliseconds"]);
        Assert.Equal(24, (int?)json["chosen"]!["nprobe"]);
        Assert.Equal(.9931, (double?)json["chosen"]!["recall@10"]);
    }

    [Fact]
    public void The_exact_search_has_no_lists()
    {
        var table = IndexTuningTable.Table([exact, lists]);

        Assert.Equal(2, table.Rows.Count);
        Assert.Equal(5, table.Columns.Count);
    }
}
