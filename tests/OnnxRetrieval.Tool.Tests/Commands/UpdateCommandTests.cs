namespace OnnxRetrieval.Tool.Tests.Commands;

public sealed class UpdateCommandTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public UpdateCommandTests() => TinyModel.Write(folder.Path);

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Candidates_are_added_and_removed_in_the_files_of_a_folder()
    {
        var run = CommandRun.Of(
            "update",
            folder.Path,
            "--candidates",
            folder.Write("new.csv", "id,v,title\ne,\"[9,9]\",Elle\n"),
            "--vector-column",
            "v",
            "--remove",
            folder.Write("gone.csv", "id\na\n"),
            "--json"
        );
        var asked = CommandRun.Of("recommend", folder.Path, "--user", "ann", "--json");

        Assert.Equal(1, run.Json().GetProperty("added").GetInt32());
        Assert.Equal(1, run.Json().GetProperty("removed").GetInt32());
        Assert.Equal(2, run.Json().GetProperty("files").GetArrayLength());
        Assert.Equal(
            ["Elle", "Bonjour", "Casablanca", "[Dune]"],
            asked
                .Json()
                .GetProperty("results")
                .EnumerateArray()
                .Select(hit => hit.GetProperty("title").GetString())
        );
    }

    [Fact]
    public void Wrong_use_is_told_apart_from_failure()
    {
        CommandRun
            .Of("update", folder.Path)
            .Fails(ExitCode.WrongUse, "Give --candidates, --remove or --scan");
        CommandRun
            .Of("update", folder.Path, "--remove", "nowhere.csv")
            .Fails(ExitCode.Failed, "nowhere.csv");
    }
}
