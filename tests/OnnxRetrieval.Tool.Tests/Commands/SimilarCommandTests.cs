namespace OnnxRetrieval.Tool.Tests.Commands;

public sealed class SimilarCommandTests(TinyModelFolder model) : IClassFixture<TinyModelFolder>
{
    [Fact]
    public void Results_are_a_table_without_the_item_itself()
    {
        var run = CommandRun.Of("similar", model.Similar, "--item", "a");

        Assert.Equal(0, run.ExitCode);
        Golden.Matches(run.Output);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void The_folder_or_the_recommender_beside_it_will_do(bool asFolder)
    {
        var json = CommandRun
            .Of(
                "similar",
                asFolder ? model.Path : model.Retrieval,
                "--item",
                "d",
                "-k",
                "2",
                "--exclude",
                "b",
                "--json"
            )
            .Json();

        Assert.Equal("d", json.GetProperty("query").GetString());
        Assert.Equal(
            ["c", "a"],
            json.GetProperty("results")
                .EnumerateArray()
                .Select(hit => hit.GetProperty("id").GetString())
        );
    }

    [Fact]
    public void An_unknown_item_gets_a_list_and_a_word_about_it()
    {
        var run = CommandRun.Of("similar", model.Path, "--item", "zzz");

        Assert.Equal(0, run.ExitCode);
        Assert.Contains("does not know the item 'zzz'", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void An_item_must_be_named()
    {
        CommandRun.Of("similar", model.Path).Fails(ExitCode.WrongUse, "--item");
        CommandRun
            .Of("similar", model.Path, "--item", "")
            .Fails(ExitCode.WrongUse, "--item is empty");
    }
}
