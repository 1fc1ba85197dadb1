using OnnxRetrieval.Tool.Options;
using OnnxRetrieval.Training;

namespace OnnxRetrieval.Tool.Tests.Options;

public sealed class OutputFolderTests
{
    [Theory]
    [InlineData(null, null, "sample")]
    [InlineData("movielens-1m", null, "movielens-1m")]
    [InlineData(null, "data/events.csv.gz", "events")]
    [InlineData(null, "data/part-*.parquet", "model")]
    [InlineData("lists", "train.txt", "train")]
    [InlineData(null, ".csv", "model")]
    public void A_folder_is_named_after_what_is_read(string? dataset, string? file, string expected)
    {
        var options = new TrainingOptions
        {
            Data = new DataOptions { Dataset = dataset, Interactions = file is null ? [] : [file] },
        };

        Assert.Equal(expected, OutputFolder.DefaultFor(options));
    }

    [Fact]
    public void A_query_has_no_name_to_take()
    {
        var options = new TrainingOptions { Data = new DataOptions { Query = "SELECT 1" } };

        Assert.Equal("model", OutputFolder.DefaultFor(options));
    }
}
