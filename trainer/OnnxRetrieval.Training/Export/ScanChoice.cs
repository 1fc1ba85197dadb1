using OnnxRetrieval.Graph;
using OnnxRetrieval.Training.Clustering;

namespace OnnxRetrieval.Training.Export;

/// <summary>Decides how a file searches its candidates: as asked for, where that pays and finds what an exact search does.</summary>
internal static class ScanChoice
{
    /// <summary>The least share of an exact search's best 10 candidates that a scan of 8-bit integers must find.</summary>
    public const double LeastRecall = .999;

    /// <summary>The share that inverted lists are made to find.</summary>
    public const double RecallOfLists = .99;

    /// <summary>The largest share of the blocks to look into with which inverted lists pay.</summary>
    public const double MostBlocks = .125;

    /// <summary>A way to search, by its name.</summary>
    /// <exception cref="InputException">There is no such way.</exception>
    public static CandidateScan Parse(string name) =>
        CandidateScans.Names.TryGetValue(name, out var scan)
            ? scan
            : throw InputException.WrongUse(
                $"Candidates cannot be searched by '{name}'. Choose one of {string.Join(", ", CandidateScans.Names.Keys)} with --scan."
            );

    /// <summary>Decides.</summary>
    /// <param name="asked">What is asked for.</param>
    /// <param name="candidates">The candidates.</param>
    /// <param name="queries">Vectors to ask with, <c>[count, dimensions]</c>; some of them are taken.</param>
    /// <param name="queriesAre">What those are, for people.</param>
    /// <param name="notes">Receives what came of it.</param>
    /// <param name="progress">Receives a line as the work goes on.</param>
    /// <param name="cancellation">Stops.</param>
    public static ChosenScan Choose(
        CandidateScan asked,
        CandidateTable candidates,
        ReadOnlyMemory<float> queries,
        string queriesAre,
        ICollection<string> notes,
        IProgress<string>? progress = null,
        CancellationToken cancellation = default
    )
    {
        if (asked == CandidateScan.Exact)
        {
            return ChosenScan.Exact;
        }
        var least =
            asked == CandidateScan.Lists ? InvertedLists.LeastCandidates : TwoPass.LeastCandidates;
        if (candidates.Count < least)
        {
            notes.Add(
                FormattableString.Invariant(
                    $"the search is exact: there are {candidates.Count:N0} candidates, and another way pays from {least:N0} on."
                )
            );
            return ChosenScan.Exact;
        }
        var sample = new SampledQueries(queries.Span, candidates.Dimensions);
        var best = sample.Best(candidates, new RetrievalGraphOptions(), cancellation);
        return asked == CandidateScan.Lists
            ? ChooseLists(candidates, sample, best, queriesAre, notes, progress, cancellation)
            : ChooseIntegers(candidates, sample, best, queriesAre, notes, cancellation);
    }

    private static ChosenScan ChooseIntegers(
        CandidateTable candidates,
        SampledQueries sample,
        IReadOnlyList<int[]> best,
        string queriesAre,
        ICollection<string> notes,
        CancellationToken cancellation
    )
    {
        var found = sample.Best(
            candidates,
            new RetrievalGraphOptions { Scan = CandidateScan.Int8 },
            cancellation
        );
        var common = best.Zip(found).Sum(pair => pair.First.Intersect(pair.Second).Count());
        var recall = (double)common / best.Sum(rows => rows.Length);
        var measured = FormattableString.Invariant(
            $"scanning the candidates as 8-bit integers first finds {recall:0.0000} of the {SampledQueries.Depth} best that an exact search finds (asked with {queriesAre})"
        );
        if (recall < LeastRecall)
        {
            notes.Add(
                FormattableString.Invariant(
                    $"the search is exact: {measured}, and at least {LeastRecall} is asked for. Vectors of about the same length are told apart best; consider cosines."
                )
            );
            return ChosenScan.Exact;
        }
        notes.Add($"{measured}.");
        return new(CandidateScan.Int8);
    }

    private static ChosenScan ChooseLists(
        CandidateTable candidates,
        SampledQueries sample,
        IReadOnlyList<int[]> best,
        string queriesAre,
        ICollection<string> notes,
        IProgress<string>? progress,
        CancellationToken cancellation
    )
    {
        var lists = TunedLists.Build(
            candidates,
            ListBuilder.DefaultLists(candidates.Count),
            sample,
            best,
            RecallOfLists,
            progress,
            cancellation
        );
        var measured = FormattableString.Invariant(
            $"looking into {lists.Probes:N0} of {lists.Blocks.Count:N0} blocks of candidates finds {lists.Recall:0.0000} of the {SampledQueries.Depth} best that an exact search finds (asked with {queriesAre})"
        );
        if (lists.Probes > MostBlocks * lists.Blocks.Count)
        {
            notes.Add(
                FormattableString.Invariant(
                    $"the search is exact: {measured}, and that pays up to {MostBlocks} of the blocks. The vectors do not form groups; consider --scan int8."
                )
            );
            return ChosenScan.Exact;
        }
        notes.Add($"{measured}.");
        return new(CandidateScan.Lists, lists);
    }
}

/// <summary>How a file searches its candidates.</summary>
/// <param name="Scan">The way.</param>
/// <param name="Lists">The inverted lists of <see cref="CandidateScan.Lists"/>; else null.</param>
internal sealed record ChosenScan(CandidateScan Scan, InvertedLists? Lists = null)
{
    /// <summary>All candidates in full.</summary>
    public static ChosenScan Exact { get; } = new(CandidateScan.Exact);
}
