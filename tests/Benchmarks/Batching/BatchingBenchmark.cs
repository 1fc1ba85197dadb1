using System.Diagnostics;
using System.Globalization;
using OnnxRetrieval.Benchmarks.Retrieve;

namespace OnnxRetrieval.Benchmarks.Batching;

/// <summary>
/// What it brings to compute the calls of many callers together: a <see cref="BatchingRetriever"/> beside the plain retriever
/// under it, with one caller and with 64, each of whom asks again once answered.
/// </summary>
internal static class BatchingBenchmark
{
    private const int Candidates = 1_000_000;
    private const int Dimensions = 64;
    private const int K = 10;
    private const int Rounds = 3;
    private static readonly TimeSpan roundTime = TimeSpan.FromSeconds(4);

    public static void Run(TextWriter output)
    {
        using var model = new SyntheticModel(Candidates, Dimensions);
        using var plain = Retriever.Load(model.File);
        using var batching = new BatchingRetriever(plain);
        RequireSame(plain, batching);
        (string Name, IRetriever Retriever, int Callers)[] contenders =
        [
            ("Retriever", plain, 1),
            ("BatchingRetriever", batching, 1),
            ("Retriever", plain, 64),
            ("BatchingRetriever", batching, 64),
        ];
        var best = new Load?[contenders.Length];
        for (var round = 0; round < Rounds; round++)
        {
            for (var c = 0; c < contenders.Length; c++)
            {
                var load = Measure(contenders[c].Retriever, contenders[c].Callers);
                best[c] =
                    best[c] is { } before && before.CallsPerSecond > load.CallsPerSecond
                        ? before
                        : load;
            }
        }
        output.WriteLine(
            $"{Candidates:N0} × {Dimensions}, k = {K}, the best of {Rounds} rounds of {roundTime.TotalSeconds} s"
        );
        output.WriteLine();
        output.WriteLine("| callers | | calls/s | × one caller | p50 ms | p99 ms |");
        output.WriteLine("| --- | --- | --- | --- | --- | --- |");
        for (var c = 0; c < contenders.Length; c++)
        {
            var (rate, p50, p99) = best[c]!;
            output.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"| {contenders[c].Callers} | {contenders[c].Name} | {rate:N0} | {rate / best[0]!.CallsPerSecond:F2} | {p50:F2} | {p99:F2} |"
                )
            );
        }
    }

    private static Load Measure(IRetriever retriever, int callers)
    {
        var began = Stopwatch.GetTimestamp();
        var threads = new Thread[callers];
        var times = new List<double>[callers];
        for (var caller = 0; caller < callers; caller++)
        {
            var own = times[caller] = [];
            var first = caller * 31;
            threads[caller] = new Thread(() =>
            {
                for (var i = first; Stopwatch.GetElapsedTime(began) < roundTime; i++)
                {
                    var started = Stopwatch.GetTimestamp();
                    retriever.Retrieve(SyntheticModel.Id(i % SyntheticModel.Users), K);
                    own.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
                }
            });
            threads[caller].Start();
        }
        foreach (var thread in threads)
        {
            thread.Join();
        }
        var elapsed = Stopwatch.GetElapsedTime(began).TotalSeconds;
        var all = times.SelectMany(own => own).Order().ToArray();
        return new Load(all.Length / elapsed, all[all.Length / 2], all[all.Length * 99 / 100]);
    }

    /// <summary>A contender that gives something else is no contender. It warms both up, too.</summary>
    private static void RequireSame(Retriever plain, BatchingRetriever batching)
    {
        var users = Enumerable.Range(0, 64).Select(SyntheticModel.Id).ToArray();
        var together = Task.WhenAll(users.Select(user => batching.RetrieveAsync(user, K))).Result;
        for (var i = 0; i < users.Length; i++)
        {
            var alone = plain.Retrieve(users[i], K).Select(hit => hit.Index);
            if (!alone.SequenceEqual(together[i].Select(hit => hit.Index)))
            {
                throw new InvalidOperationException($"User {users[i]} gets other results.");
            }
        }
    }

    private sealed record Load(double CallsPerSecond, double P50, double P99);
}
