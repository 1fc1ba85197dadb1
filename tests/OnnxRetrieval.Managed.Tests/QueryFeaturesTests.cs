using OnnxRetrieval.Tests.Models;

namespace OnnxRetrieval.Tests;

public sealed class QueryFeaturesTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly Retriever retriever;

    public QueryFeaturesTests() => retriever = Retriever.Load(SeveralFeaturesTower.Write(folder));

    public void Dispose()
    {
        retriever.Dispose();
        folder.Dispose();
    }

    [Fact]
    public void The_info_lists_them() =>
        Assert.Equal(
            ["user_id (text)", "age (number)", "history (list of integers)"],
            retriever.Info.QueryFeatures.Select(feature => feature.ToString())
        );

    [Fact]
    public void Each_value_reaches_its_input()
    {
        Assert.Equal(
            1 + 30.5f + 100 + 200,
            Score(
                new()
                {
                    ["user_id"] = "a",
                    ["age"] = 30.5,
                    ["history"] = new long[] { 10, 20 },
                }
            )
        );
        Assert.Equal(
            2 + 7 + 200,
            Score(
                new()
                {
                    ["user_id"] = "b",
                    ["age"] = 7,
                    ["history"] = new[] { "20", "020", "x" },
                }
            )
        );
        Assert.Equal(
            0,
            Score(
                new()
                {
                    ["user_id"] = "?",
                    ["age"] = 0f,
                    ["history"] = new List<long>(),
                }
            )
        );
    }

    [Fact]
    public void Lists_of_unequal_length_are_padded()
    {
        var results = retriever.RetrieveBatch([
            new Query
            {
                ["user_id"] = "a",
                ["age"] = 0,
                ["history"] = new long[] { 10, 20, 20 },
            },
            new Query
            {
                ["user_id"] = "b",
                ["age"] = 0,
                ["history"] = new List<string> { "10" },
            },
        ]);
        Assert.Equal([501, 102], results.Select(result => result[0].Score));
    }

    [Fact]
    public void Features_that_are_not_given_are_missing()
    {
        Assert.Equal(
            1 + 100,
            ScoreOf(new() { ["user_id"] = "a", ["history"] = new long[] { 10 } })
        );
        Assert.Equal(200, ScoreOf(new() { ["history"] = new[] { "20" } }));
        Assert.Equal(7, ScoreOf(new() { ["age"] = 7 }));
        Assert.Equal(2, ScoreOf("b"));
    }

    [Fact]
    public void In_one_batch_each_query_may_lack_another_feature()
    {
        using var model = Retriever.Load(FeatureTower.Write(folder));

        var results = model.RetrieveBatch([
            "a",
            new Query { ["age"] = 5, ["history"] = new long[] { 10, 20, 10 } },
            new Query { ["user_id"] = "b", ["age"] = 1 },
            new Query { ["user_id"] = "?" },
        ]);

        Assert.Equal([1, 405, 3, 0], results.Select(result => result[0].Score));
        Assert.Equal([true, true, true, false], results.Select(result => result.IsKnown));
    }

    [Fact]
    public void The_info_tells_what_features_are_for()
    {
        using var model = Retriever.Load(FeatureTower.Write(folder));

        Assert.Equal(
            ["history", "number", "id"],
            model.Info.QueryFeatures.Select(feature => feature.Role)
        );
        Assert.Equal(
            ["id", null, null],
            retriever.Info.QueryFeatures.Select(feature => feature.Role)
        );
    }

    [Fact]
    public void One_id_is_refused_by_a_model_that_takes_none()
    {
        using var model = Retriever.Load(FeatureTower.WriteHistoryAlone(folder));

        var error = Assert.Throws<RetrievalException>(() => model.Retrieve("a"));

        Assert.Equal(RetrievalError.QueryMismatch, error.Error);
        Assert.Contains(
            "one id, and the model takes none. It takes: history (list of integers)",
            error.Message,
            StringComparison.Ordinal
        );
        Assert.Equal(200, model.Retrieve(new Query { ["history"] = new long[] { 20 } })[0].Score);
    }

    [Fact]
    public void An_unknown_feature_is_named_with_all_that_there_are()
    {
        var error = Mismatch(
            new Query
            {
                ["user_id"] = "a",
                ["age"] = 1,
                ["history"] = new long[] { 1 },
                ["histroy"] = "x",
            }
        );
        Assert.Contains(
            "'histroy', which the model does not take",
            error,
            StringComparison.Ordinal
        );
        Assert.Contains("user_id (text)", error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_value_of_another_type_is_refused()
    {
        Assert.Contains(
            "age (number) was given a text. Give it a number, or an integer",
            Mismatch(With("age", "thirty")),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "history (list of integers) was given an integer",
            Mismatch(With("history", 10)),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "user_id (text) was given a list of texts",
            Mismatch(With("user_id", new[] { "a" })),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "user_id (text) was given a number",
            Mismatch(With("user_id", 1.5)),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "was given no value",
            Mismatch(With("user_id", default)),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "null at place 1",
            Mismatch(With("history", new[] { "1", null! })),
            StringComparison.Ordinal
        );
    }

    private static Query With(string feature, FeatureValue value) =>
        new Query
        {
            ["user_id"] = "a",
            ["age"] = 1,
            ["history"] = new long[] { 1 },
            [feature] = value,
        };

    private float ScoreOf(Query query)
    {
        using var model = Retriever.Load(FeatureTower.Write(folder));
        return model.Retrieve(query)[0].Score;
    }

    private float Score(Query query) => retriever.Retrieve(query)[0].Score;

    private string Mismatch(Query query)
    {
        var error = Assert.Throws<RetrievalException>(() => retriever.Retrieve(query));
        Assert.Equal(RetrievalError.QueryMismatch, error.Error);
        return error.Message;
    }
}
