using Google.Protobuf;
using Microsoft.ML.OnnxRuntime;
using OnnxRetrieval.Graph.Onnx;

namespace OnnxRetrieval.Graph.Tests.Retrieval;

public sealed class RetrievalGraphTests
{
    // Users on the axes; the stranger likes everything a little. Movie c is liked as much as b by u1.
    private static ModelProto Movies(RetrievalGraphOptions? options = null) =>
        RetrievalGraph.Build(
            new IdTowerGraph(
                "user_id",
                new IdTable(["u1", "u2"]),
                new float[] { 1, 0, 0, 1, .5f, .5f },
                2
            ),
            new CandidateTable(
                new IdTable(["a", "b", "c", "d"]),
                new float[] { 1, 0, .5f, .1f, .5f, .2f, 0, 1 },
                2
            )
            {
                Columns = [new CandidateColumn("title", ["Äpfel", "Birnen", "", "Datteln"])],
            },
            options
        );

    [Fact]
    public void The_best_candidates_come_first_with_their_titles()
    {
        using var session = new ModelSession(Movies());

        var result = session.Run(
            ("user_id", new[] { "u1", "u2" }),
            ("k", new[] { 3L }),
            ("exclude", new string[1, 0])
        );

        Assert.Equal(
            new[,]
            {
                { "a", "b", "c" },
                { "d", "c", "b" },
            },
            result["candidate_id"]
        );
        Assert.Equal(
            new[,]
            {
                { 1, .5f, .5f },
                { 1, .2f, .1f },
            },
            result["score"]
        );
        Assert.Equal(
            new[,]
            {
                { 0L, 1, 2 },
                { 3, 2, 1 },
            },
            result["candidate_index"]
        );
        Assert.Equal(new[] { true, true }, result["query_known"]);
        Assert.Equal(
            new[,]
            {
                { "Äpfel", "Birnen", "" },
                { "Datteln", "", "Birnen" },
            },
            result["title"]
        );
    }

    [Fact]
    public void Excluded_items_never_appear_and_rows_end_with_nothing()
    {
        using var session = new ModelSession(Movies());

        var result = session.Run(
            ("user_id", new[] { "u1", "stranger" }),
            ("k", new[] { 100L }),
            (
                "exclude",
                new[,]
                {
                    { "c", "", "no such id", "c" },
                }
            )
        );

        Assert.Equal(
            new[,]
            {
                { "a", "b", "d", "" },
                { "a", "d", "b", "" },
            },
            result["candidate_id"]
        );
        Assert.Equal(new[] { true, false }, result["query_known"]);
        Assert.Equal(
            new[,]
            {
                { 0L, 1, 3, -1 },
                { 0, 3, 1, -1 },
            },
            result["candidate_index"]
        );
        Assert.Equal(float.NegativeInfinity, ((float[,])result["score"])[1, 3]);
    }

    [Fact]
    public void An_exclusion_of_one_row_holds_for_every_query_and_one_for_each_for_its_own()
    {
        using var session = new ModelSession(Movies());

        var shared = session.Run(
            ("user_id", new[] { "u1", "u2" }),
            ("k", new[] { 1L }),
            (
                "exclude",
                new[,]
                {
                    { "a" },
                }
            )
        );
        var own = session.Run(
            ("user_id", new[] { "u1", "u2" }),
            ("k", new[] { 1L }),
            (
                "exclude",
                new[,]
                {
                    { "a" },
                    { "d" },
                }
            )
        );

        Assert.Equal(
            new[,]
            {
                { "b" },
                { "d" },
            },
            shared["candidate_id"]
        );
        Assert.Equal(
            new[,]
            {
                { "b" },
                { "c" },
            },
            own["candidate_id"]
        );
    }

    [Fact]
    public void An_exclusion_for_another_number_of_queries_is_refused()
    {
        using var session = new ModelSession(Movies());

        Assert.Throws<OnnxRuntimeException>(() =>
            session.Run(
                ("user_id", new[] { "u1" }),
                ("k", new[] { 1L }),
                (
                    "exclude",
                    new[,]
                    {
                        { "a" },
                        { "b" },
                        { "c" },
                    }
                )
            )
        );
    }

    [Fact]
    public void With_everything_excluded_there_are_rows_of_nothing()
    {
        using var session = new ModelSession(Movies());

        var result = session.Run(
            ("user_id", new[] { "u1" }),
            ("k", new[] { 2L }),
            (
                "exclude",
                new[,]
                {
                    { "a", "b", "c", "d" },
                }
            )
        );

        Assert.Equal(
            new[,]
            {
                { "", "" },
            },
            result["candidate_id"]
        );
        Assert.Equal(
            new[,]
            {
                { "", "" },
            },
            result["title"]
        );
        Assert.Equal(
            new[,]
            {
                { -1L, -1 },
            },
            result["candidate_index"]
        );
        Assert.Equal(
            new[,]
            {
                { float.NegativeInfinity, float.NegativeInfinity },
            },
            result["score"]
        );
    }

