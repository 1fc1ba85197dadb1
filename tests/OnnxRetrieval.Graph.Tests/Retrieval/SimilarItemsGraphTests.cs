using OnnxRetrieval.Graph.Onnx;

namespace OnnxRetrieval.Graph.Tests.Retrieval;

public sealed class SimilarItemsGraphTests
{
    private static ModelProto Items(SimilarItemsGraphOptions? options = null) =>
        SimilarItemsGraph.Build(
            new CandidateTable(
                new IdTable([10L, 20, 30, 40]),
                new float[] { 2, 0, 3, 4, 0, 5, 0, 0 },
                2
            ),
            new float[] { 0, 1 },
            options
        );

    [Fact]
    public void An_item_is_never_similar_to_itself_and_scores_are_cosines()
    {
        using var session = new ModelSession(Items());

        var result = session.Run(
            ("item_id", new[] { 10L, 30, 999 }),
            ("k", new[] { 2L }),
            ("exclude", new long[1, 0])
        );

        Assert.Equal(
            new[,]
            {
                { 20L, 30 },
                { 20, 10 },
                { 30, 20 },
            },
            result["candidate_id"]
        );
        Assert.Equal(
            new[,]
            {
                { .6f, 0 },
                { .8f, 0 },
                { 1, .8f },
            },
            result["score"]
        );
        Assert.Equal(new[] { true, true, false }, result["query_known"]);
    }

    [Fact]
    public void A_baked_file_has_the_item_alone_as_its_input()
    {
        using var session = new ModelSession(Items(new() { BakedK = 9, InputName = "movie" }));

        var result = session.Run(("movie", new[] { 20L }));

        Assert.Equal(["movie"], session.Session.InputNames);
        Assert.Equal(
            new[,]
            {
                { 30L, 10, 40, -1 },
            },
            result["candidate_id"]
        );
    }

    [Fact]
    public void A_pair_of_towers_leads_one_way_with_biases_and_never_to_the_item_itself()
    {
        var model = SimilarItemsGraph.BuildPair(
            new CandidateTable(new IdTable(["a", "b", "c"]), new float[] { 1, 0, 0, 1, 1, 1 }, 2)
            {
                Biases = new float[] { 0, 0, -1 },
            },
            // Of a, b, c and an unknown item.
            new float[] { 5, 2, 3, -1, 0, 4, 1, 2 }
        );
        using var session = new ModelSession(model);

        var result = session.Run(
            ("item_id", new[] { "a", "b", "new" }),
            ("k", new[] { 3L }),
            ("exclude", new string[1, 0])
        );

        Assert.Equal(
            new[,]
            {
                { "c", "b", "" },
                { "a", "c", "" },
                { "b", "c", "a" },
            },
            result["candidate_id"]
        );
        Assert.Equal(
            new[,]
            {
                { 6, 2, float.NegativeInfinity },
                { 3, 1, float.NegativeInfinity },
                { 2, 2, 1 },
            },
            result["score"]
        );
        Assert.Equal(new[] { true, true, false }, result["query_known"]);
    }

    [Fact]
    public void A_pair_whose_queries_are_not_those_of_the_candidates_is_refused()
    {
        var error = Assert.Throws<GraphException>(() =>
            SimilarItemsGraph.BuildPair(
                new CandidateTable(new IdTable(["a", "b"]), new float[] { 1, 0, 0, 1 }, 2),
                new float[] { 1, 2, 3, 4 }
            )
        );
        Assert.Contains(
            "vectors of the query items hold 4 numbers, where 3 rows of 2",
            error.Message,
            StringComparison.Ordinal
        );
    }
}
