namespace OnnxRetrieval.Graph.Tests.Retrieval.Features;

public sealed class IdentityFeatureGraphTests
{
    private static readonly CategoryFeatureGraph Id = new(
        "user_id",
        new IdTable(["u1", "u2"]),
        new float[] { 2, 4, 6, 8, -1, -2 },
        2
    );

    private static readonly HistoryFeatureGraph History = new(
        "history",
        new IdTable([1L, 2]),
        new float[] { 10, 0, 0, 20, 0, 0 },
        2
    );

    [Fact]
    public void Id_and_history_are_averaged_as_far_as_they_are_known()
    {
        var (vectors, known) = FeatureRun.Run(
            new IdentityFeatureGraph(Id, History),
            ("user_id", new[] { "u1", "u2", "?", "", "u1" }),
            (
                "history",
                new[,]
                {
                    { 1L, 2 },
                    { -1, -1 },
                    { 2, -1 },
                    { -1, 7 },
                    { -1, 1 },
                }
            )
        );

        FeatureRun.AssertClose(
            [
                [3.5f, 7],
                [6, 8],
                [0, 20],
                [-1, -2],
                [6, 2],
            ],
            vectors
        );
        Assert.Equal([true, true, true, false, true], known!);
    }

    [Fact]
    public void Vectors_of_other_widths_are_refused() =>
        Assert.Throws<GraphException>(() =>
            new IdentityFeatureGraph(
                Id,
                new HistoryFeatureGraph("history", new IdTable([1L]), new float[2], 1)
            )
        );
}
