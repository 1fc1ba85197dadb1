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
}
