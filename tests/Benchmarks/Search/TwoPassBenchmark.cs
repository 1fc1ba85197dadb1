using System.Globalization;
using OnnxRetrieval.Benchmarks.Retrieve;
using OnnxRetrieval.Graph;

namespace OnnxRetrieval.Benchmarks.Search;

/// <summary>
/// The search in two passes, 8-bit integers first, against the exact one: ours, and ONNX Runtime's own session on the exact
/// file with its default of rearranged weights; and FAISS' exact index, measured before by itself. Gaussian vectors, users
/// rotating.
/// </summary>
internal static class TwoPassBenchmark
{
    private const int K = 10;
    private const int Dimensions = 64;
    private static readonly int[] batchSizes = [1, 32, 256];
    private static readonly RetrievalGraphOptions int8 = new() { Scan = CandidateScan.Int8 };

    public static void Run(TextWriter output)
    {
        output.WriteLine(
            "| candidates × dims | threads | queries | FAISS Flat, ms | raw exact, ms | exact, ms | two passes, ms | × exact | × raw | recall@10 |"
        );
        output.WriteLine("| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |");
        foreach (var candidates in (int[])[20_000, TwoPass.LeastCandidates, 100_000, 1_000_000])
        {
            using var exact = new SyntheticModel(candidates, Dimensions);
            using var twoPass = new SyntheticModel(candidates, Dimensions, int8);
            foreach (var threads in (int[])[1, Environment.ProcessorCount])
            {
                Compare(output, candidates, threads, exact, twoPass.File);
            }
        }
    }

    private static void Compare(
        TextWriter output,
        int candidates,
        int threads,
        SyntheticModel model,
        string twoPassFile
    )
    {
        var options = new RetrieverOptions { Threads = threads };
        using var raw = new RawSession(model.File, threads, prepacking: true);
        using var exact = Retriever.Load(model.File, options);
        using var twoPass = Retriever.Load(twoPassFile, options);
        var ids = Enumerable.Range(0, SyntheticModel.Users).Select(SyntheticModel.Id).ToArray();
        var faiss = FaissFlat.Measure(model, K, threads, batchSizes);
        for (var b = 0; b < batchSizes.Length; b++)
        {
            var batch = batchSizes[b];
            var batches = ids.Chunk(batch).Where(chunk => chunk.Length == batch).ToArray();
            var queries = Array.ConvertAll(
                batches,
                chunk => Array.ConvertAll(chunk, id => (Query)id)
            );
            var rows = new int[batch * K];
            var measured = Measurement.ByTurns(
                i => raw.Run(batches[i % batches.Length], K, [], excludeRows: 1),
                i => exact.RetrieveRows(queries[i % queries.Length], K, rows),
                i => twoPass.RetrieveRows(queries[i % queries.Length], K, rows)
            );
            var times = Array.ConvertAll(measured, one => one.Microseconds / 1000);
            output.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"| {candidates:N0} × {Dimensions} | {threads} | {batch} | {faiss?[b].ToString("F2", CultureInfo.InvariantCulture) ?? "missing"} | {times[0]:F2} | {times[1]:F2} | {times[2]:F2} | {times[2] / times[1]:F2} | {times[2] / times[0]:F2} | {Recall(exact, twoPass, queries):F4} |"
                )
            );
        }
    }

    /// <summary>The share of the exact results that the other search finds.</summary>
    private static double Recall(Retriever exact, Retriever other, Query[][] batches)
    {
        var (expected, found) = (new int[batches[0].Length * K], new int[batches[0].Length * K]);
        var common = 0;
        foreach (var batch in batches)
        {
            exact.RetrieveRows(batch, K, expected);
            other.RetrieveRows(batch, K, found);
            common += expected
                .Chunk(K)
                .Zip(found.Chunk(K))
                .Sum(pair => pair.First.Intersect(pair.Second).Count());
        }
        return (double)common / (batches.Length * expected.Length);
    }
}
