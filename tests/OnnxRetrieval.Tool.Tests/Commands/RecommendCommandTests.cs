using System.Text.Json;

namespace OnnxRetrieval.Tool.Tests.Commands;

public sealed class RecommendCommandTests(TinyModelFolder model) : IClassFixture<TinyModelFolder>
{
    [Fact]
    public void Results_are_a_table_with_the_models_columns()
    {
        var run = CommandRun.Of("recommend", model.Retrieval, "--user", "ann");

        Assert.Equal(0, run.ExitCode);
        Assert.Equal("", run.Error);
        Golden.Matches(run.Output);
    }

    [Fact]
    public void Json_has_the_query_whether_it_is_known_and_the_results()
    {
        var json = CommandRun
            .Of("recommend", model.Retrieval, "--user", "ann", "-k", "2", "--json")
            .Json();

        Assert.Equal("ann", json.GetProperty("query").GetString());
        Assert.True(json.GetProperty("known").GetBoolean());
        var results = json.GetProperty("results").EnumerateArray().ToList();
        Assert.Equal(2, results.Count);
        Assert.Equal("a", results[0].GetProperty("id").GetString());
        Assert.Equal("Amélie", results[0].GetProperty("title").GetString());
        Assert.Equal("Comedy|Romance", results[0].GetProperty("genres").GetString());
        Assert.Equal(1, results[0].GetProperty("score").GetDouble());
    }

    [Theory]
    [InlineData("-k")]
    [InlineData("--count")]
    public void K_limits_the_results_and_may_exceed_the_catalogue(string option)
    {
        var one = CommandRun.Of("recommend", model.Path, "--user", "bob", option, "1", "--json");
        var all = CommandRun.Of("recommend", model.Path, "--user", "bob", option, "99", "--json");

        Assert.Equal(["d"], Ids(one));
        Assert.Equal(["d", "c", "b", "a"], Ids(all));
    }

    [Fact]
    public void Excluded_items_never_appear()
    {
        var run = CommandRun.Of(
            "recommend",
            model.Path,
            "--user",
            "ann",
            "--exclude",
            "a,c",
            "--exclude",
            "nobody",
            "--json"
        );

        Assert.Equal(["b", "d"], Ids(run));
    }

