using System.Diagnostics;
using System.Globalization;
using OnnxRetrieval.Benchmarks.Retrieve;
using OnnxRetrieval.Training.Scoring;

namespace OnnxRetrieval.Benchmarks.Score;

/// <summary>
/// Users a second that batch scoring reads, scores and writes as Parquet, against those of ONNX Runtime's own session at
/// its best batch size, which reads and writes nothing.
/// </summary>
internal static class ScoreBenchmark
{
    private const int K = 10;
    private static readonly int[] batchSizes = [1, 16, 32, 64, 128, 256, 512];

    public static void Run(TextWriter output)
    {
        var threads = Environment.ProcessorCount;
        output.WriteLine(
            "| candidates × dims | raw session, best batch | users/s | recommend, batch | users/s | × raw |"
        );
        output.WriteLine("| --- | --- | --- | --- | --- | --- |");
        foreach (
            var (candidates, users) in ((int, int)[])
                [(1_700, 400_000), (100_000, 20_000), (1_000_000, 4_000)]
        )
        {
            using var model = new SyntheticModel(candidates, 64);
            var (best, raw) = BestRaw(model, threads);
            var (batch, ours) = Ours(model, users, threads);
            output.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"| {candidates:N0} × 64 | {best} | {raw:N0} | {batch} | {ours:N0} | {ours / raw:F2} |"
                )
            );
        }
    }

    private static (int Batch, double PerSecond) BestRaw(SyntheticModel model, int threads)
    {
        using var raw = new RawSession(model.File, threads, prepacking: true);
        return batchSizes
            .Select(batch => (batch, PerSecond: RawSpeed(raw, batch)))
            .MaxBy(measured => measured.PerSecond);
    }

    private static double RawSpeed(RawSession raw, int batch)
    {
        var ids = Enumerable
            .Range(0, batch)
            .Select(user => SyntheticModel.Id(user % SyntheticModel.Users))
            .ToArray();
        raw.Run(ids, K, [], excludeRows: 1);
        var clock = Stopwatch.StartNew();
        var runs = 0;
        while (runs < 3 || clock.Elapsed < TimeSpan.FromSeconds(2))
        {
            raw.Run(ids, K, [], excludeRows: 1);
            runs++;
        }
        return runs * batch / clock.Elapsed.TotalSeconds;
    }

    private static (int Batch, double PerSecond) Ours(SyntheticModel model, int users, int threads)
    {
        var file = Path.Combine(Path.GetDirectoryName(model.File)!, "users.csv");
        File.WriteAllLines(
            file,
            Enumerable
                .Range(0, users)
                .Select(user => SyntheticModel.Id(user % SyntheticModel.Users))
                .Prepend("user_id")
        );
        using var retriever = Retriever.Load(
            model.File,
            new RetrieverOptions { Threads = threads, Prepacking = true }
        );
        // Ids are read once a load, whatever the number of users.
        _ = retriever.CandidateIds;
        var report = BatchScoring.Run(
            retriever,
            new ScoringOptions { Users = file, Output = Path.ChangeExtension(file, ".parquet") }
        );
        return (report.BatchSize, users / report.Seconds);
    }
}
