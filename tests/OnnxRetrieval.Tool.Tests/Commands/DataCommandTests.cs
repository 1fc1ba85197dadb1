namespace OnnxRetrieval.Tool.Tests.Commands;

public sealed class DataCommandTests
{
    private const string Events =
        "user,item,rating,time\nann,a,5,1700000000\nann,b,3,1700000100\nbob,a,4,1700000200\nbob,c,3,1700000300\nann,a,4,1700000400\n,a,4,1700000400\n";

    [Fact]
    public void Statistics_are_a_table()
    {
        using var folder = new TemporaryFolder();

        var run = CommandRun.Of("data", "--interactions", folder.Write("events.csv", Events));

        Assert.Equal(0, run.ExitCode);
        Golden.Matches(run.Output);
    }

    [Fact]
    public void A_column_name_cannot_command_the_terminal()
    {
        using var folder = new TemporaryFolder();

        var run = CommandRun.Of(
            "data",
            "--interactions",
            folder.Write("events.csv", Events),
            "--candidates",
            folder.Write("films.csv", "item,\u001b[31mtitle\na,A\nb,B\nc,C\n")
        );

        Assert.Equal(0, run.ExitCode);
        Assert.DoesNotContain('\u001b', run.Output);
        Assert.Contains("\uFFFD[31mtitle", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Json_has_the_same()
    {
        using var folder = new TemporaryFolder();

        var json = CommandRun
            .Of("data", "--interactions", folder.Write("events.csv", Events), "--json")
            .Json();

        Assert.Equal(2, json.GetProperty("users").GetInt32());
        Assert.Equal(3, json.GetProperty("items").GetInt32());
        Assert.Equal(4, json.GetProperty("interactions").GetInt32());
        Assert.Equal(6, json.GetProperty("report").GetProperty("rows_read").GetInt32());
        Assert.Equal(1, json.GetProperty("report").GetProperty("missing_fields").GetInt32());
        Assert.Equal(1, json.GetProperty("report").GetProperty("duplicates").GetInt32());
        Assert.Equal(2, json.GetProperty("per_user").GetProperty("mean").GetDouble());
    }

    [Fact]
    public void A_named_set_is_read_from_a_folder()
    {
        var json = CommandRun
            .Of("data", "movielens-100k", "--data", Repository.SharedData("ml-100k"), "--json")
            .Json();

        Assert.Equal(943, json.GetProperty("users").GetInt32());
        Assert.Equal(1682, json.GetProperty("items").GetInt32());
        Assert.Equal(100_000, json.GetProperty("interactions").GetInt32());
    }

    [Fact]
    public void Users_that_a_file_describes_are_shown_and_exported()
    {
        using var folder = new TemporaryFolder();
        var exported = Path.Combine(folder.Path, "exported");

        var run = CommandRun.Of(
            "data",
            "--interactions",
            folder.Write("events.csv", Events),
            "--users",
            folder.Write("people.csv", "user,age,home\nbob,30,\"Oslo, N\"\nann,,Rome\n"),
            "--export",
            exported
        );

        Assert.Equal(0, run.ExitCode);
        Assert.Contains("age, home", run.Output, StringComparison.Ordinal);
        Assert.Equal(
            "user_id,age,home\nann,,Rome\nbob,30,\"Oslo, N\"\n",
            File.ReadAllText(Path.Combine(exported, "users.csv"))
        );
    }

    [Fact]
    public void An_export_reads_back_as_the_same_data()
    {
        using var folder = new TemporaryFolder();
        var events = folder.Write("events.csv", Events);
        var films = folder.Write(
            "films.csv",
            "item,title\na,\"A \"\"quoted\"\", long one\"\nb,B\nc,\n"
        );

        var first = CommandRun
            .Of(
                "data",
                "--interactions",
                events,
                "--candidates",
                films,
                "--export",
                folder["out"],
                "--json"
            )
            .Json();
        var second = CommandRun
            .Of(
                "data",
                "--interactions",
                folder["out/interactions.csv"],
                "--candidates",
                folder["out/items.csv"],
                "--json"
            )
            .Json();

        foreach (
            var name in (ReadOnlySpan<string>)
                ["users", "items", "interactions", "ratings", "last_time"]
        )
        {
            Assert.Equal(
                first.GetProperty(name).GetRawText(),
                second.GetProperty(name).GetRawText()
            );
        }
        Assert.Contains(
            "\"A \"\"quoted\"\", long one\"",
            File.ReadAllText(folder["out/items.csv"]),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void An_export_to_where_nothing_can_be_written_is_a_clear_error()
    {
        using var folder = new TemporaryFolder();
        var events = folder.Write("events.csv", Events);

        CommandRun
            .Of("data", "--interactions", events, "--export", Path.Combine(events, "inside"))
            .Fails(ExitCode.Failed, "The data cannot be written");
    }

    [Theory]
    [InlineData("part-2.csv")]
    [InlineData("part-2.csv", "part-3.csv")]
    public void A_glob_that_the_shell_expanded_is_explained(params string[] more) =>
        CommandRun
            .Of(["data", "--interactions", "part-1.csv", .. more])
            .Fails(
                ExitCode.WrongUse,
                "To give --interactions several files, repeat the option or quote the glob."
            );

    [Fact]
    public void Contradictions_are_refused()
    {
        CommandRun
            .Of("data", "sample", "--dataset", "movielens-1m")
            .Fails(ExitCode.WrongUse, "Two data sets are named");
        CommandRun.Of("data", "movielens").Fails(ExitCode.WrongUse, "movielens");
    }
}
