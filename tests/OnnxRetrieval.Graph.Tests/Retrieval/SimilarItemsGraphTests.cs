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
}
