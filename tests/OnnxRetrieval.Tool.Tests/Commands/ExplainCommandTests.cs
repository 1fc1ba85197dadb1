using System.Text.Json;

namespace OnnxRetrieval.Tool.Tests.Commands;

public sealed class ExplainCommandTests(TinyModelFolder model) : IClassFixture<TinyModelFolder>
{
    [Fact]
    public void Each_feature_is_left_out_once()
    {
        // b is (.8, .2) with the bias .1; ann is (1, 0), the age 40 adds (0, 1), and a missing age (.25, .25).
        var json = Explained(model.WithFeatures, "b", "--user", "ann", "--feature", "age=40");

        Assert.Equal("ann", json.GetProperty("query").GetString());
        Assert.True(json.GetProperty("known").GetBoolean());
        Assert.Equal("Bonjour", json.GetProperty("item").GetProperty("title").GetString());
        Assert.Equal(1.1, Number(json.GetProperty("item"), "score"), 6);
        Assert.Equal(3, json.GetProperty("rank").GetInt32());
        Assert.Equal(4, json.GetProperty("ranked").GetInt32());
        Assert.Equal(0.1, Number(json.GetProperty("bias"), "score"), 6);
        Assert.Equal(3, json.GetProperty("bias").GetProperty("rank").GetInt32());
        Assert.Equal(0.35, Number(json.GetProperty("stranger"), "score"), 6);
        Assert.Equal(3, json.GetProperty("stranger").GetProperty("rank").GetInt32());

        var features = json.GetProperty("features").EnumerateArray().ToList();
        Assert.Equal(["user_id", "age"], features.Select(part => Text(part, "name")));
        Assert.Equal(0.8, Number(features[0], "effect"), 6);
        Assert.Equal(0.3, Number(features[0], "score_without"), 6);
        Assert.Equal(3, features[0].GetProperty("rank_without").GetInt32());
        Assert.Equal(-0.05, Number(features[1], "effect"), 6);
        Assert.Equal(1.15, Number(features[1], "score_without"), 6);
        Assert.Equal(2, features[1].GetProperty("rank_without").GetInt32());
        Assert.Empty(json.GetProperty("history").EnumerateArray());
    }

    [Fact]
    public void Each_item_of_a_history_is_left_out_once()
    {
        var json = Explained(model.WithHistory, "a", "--history", "b,d,x,d");

        var items = json.GetProperty("history").EnumerateArray().ToList();
        Assert.Equal(["b", "d", "x", "d"], items.Select(part => Text(part, "id")));
        Assert.Equal(
            [true, true, false, true],
            items.Select(part => part.GetProperty("known").GetBoolean())
        );
        // The mean of b (.8, .2) and twice d (0, 1) times a (1, 0); without b nothing is left of it.
        Assert.Equal(0.8 / 3, Number(json.GetProperty("item"), "score"), 6);
        Assert.Equal(0.8 / 3, Number(items[0], "effect"), 6);
        Assert.Equal(0.8 / 3 - 0.8 / 2, Number(items[1], "effect"), 6);
        Assert.Equal(0, Number(items[2], "effect"));
        Assert.Equal(Number(items[1], "effect"), Number(items[3], "effect"), 6);
        // b and d are not recommended, so a has only c before it.
        Assert.Equal(2, json.GetProperty("rank").GetInt32());
        Assert.Equal(2, json.GetProperty("ranked").GetInt32());
        Assert.Equal(JsonValueKind.Null, json.GetProperty("bias").ValueKind);
    }

    [Fact]
    public void The_ranks_are_those_of_recommend()
    {
        string[] asked = ["--user", "ann", "--history", "d"];
        var results = CommandRun
            .Of(["recommend", model.WithHistory, .. asked, "--json"])
            .Json()
            .GetProperty("results")
            .EnumerateArray()
            .Select(hit => Text(hit, "id")!)
            .ToList();

        Assert.Equal(3, results.Count);
        Assert.All(
            results,
            (item, place) =>
            {
                var json = Explained(model.WithHistory, item, asked);
                Assert.Equal(place + 1, json.GetProperty("rank").GetInt32());
            }
        );
    }

    [Fact]
    public void The_table_has_what_moved_the_score_most_first()
    {
        var run = CommandRun.Of(
            "explain",
            model.WithFeatures,
            "--feature",
            "age=40",
            "--user",
            "ann",
            "--feature",
            "tags=calm,shrill",
            "--item",
            "b"
        );

        Assert.Equal(0, run.ExitCode);
        Assert.Equal("", run.Error);
        Golden.Matches(run.Output);
    }

    [Fact]
    public void A_stranger_and_an_item_of_the_history_are_told()
    {
        var stranger = CommandRun.Of("explain", model.Path, "--user", "zoë", "--item", "a");
        var met = CommandRun.Of("explain", model.WithHistory, "--history", "a,b", "--item", "a");

        Assert.Equal(0, stranger.ExitCode);
        Assert.Contains("does not know the user 'zoë'", stranger.Error, StringComparison.Ordinal);
        Assert.Contains("is in the history", met.Error, StringComparison.Ordinal);
        Assert.Contains("1 of 3", met.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Wrong_use_is_told_apart_from_failure()
    {
        CommandRun.Of("explain", model.Path, "--user", "ann").Fails(ExitCode.WrongUse, "--item");
        CommandRun
            .Of("explain", model.Path, "--item", "a")
            .Fails(ExitCode.WrongUse, "Give --user with an id");
        CommandRun
            .Of("explain", model.Path, "--user", "ann", "--item", "")
            .Fails(ExitCode.WrongUse, "--item is empty");
        CommandRun
            .Of("explain", model.Path, "--user", "ann", "--item", "Amélie")
            .Fails(ExitCode.Failed, "no item 'Amélie' among its 4 candidates");
        CommandRun
            .Of("explain", model.Path, "--history", "a", "--item", "a")
            .Fails(ExitCode.Failed, "reads no history");
    }

    private static JsonElement Explained(string file, string item, params string[] asked) =>
        CommandRun.Of(["explain", file, .. asked, "--item", item, "--json"]).Json();

    private static double Number(JsonElement of, string name) => of.GetProperty(name).GetDouble();

    private static string? Text(JsonElement of, string name) => of.GetProperty(name).GetString();
}