    [Fact]
    public void Without_a_table_it_says_that_every_item_is_excluded()
    {
        var run = CommandRun.Of("recommend", model.Path, "--user", "ann", "--exclude", "a,b,c,d");

        Assert.Equal(0, run.ExitCode);
        Assert.Equal("", run.Output);
        Assert.Contains("every item is excluded", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_of_seen_items_without_usual_columns_names_the_options_of_this_command()
    {
        using var folder = new TemporaryFolder();

        var run = CommandRun.Of(
            "recommend",
            model.Path,
            "--user",
            "ann",
            "--exclude-seen",
            folder.Write("seen.csv", "who,what\nann,a\n")
        );

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("Name it with --user-column.", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Items_seen_according_to_a_file_never_appear()
    {
        using var folder = new TemporaryFolder();
        var seen = folder.Write("seen.csv", "who,what\nann,a\nbob,b\nann,d\n");

        var run = CommandRun.Of(
            "recommend",
            model.Path,
            "--user",
            "ann",
            "--exclude-seen",
            seen,
            "--user-column",
            "who",
            "--item-column",
            "what",
            "--json"
        );

        Assert.Equal(["b", "c"], Ids(run));
    }

    [Fact]
    public void A_file_of_seen_items_may_hold_one_user_or_not_the_user_at_all()
    {
        using var folder = new TemporaryFolder();
        var own = folder.Write("own.csv", "user_id,item_id\nann,b\n");
        var others = folder.Write("others.csv", "user_id,item_id\nbob,b\n");

        Assert.Equal(
            ["a", "c", "d"],
            Ids(
                CommandRun.Of(
                    "recommend",
                    model.Path,
                    "--user",
                    "ann",
                    "--exclude-seen",
                    own,
                    "--json"
                )
            )
        );
        Assert.Equal(
            ["a", "b", "c", "d"],
            Ids(
                CommandRun.Of(
                    "recommend",
                    model.Path,
                    "--user",
                    "ann",
                    "--exclude-seen",
                    others,
                    "--json"
                )
            )
        );
    }

    [Fact]
    public void A_stranger_gets_a_list_and_a_word_about_it()
    {
        var table = CommandRun.Of("recommend", model.Path, "--user", "zoë");
        var json = CommandRun.Of("recommend", model.Path, "--user", "zoë", "--json");

        Assert.Equal(0, table.ExitCode);
        Assert.Contains("does not know the user 'zoë'", table.Error, StringComparison.Ordinal);
        Assert.False(json.Json().GetProperty("known").GetBoolean());
        Assert.Equal("", json.Error);
    }

    [Fact]
    public void Somebody_new_gets_a_list_from_their_history_alone_without_what_is_in_it()
    {
        var run = CommandRun.Of("recommend", model.WithHistory, "--history", "a,b", "--json");

        Assert.Equal(["c", "d"], Ids(run));
        var json = run.Json();
        Assert.True(json.GetProperty("known").GetBoolean());
        Assert.Equal(JsonValueKind.Null, json.GetProperty("query").ValueKind);
        Assert.Equal(["a", "b"], Texts(json.GetProperty("history")));
        Assert.Empty(Texts(json.GetProperty("unknown_items")));
        Assert.Equal(
            ["c", "b", "a"],
            Ids(CommandRun.Of("recommend", model.WithHistory, "--history", "d", "--json"))
        );
    }

    [Fact]
    public void A_user_may_have_a_history_too()
    {
        // Ann alone likes a, then b; with d in her history, their mean is bent to d's side.
        Assert.Equal(
            ["a", "b", "c"],
            Ids(
                CommandRun.Of(
                    "recommend",
                    model.WithHistory,
                    "--user",
                    "ann",
                    "--history",
                    "d",
                    "--json"
                )
            )
        );
        var json = CommandRun
            .Of("recommend", model.WithHistory, "--user", "ann", "--history", "d", "--json")
            .Json();
        Assert.Equal("ann", json.GetProperty("query").GetString());
        Assert.Equal(0.5, json.GetProperty("results")[0].GetProperty("score").GetDouble(), 6);
    }

    [Fact]
    public void Features_of_the_query_are_given_by_name()
    {
        string?[] Asked(params string[] features) =>
            Ids(CommandRun.Of(["recommend", model.WithFeatures, .. features, "--json"]));

        Assert.Equal(["d", "c", "b", "a"], Asked("--user", "ann", "--feature", "age=40"));
        Assert.Equal(["a", "b", "c", "d"], Asked("--user", "ann"));
        Assert.Equal(["a", "b", "c", "d"], Asked("--feature", "tags=calm,calm"));
        Assert.Equal(["d", "c", "b", "a"], Asked("--feature", "age=30", "--feature", "tags=loud"));
    }

    [Theory]
    [InlineData("shoe=40", "has no feature 'shoe': it takes user_id (text), age (number), tags")]
    [InlineData("age=old", "age (number) takes a number such as 3.5, not 'old'")]
    [InlineData("user_id=bob", "'user_id' is given twice")]
    public void A_feature_that_cannot_be_used_says_why(string feature, string message) =>
        CommandRun
            .Of("recommend", model.WithFeatures, "--user", "ann", "--feature", feature)
            .Fails(ExitCode.Failed, message);

    [Fact]
    public void Items_of_a_history_that_the_model_does_not_know_are_told()
    {
        var some = CommandRun.Of("recommend", model.WithHistory, "--history", "x,a,y");
        Assert.Equal(0, some.ExitCode);
        Assert.Contains("of the history: x, y.", some.Error, StringComparison.Ordinal);
        Assert.Contains("Bonjour", some.Output, StringComparison.Ordinal);

        var all = CommandRun.Of("recommend", model.WithHistory, "--history", "x,y");
        Assert.Equal(0, all.ExitCode);
        Assert.Contains("none of the history's items", all.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(
        2,
        "--history with items",
        "--users",
        "users.csv",
        "--out",
        "o.csv",
        "--history",
        "a"
    )]
    [InlineData(2, "--exclude-seen needs --user", "--history", "a", "--exclude-seen", "s.csv")]
    [InlineData(2, "--history is empty", "--history", ",")]
    [InlineData(1, "reads no history", "--history", "a")]
    public void A_history_that_cannot_be_used_says_why(
        int exitCode,
        string message,
        params string[] arguments
    )
    {
        var run = CommandRun.Of(["recommend", model.Retrieval, .. arguments]);

        Assert.Equal(exitCode, run.ExitCode);
        Assert.Contains(message, run.Error, StringComparison.Ordinal);
        Assert.Equal("", run.Output);
    }

    [Fact]
    public void An_id_with_leading_zeros_stays_a_text()
    {
        Assert.True(
            CommandRun
                .Of("recommend", model.Path, "--user", "007", "--json")
                .Json()
                .GetProperty("known")
                .GetBoolean()
        );
        Assert.False(
            CommandRun
                .Of("recommend", model.Path, "--user", "7", "--json")
                .Json()
                .GetProperty("known")
                .GetBoolean()
        );
    }

    [Fact]
    public void An_id_may_start_with_a_dash_or_an_at_sign()
    {
        Assert.Equal(0, CommandRun.Of("recommend", model.Path, "--user=-1").ExitCode);
        Assert.Equal(0, CommandRun.Of("recommend", model.Path, "--user", "@ann").ExitCode);
    }

    [Fact]
    public void A_similar_model_is_replaced_by_the_recommender_beside_it()
    {
        Assert.Equal(
            ["a", "b", "c", "d"],
            Ids(CommandRun.Of("recommend", model.Similar, "--user", "ann", "--json"))
        );
    }

    [Fact]
    public void A_similar_model_alone_is_refused()
    {
        using var folder = new TemporaryFolder();
        File.Copy(model.Similar, folder["alone.onnx"]);

        CommandRun
            .Of("recommend", folder["alone.onnx"], "--user", "ann")
            .Fails(ExitCode.Failed, "is of kind 'similar'");
    }

    [Fact]
    public void All_users_of_a_file_are_scored_into_a_file()
    {
        using var folder = new TemporaryFolder();
        var users = folder.Write("users.csv", "who\nbob\nann\n");
        var seen = folder.Write("seen.csv", "who,item_id\nann,a\n");

        var run = CommandRun.Of(
            "recommend",
            model.Path,
            "--users",
            users,
            "--out",
            folder["recs.csv"],
            "-k",
            "2",
            "--exclude-seen",
            seen,
            "--user-column",
            "who",
            "--json"
        );

        Assert.Equal(2, run.Json().GetProperty("users").GetInt64());
        Assert.Equal(4, run.Json().GetProperty("results").GetInt64());
        Assert.Equal(
            [
                "user_id,known,rank,item_id,score",
                "bob,true,1,d,1.0",
                "bob,true,2,c,0.5",
                "ann,true,1,b,0.8",
                "ann,true,2,c,0.5",
            ],
            File.ReadAllLines(folder["recs.csv"])
        );
    }

    [Fact]
    public void A_part_of_the_users_has_a_file_of_its_own()
    {
        using var folder = new TemporaryFolder();
        var users = folder.Write("users.csv", "user_id\nbob\nann\nzoe\n");

        var run = CommandRun.Of(
            "recommend",
            model.Path,
            "--users",
            users,
            "--out",
            folder["recs.jsonl"],
            "--part",
            "2/2",
            "-k",
            "1"
        );

        Assert.Equal(0, run.ExitCode);
        Assert.Contains("2 rows for 2 users", run.Output, StringComparison.Ordinal);
        Assert.Equal(2, File.ReadAllLines(folder["recs.part-2-of-2.jsonl"]).Length);
    }

    [Theory]
    [InlineData("--users", "u.csv", "--users and --out belong together")]
    [InlineData("--user", "ann", "--part and --threads need --users", "--part", "1/2")]
    [InlineData("--users", "u.csv", "--part takes I/N", "--out", "r.csv", "--part", "3/2")]
    [InlineData("--users", "u.csv", "--threads takes", "--out", "r.csv", "--threads", "0")]
    [InlineData(
        "--users",
        "u.csv",
        "Give --user with an id, --history with items, or --users",
        "--user",
        "ann"
    )]
    public void Options_for_many_users_belong_together(
        string option,
        string value,
        string message,
        params string[] more
    ) =>
        CommandRun
            .Of(["recommend", model.Path, option, value, .. more])
            .Fails(ExitCode.WrongUse, message);

    [Fact]
    public void Users_that_cannot_be_read_are_told()
    {
        using var folder = new TemporaryFolder();

        CommandRun
            .Of("recommend", model.Path, "--users", "nowhere.csv", "--out", folder["recs.csv"])
            .Fails(ExitCode.Failed, "nowhere.csv");
        CommandRun
            .Of("recommend", model.Path, "--users", "nowhere.csv", "--out", folder["recs.txt"])
            .Fails(ExitCode.Failed, ".parquet, .csv, .jsonl");
    }

    [Fact]
    public void Wrong_use_is_told_apart_from_failure()
    {
        CommandRun.Of("recommend", "--user", "ann").Fails(ExitCode.WrongUse, "MODEL");
        CommandRun.Of("recommend", model.Path).Fails(ExitCode.WrongUse, "--user");
        CommandRun
            .Of("recommend", model.Path, "--user", "ann", "-k", "0")
            .Fails(ExitCode.WrongUse, "-k takes a whole number of at least 1, not '0'.");
        CommandRun
            .Of("recommend", model.Path, "--user", "")
            .Fails(ExitCode.WrongUse, "--user is empty");
        CommandRun
            .Of("recommend", model.Path, "--user", "ann", "--user-column", "u")
            .Fails(ExitCode.WrongUse, "need --exclude-seen");
        CommandRun
            .Of("recommend", model.Path, "--user", "ann", "--jsno")
            .Fails(ExitCode.WrongUse, "Did you mean '--json' instead of '--jsno'?");
        CommandRun
            .Of("recommend", "nowhere.onnx", "--user", "ann")
            .Fails(ExitCode.Failed, "nowhere.onnx");
    }

    [Fact]
    public void A_folder_without_a_model_is_refused_by_name()
    {
        using var folder = new TemporaryFolder();

        CommandRun
            .Of("recommend", folder.Path, "--user", "ann")
            .Fails(ExitCode.Failed, "without a retrieval.onnx");
    }

    [Theory]
    [InlineData("")]
    [InlineData("user_id,item_id\n1,2\n")]
    public void A_file_that_is_no_model_is_refused(string content)
    {
        using var folder = new TemporaryFolder();
        var file = folder.Write("model.onnx", content);

        CommandRun.Of("recommend", file, "--user", "ann").Fails(ExitCode.Failed, "model.onnx");
    }

    private static string?[] Ids(CommandRun run) =>
        [
            .. run.Json()
                .GetProperty("results")
                .EnumerateArray()
                .Select(hit => hit.GetProperty("id").GetString()),
        ];

    private static string?[] Texts(JsonElement array) =>
        [.. array.EnumerateArray().Select(entry => entry.GetString())];
}
