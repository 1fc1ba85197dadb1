using OnnxRetrieval.Graph;
using OnnxRetrieval.Training.Clustering;

namespace OnnxRetrieval.Training.Tests.Clustering;

public sealed class ListBuilderTests
{
    private const int Dimensions = 6;

    [Theory]
    [InlineData(1, 1)]
    [InlineData(31, 4)]
    [InlineData(3000, 17)]
    public void Each_candidate_is_in_one_block(int count, int lists)
    {
        var blocks = Build(Candidates(count), lists, seed: 1);

        Assert.Equal(Enumerable.Range(0, count), blocks.SelectMany(rows => rows).Order());
        var least = Math.Min(count, ListBuilder.LeastRows);
        Assert.All(blocks, rows => Assert.InRange(rows.Length, least, InvertedLists.BlockRows));
        Assert.All(blocks, rows => Assert.Equal(rows.Order(), rows));
    }

    [Fact]
    public void Candidates_that_lie_together_come_into_the_same_blocks()
    {
        // Groups far apart, larger than one block and smaller than two; their rows take turns.
        const int groups = 9;
        var candidates = Candidates(groups * 200, row => row % groups * 100);

        var blocks = Build(candidates, groups, seed: 3);

        Assert.Equal(2 * groups, blocks.Count);
        Assert.All(blocks, rows => Assert.Single(rows.Select(row => row % groups).Distinct()));
    }

    [Fact]
    public void Biases_tell_candidates_apart()
    {
        var candidates = new CandidateTable(Ids(400), new float[400 * Dimensions], Dimensions)
        {
            Biases = (float[])[.. Enumerable.Range(0, 400).Select(row => row % 2 * 10f)],
        };

        var blocks = Build(candidates, 2, seed: 1);

        Assert.All(blocks, rows => Assert.Single(rows.Select(row => row % 2).Distinct()));
    }

    [Fact]
    public void Equal_candidates_are_split_in_the_order_of_their_rows()
    {
        var candidates = new CandidateTable(Ids(300), new float[300 * Dimensions], Dimensions);

        var blocks = Build(candidates, 3, seed: 1);

        Assert.Equal(Enumerable.Range(0, 300), blocks.SelectMany(rows => rows));
    }

    [Fact]
    public void The_same_seed_gives_the_same_blocks()
    {
        var candidates = Candidates(2000);

        Assert.Equal(Build(candidates, 12, seed: 5), Build(candidates, 12, seed: 5));
        Assert.NotEqual(Build(candidates, 12, seed: 5), Build(candidates, 12, seed: 6));
    }

    [Fact]
    public void It_stops_when_cancelled() =>
        Assert.ThrowsAny<OperationCanceledException>(() =>
            ListBuilder.Build(Candidates(2000), 12, seed: 1, null, new CancellationToken(true))
        );

    private static IReadOnlyList<int[]> Build(CandidateTable candidates, int lists, int seed) =>
        ListBuilder.Build(
            candidates,
            lists,
            seed,
            cancellation: TestContext.Current.CancellationToken
        );

    private static CandidateTable Candidates(int count, Func<int, float>? centre = null)
    {
        var random = new Random(7);
        var vectors = new float[count * Dimensions];
        for (var i = 0; i < vectors.Length; i++)
        {
            vectors[i] = random.NextSingle() + (centre?.Invoke(i / Dimensions) ?? 0);
        }
        return new CandidateTable(Ids(count), vectors, Dimensions);
    }

    private static IdTable Ids(int count) =>
        new([.. Enumerable.Range(0, count).Select(row => (long)row)]);
}
