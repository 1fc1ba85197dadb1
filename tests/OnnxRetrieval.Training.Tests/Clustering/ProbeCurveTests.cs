using OnnxRetrieval.Graph;
using OnnxRetrieval.Training.Clustering;

namespace OnnxRetrieval.Training.Tests.Clustering;

public sealed class ProbeCurveTests
{
    // Four candidates on a line, in three blocks, whose means are 1, 5.5 and 9.
    private static readonly CandidateTable candidates = new(
        new IdTable([1L, 2, 3, 4]),
        new float[] { 1, 5, 6, 9 },
        1
    );

    private static readonly int[][] blocks =
    [
        [0],
        [1, 2],
        [3],
    ];

    [Fact]
    public void A_candidate_is_found_with_its_block()
    {
        var curve = Curve(
            [1f],
            [
                [3, 2, 0, 1],
            ]
        );

        Assert.Equal(0, curve.Recall(0));
        Assert.Equal(.25, curve.Recall(1));
        Assert.Equal(.75, curve.Recall(2));
        Assert.Equal(1, curve.Recall(3));
        Assert.Equal(1, curve.ProbesFor(.25));
        Assert.Equal(2, curve.ProbesFor(.26));
        Assert.Equal(2, curve.ProbesFor(.75));
        Assert.Equal(3, curve.ProbesFor(1));
    }

    [Fact]
    public void Each_query_has_its_own_order_of_blocks()
    {
        var curve = Curve(
            [1f, -1f],
            [
                [3],
                [0],
            ]
        );

        Assert.Equal(1, curve.Recall(1));
    }

    [Fact]
    public void Biases_count()
    {
        var curve = new ProbeCurve(
            candidates with
            {
                Biases = new float[] { 100, 0, 0, 0 },
            },
            blocks,
            [new float[] { 1 }],
            [
                [0],
            ]
        );

        Assert.Equal(1, curve.ProbesFor(1));
    }

    private static ProbeCurve Curve(float[] queries, int[][] best) =>
        new(
            candidates,
            blocks,
            Array.ConvertAll(queries, query => (ReadOnlyMemory<float>)new[] { query }),
            best
        );
}
