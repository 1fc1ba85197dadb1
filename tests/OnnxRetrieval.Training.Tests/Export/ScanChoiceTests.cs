using OnnxRetrieval.Graph;
using OnnxRetrieval.Training.Export;

namespace OnnxRetrieval.Training.Tests.Export;

public sealed class ScanChoiceTests
{
    private const int Count = TwoPass.LeastCandidates;
    private const int Dimensions = 8;

    [Fact]
    public void A_scan_that_finds_the_best_is_taken_and_its_recall_is_told()
    {
        var notes = new List<string>();
        var vectors = Uniform(1, Count);

        var chosen = ScanChoice.Choose(
            CandidateScan.Int8,
            Candidates(vectors),
            vectors,
            "candidates' vectors",
            notes,
            cancellation: TestContext.Current.CancellationToken
        );

        Assert.Equal(CandidateScan.Int8, chosen.Scan);
        var note = Assert.Single(notes);
        Assert.Contains("finds 1.0000 of the 10 best", note, StringComparison.Ordinal);
        Assert.Contains("asked with candidates' vectors", note, StringComparison.Ordinal);
    }

    [Fact]
    public void Lists_of_groups_find_most_by_few_blocks()
    {
        var notes = new List<string>();
        var vectors = Grouped(1, Count, groups: 100);

        var chosen = Choose(CandidateScan.Lists, vectors, Grouped(1, 300, groups: 100), notes);

        Assert.Equal(CandidateScan.Lists, chosen.Scan);
        Assert.InRange(chosen.Lists!.Probes, 1, chosen.Lists.Blocks.Count / 8);
        Assert.InRange(chosen.Lists.Recall!.Value, .97, 1);
        Assert.StartsWith("looking into ", Assert.Single(notes), StringComparison.Ordinal);
    }

    [Fact]
    public void Lists_that_do_not_tell_where_the_best_are_are_refused()
    {
        // For a query of zeros all candidates are equally good, and the first of them lie anywhere.
        var notes = new List<string>();
        var vectors = Uniform(1, Count);
        var queries = new float[50 * Dimensions];

        var chosen = Choose(CandidateScan.Lists, vectors, queries, notes);

        Assert.Equal(ChosenScan.Exact, chosen);
        Assert.StartsWith("the search is exact: ", Assert.Single(notes), StringComparison.Ordinal);
    }

    [Fact]
    public void A_scan_that_cannot_tell_candidates_apart_is_refused()
    {
        // One long vector, beside which all others are less than a step of 8 bits.
        var vectors = Uniform(2, Count);
        vectors.AsSpan(0, Dimensions).Fill(10_000);
        var notes = new List<string>();

        var chosen = ScanChoice.Choose(
            CandidateScan.Int8,
            Candidates(vectors),
            Uniform(3, 100),
            "users' vectors",
            notes,
            cancellation: TestContext.Current.CancellationToken
        );

        Assert.Equal(ChosenScan.Exact, chosen);
        Assert.StartsWith("the search is exact: ", Assert.Single(notes), StringComparison.Ordinal);
    }

    [Fact]
    public void Few_candidates_are_searched_exactly()
    {
        var notes = new List<string>();

        var chosen = ScanChoice.Choose(
            CandidateScan.Int8,
            new CandidateTable(new IdTable([1L]), new float[] { 1, 2 }, 2),
            new float[] { 1, 2 },
            "users' vectors",
            notes,
            cancellation: TestContext.Current.CancellationToken
        );

        Assert.Equal(ChosenScan.Exact, chosen);
        Assert.Contains("there are 1 candidates", Assert.Single(notes), StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_is_told_where_nothing_is_asked_for()
    {
        var notes = new List<string>();

        var chosen = ScanChoice.Choose(
            CandidateScan.Exact,
            Candidates(Uniform(1, Count)),
            new float[Dimensions],
            "users' vectors",
            notes,
            cancellation: TestContext.Current.CancellationToken
        );

        Assert.Equal(ChosenScan.Exact, chosen);
        Assert.Empty(notes);
    }

    [Fact]
    public void Another_name_is_refused() =>
        Assert.Contains(
            "exact, int8, lists",
            Assert.Throws<InputException>(() => ScanChoice.Parse("int4")).Message,
            StringComparison.Ordinal
        );

    private static ChosenScan Choose(
        CandidateScan asked,
        float[] vectors,
        float[] queries,
        List<string> notes
    ) =>
        ScanChoice.Choose(
            asked,
            Candidates(vectors),
            queries,
            "users' vectors",
            notes,
            cancellation: TestContext.Current.CancellationToken
        );

    // Points near some others that are far apart.
    private static float[] Grouped(int seed, int rows, int groups)
    {
        var centres = Uniform(seed, groups);
        var random = new Random(rows);
        return
        [
            .. Enumerable
                .Range(0, rows * Dimensions)
                .Select(i =>
                    centres[(i / Dimensions % groups * Dimensions) + (i % Dimensions)]
                    + (random.NextSingle() * .1f)
                ),
        ];
    }

    private static CandidateTable Candidates(float[] vectors) =>
        new(
            new IdTable([.. Enumerable.Range(0, Count).Select(row => (long)row)]),
            vectors,
            Dimensions
        );

    private static float[] Uniform(int seed, int rows)
    {
        var random = new Random(seed);
        return
        [
            .. Enumerable.Range(0, rows * Dimensions).Select(_ => (random.NextSingle() * 2) - 1),
        ];
    }
}
