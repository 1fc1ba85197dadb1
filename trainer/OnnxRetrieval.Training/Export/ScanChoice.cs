using OnnxRetrieval.Graph;

namespace OnnxRetrieval.Training.Export;

/// <summary>Decides how a file searches its candidates: as asked for, where that pays and finds what an exact search does.</summary>
internal static class ScanChoice
{
    /// <summary>The least share of an exact search's best 10 candidates that another one must find.</summary>
    public const double LeastRecall = .999;

    private const int Depth = 10;
    private const int MostQueries = 512;
    private const int QueriesAtOnce = 32;

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
    public static CandidateScan Choose(
        CandidateScan asked,
        CandidateTable candidates,
        ReadOnlyMemory<float> queries,
        string queriesAre,
        ICollection<string> notes
    )
    {
        if (asked == CandidateScan.Exact)
        {
            return asked;
        }
        if (candidates.Count < TwoPass.LeastCandidates)
        {
            notes.Add(
                FormattableString.Invariant(
                    $"the search is exact: there are {candidates.Count:N0} candidates, and from {TwoPass.LeastCandidates:N0} on it pays to scan them as 8-bit integers first."
                )
            );
            return CandidateScan.Exact;
        }
        var recall = Recall(candidates, queries);
        var measured = FormattableString.Invariant(
            $"scanning the candidates as 8-bit integers first finds {recall:0.0000} of the {Depth} best that an exact search finds (asked with {queriesAre})"
        );
        if (recall < LeastRecall)
        {
            notes.Add(
                FormattableString.Invariant(
                    $"the search is exact: {measured}, and at least {LeastRecall} is asked for. Vectors of about the same length are told apart best; consider cosines."
                )
            );
            return CandidateScan.Exact;
        }
        notes.Add($"{measured}.");
        return asked;
    }

    /// <summary>The share of an exact search's best that the search in two passes finds.</summary>
    private static double Recall(CandidateTable candidates, ReadOnlyMemory<float> queries)
    {
        var (sample, count) = Sample(queries.Span, candidates.Dimensions);
        var tower = new IdTowerGraph(
            "query",
            Numbers(count),
            // The vector of unknown queries, which nobody asks for.
            (float[])[.. sample, .. new float[candidates.Dimensions]],
            candidates.Dimensions
        );
        var plain = new CandidateTable(
            Numbers(candidates.Count),
            candidates.Vectors,
            candidates.Dimensions
        )
        {
            Biases = candidates.Biases,
        };
        var exact = Best(tower, plain, CandidateScan.Exact, count);
        var found = Best(tower, plain, CandidateScan.Int8, count);
        var common = exact
            .Chunk(Depth)
            .Zip(found.Chunk(Depth))
            .Sum(pair => pair.First.Intersect(pair.Second).Count());
        return (double)common / exact.Length;
    }

    private static int[] Best(
        IdTowerGraph tower,
        CandidateTable candidates,
        CandidateScan scan,
        int queries
    )
    {
        var path = Path.Combine(Path.GetTempPath(), $"onnx-retrieval-{Guid.NewGuid():N}.onnx");
        try
        {
            OnnxFile.Write(
                RetrievalGraph.Build(tower, candidates, new RetrievalGraphOptions { Scan = scan }),
                path
            );
            using var retriever = Retriever.Load(path);
            var best = new int[queries * Depth];
            foreach (var chunk in Enumerable.Range(0, queries).Chunk(QueriesAtOnce))
            {
                retriever.RetrieveRows(
                    Array.ConvertAll(chunk, query => (Query)query),
                    Depth,
                    best.AsSpan(chunk[0] * Depth, chunk.Length * Depth)
                );
            }
            return best;
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static (float[] Vectors, int Count) Sample(ReadOnlySpan<float> vectors, int dimensions)
    {
        var all = vectors.Length / dimensions;
        var count = Math.Min(all, MostQueries);
        var sample = new float[count * dimensions];
        for (var i = 0; i < count; i++)
        {
            var row = (int)((long)i * all / count);
            vectors
                .Slice(row * dimensions, dimensions)
                .CopyTo(sample.AsSpan(i * dimensions, dimensions));
        }
        return (sample, count);
    }

    private static IdTable Numbers(int count) =>
        new([.. Enumerable.Range(0, count).Select(number => (long)number)]);
}
