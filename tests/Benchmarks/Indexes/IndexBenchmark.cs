using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using OnnxRetrieval.Benchmarks.Retrieve;
using OnnxRetrieval.Graph;
using OnnxRetrieval.Training.Clustering;

namespace OnnxRetrieval.Benchmarks.Indexes;

/// <summary>
/// Recall and time of inverted lists in the graph, beside the exact graph and the indexes of other libraries, on the same
/// vectors. Queries rotate.
/// </summary>
internal static class IndexBenchmark
{
    private const int K = 10;

    // One thread each: a machine that others use too disturbs it least.
    private const int Threads = 1;
    private static readonly int[] batchSizes = [1, 32, 256];
    private static readonly int[] probes = [4, 8, 12, 16, 24, 32, 48, 64, 96, 128, 256, 512, 1024];

    public static void Run(TextWriter output)
    {
        foreach (var make in (Func<IndexData>[])[IndexData.Clustered, IndexData.Gaussian])
        {
            var data = make();
            output.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{data.Name}, {IndexData.Candidates:N0} × {IndexData.Dimensions}, k = {K}, {Threads} thread"
                )
            );
            output.WriteLine();
            output.WriteLine(
                $"| search | looks into | built in, s | recall@10 | {string.Join(" | ", batchSizes.Select(size => size == 1 ? "1 query, ms" : $"{size}, ms"))} |"
            );
            output.WriteLine("| --- | --- | --- | --- | --- | --- | --- |");
            var missing = new List<string>();
            var lists = ListBuilder.DefaultLists(IndexData.Candidates);
            foreach (var result in Exact(data).Concat(Lists(data, lists)))
            {
                output.WriteLine(result);
            }
            foreach (var result in Rivals.Measure(data, K, Threads, lists, batchSizes, missing))
            {
                output.WriteLine(result);
            }
            foreach (var name in missing)
            {
                output.WriteLine($"| {name} | missing | | | | | |");
            }
            output.WriteLine();
        }
    }

    // Also keeps what is best, which the others are measured by.
    private static IEnumerable<IndexResult> Exact(IndexData data)
    {
        var file = WriteModel(data, new RetrievalGraphOptions());
        using (var retriever = Retriever.Load(file))
        {
            data.Write("best", MemoryMarshal.AsBytes(Best(retriever).AsSpan()));
        }
        using var raw = new RawSession(file, Threads, prepacking: true);
        yield return new(
            "raw session, exact",
            "all",
            0,
            1,
            Times(SyntheticModel.Id, batch => raw.Run(batch, K, [], excludeRows: 1))
        );
    }

    private static IEnumerable<IndexResult> Lists(IndexData data, int lists)
    {
        var clock = Stopwatch.StartNew();
        var blocks = ListBuilder.Build(Candidates(data), lists, seed: 1);
        var seconds = clock.Elapsed.TotalSeconds;
        var file = WriteModel(
            data,
            new RetrievalGraphOptions
            {
                Scan = CandidateScan.Lists,
                Lists = new InvertedLists(blocks, probes[0]),
            }
        );
        var best = MemoryMarshal
            .Cast<byte, int>(File.ReadAllBytes(data.PathOf("best")))
            .ToArray()
            .Chunk(K)
            .ToArray();
        foreach (var count in probes)
        {
            using var retriever = Retriever.Load(
                file,
                new RetrieverOptions
                {
                    Probes = count,
                    Threads = Threads,
                    VerifyHash = false,
                }
            );
            var common = Best(retriever)
                .Chunk(K)
                .Zip(best)
                .Sum(pair => pair.First.Intersect(pair.Second).Count());
            var rows = new int[batchSizes.Max() * K];
            yield return new(
                "inverted lists in the graph",
                string.Create(CultureInfo.InvariantCulture, $"{count} of {blocks.Count} blocks"),
                seconds,
                (double)common / (IndexData.Queries * K),
                Times(Query, batch => retriever.RetrieveRows(batch, K, rows))
            );
        }
    }

    private static int[] Best(Retriever retriever)
    {
        var best = new int[IndexData.Queries * K];
        foreach (var batch in Enumerable.Range(0, IndexData.Queries).Chunk(batchSizes[1]))
        {
            retriever.RetrieveRows(
                Array.ConvertAll(batch, Query),
                K,
                best.AsSpan(batch[0] * K, batch.Length * K)
            );
        }
        return best;
    }

    private static double[] Times<T>(Converter<int, T> make, Action<T[]> run) =>
        Array.ConvertAll(
            batchSizes,
            size =>
            {
                var batches = Enumerable
                    .Range(0, IndexData.Queries)
                    .Chunk(size)
                    .Select(batch => Array.ConvertAll(batch, make))
                    .ToArray();
                var measured = Measurement.ByTurns(i => run(batches[i % batches.Length]));
                return measured[0].Microseconds / 1000;
            }
        );

    private static Query Query(int row) => SyntheticModel.Id(row);

    private static string WriteModel(IndexData data, RetrievalGraphOptions options)
    {
        var file = data.PathOf($"{options.Scan}.onnx");
        OnnxFile.Write(
            RetrievalGraph.Build(
                new IdTowerGraph(
                    "user_id",
                    Ids(IndexData.Queries),
                    (float[])[.. data.QueryVectors, .. new float[IndexData.Dimensions]],
                    IndexData.Dimensions
                ),
                Candidates(data),
                options
            ),
            file
        );
        return file;
    }

    private static CandidateTable Candidates(IndexData data) =>
        new(Ids(IndexData.Candidates), data.CandidateVectors, IndexData.Dimensions);

    private static IdTable Ids(int count) =>
        new([.. Enumerable.Range(0, count).Select(SyntheticModel.Id)]);
}