    [Fact]
    public void No_query_gives_no_rows()
    {
        using var session = new ModelSession(Movies());

        var result = session.Run(
            ("user_id", Array.Empty<string>()),
            ("k", new[] { 2L }),
            ("exclude", new string[1, 0])
        );

        Assert.Empty(result["candidate_id"]);
        Assert.Empty(result["query_known"]);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(10)]
    [InlineData(1000)]
    [InlineData(20000)]
    public void Equal_scores_are_ordered_by_index_in_a_large_catalogue(int k)
    {
        const int count = 20000;
        var rows = Enumerable.Range(0, count);
        var model = RetrievalGraph.Build(
            new IdTowerGraph("user_id", new IdTable([1L]), new float[] { 1, 1 }, 1),
            new CandidateTable(
                new IdTable(rows.Select(row => (long)row).ToArray()),
                rows.Select(row => (float)(row % 3)).ToArray(),
                1
            )
        );
        using var session = new ModelSession(model);

        var result = session.Run(
            ("user_id", new[] { 1L }),
            ("k", new[] { (long)k }),
            (
                "exclude",
                new[,]
                {
                    { 2L, 5 },
                }
            )
        );

        var expected = rows.Where(row => row is not (2 or 5))
            .OrderByDescending(row => row % 3)
            .Select(row => (long)row)
            .Concat([-1, -1])
            .Take(k);
        Assert.Equal(expected, result["candidate_index"].Cast<long>());
    }

    [Fact]
    public void A_baked_file_has_the_features_alone_as_its_inputs()
    {
        using var session = new ModelSession(Movies(new() { BakedK = 9 }));

        var result = session.Run(("user_id", new[] { "u2" }));

        Assert.Equal(["user_id"], session.Session.InputNames);
        Assert.Equal(
            new[,]
            {
                { "d", "c", "b", "a" },
            },
            result["candidate_id"]
        );
        Assert.Equal(
            new[,]
            {
                { 3L, 2, 1, 0 },
            },
            result["candidate_index"]
        );
        Assert.Equal(4, session.Session.OutputMetadata["candidate_id"].Dimensions[1]);
    }

    [Fact]
    public void Inputs_and_outputs_say_what_they_are()
    {
        using var session = new ModelSession(Movies());
        var model = Movies();

        Assert.Equal(["user_id", "k", "exclude"], session.Session.InputNames);
        Assert.Equal(
            ["candidate_id", "score", "candidate_index", "query_known", "title"],
            session.Session.OutputNames
        );
        Assert.All(model.Graph.Input, input => Assert.NotEmpty(input.DocString));
        Assert.All(model.Graph.Output, output => Assert.NotEmpty(output.DocString));
        Assert.Equal(
            ["batch", "k"],
            session.Session.OutputMetadata["candidate_id"].SymbolicDimensions
        );
    }

    [Fact]
    public void The_lowest_operator_sets_that_suffice_are_asked_for()
    {
        var model = Movies();

        Assert.Equal(
            [("", 13L), ("ai.onnx.ml", 2L)],
            model.OpsetImport.Select(set => (set.Domain, set.Version))
        );
        Assert.Equal(7, model.IrVersion);
        Assert.All(
            model.Graph.Node,
            node => Assert.Contains(node.Domain, new[] { "", "ai.onnx.ml" })
        );
    }

    [Fact]
    public void The_same_calls_give_the_same_bytes() =>
        Assert.Equal(Movies().ToByteArray(), Movies().ToByteArray());

    [Fact]
    public void Metadata_names_the_model_and_its_contract()
    {
        var metadata = RetrievalMetadata.Of(
            Movies(
                new()
                {
                    ModelName = "movies",
                    TrainedAt = new DateTimeOffset(2026, 1, 31, 23, 59, 59, TimeSpan.FromHours(2)),
                    Metadata = new Dictionary<string, string>
                    {
                        ["zebra"] = "z",
                        [RetrievalMetadata.Options] = "{}",
                        ["ape"] = "a",
                    },
                }
            )
        );

        Assert.Equal(
            [
                "contract_version",
                "kind",
                "model_name",
                "model_version",
                "candidate_count",
                "trained_at",
                "feature_schema",
                "options",
                "ape",
                "zebra",
            ],
            metadata.Keys
        );
        Assert.Equal("1", metadata["contract_version"]);
        Assert.Equal("retrieval", metadata["kind"]);
        Assert.Equal("movies", metadata["model_name"]);
        Assert.Equal("4", metadata["candidate_count"]);
        Assert.Equal("2026-01-31T21:59:59Z", metadata["trained_at"]);
        Assert.Equal(
            """[{"name":"user_id","type":"string","shape":["batch"],"role":"id"}]""",
            metadata["feature_schema"]
        );
        Assert.Matches("^[0-9a-f]{16}$", metadata["model_version"]);
        Assert.Equal(metadata["model_version"], RetrievalMetadata.Of(Movies())["model_version"]);
    }
}
