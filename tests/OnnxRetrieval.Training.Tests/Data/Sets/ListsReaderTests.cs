using System.Text;
using OnnxRetrieval.Tests;
using OnnxRetrieval.Training.Data;

namespace OnnxRetrieval.Training.Tests.Data.Sets;

public sealed class ListsReaderTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Each_line_is_a_user_and_their_items_in_order()
    {
        var dataset = Read("3 30 10\r\n\n1\t20  10 \n2\n1 5");

        Assert.False(dataset.Users.IsString);
        Assert.Equal(["1", "3"], Shown.Ids(dataset.Users));
        Assert.Equal(["5", "10", "20", "30"], Shown.Ids(dataset.Items));
        Assert.Equal(["3 30", "3 10", "1 20", "1 10", "1 5"], Shown.Rows(dataset));
    }

    [Fact]
    public void One_id_with_a_leading_zero_makes_all_strings()
    {
        var dataset = Read("1 05 6\n2 5\n");

        Assert.False(dataset.Users.IsString);
        Assert.True(dataset.Items.IsString);
        Assert.Equal(["05", "5", "6"], Shown.Ids(dataset.Items));
    }

    [Fact]
    public void Long_lines_are_read_whole()
    {
        var items = Enumerable.Range(0, 400_000).Select(i => $"{i * 7}").ToArray();
        var dataset = Read($"a {string.Join(' ', items)}\nb 1\n");

        Assert.Equal(400_001, dataset.Interactions.Count);
        Assert.Equal("a 2799993", Shown.Rows(dataset)[399_999]);
    }

    [Fact]
    public void Text_that_is_not_utf8_is_refused_with_its_line()
    {
        var file = folder.Write("lists.txt", "1 a\n2 caf\u00e9\n", Encoding.Latin1);

        var error = Assert.Throws<InputException>(() =>
            Loading.Read(new() { Dataset = "lists", Interactions = [file] })
        );

        Assert.Contains("lists.txt', line 2", error.Message, StringComparison.Ordinal);
        Assert.Contains("UTF-8", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_LightGCN_split_of_MovieLens_1M_is_read_as_given()
    {
        var data = Repository.SharedData("ml-1m-lightgcn");
        var split = Loading.Prepare(
            new()
            {
                Dataset = "lists",
                Train = [Path.Combine(data, "train.txt")],
                Valid = [Path.Combine(data, "valid.txt")],
                Test = [Path.Combine(data, "test.txt")],
            }
        );

        Assert.Equal(6_039, split.Dataset.Users.Count);
        Assert.Equal(3_628, split.Dataset.Items.Count);
        Assert.Equal(590_733, split.Train.Count);
        Assert.Equal(80_897, split.Valid.Count);
        Assert.Equal(164_848, split.Test.Count);
        Assert.False(split.ValidIsCarved);
    }

    private Dataset Read(string text) =>
        Loading.Read(new() { Dataset = "lists", Interactions = [folder.Write("lists.txt", text)] });
}
