using System.Globalization;

namespace OnnxRetrieval.Benchmarks.Retrieve;

/// <summary>What choosing among given candidates costs, against searching all of them, one query at a time.</summary>
internal static class AmongBenchmark
{
    private const int K = 10;
    private const int Lists = 20;

    public static void Run(TextWriter output)
    {
        output.WriteLine("| candidates × dims | given | excluded | µs | × all |");
        output.WriteLine("| --- | --- | --- | --- | --- |");
        foreach (var candidates in (int[])[100_000, 1_000_000])
        {
            using var model = new SyntheticModel(candidates, 64, new() { CandidatesInput = true });
            using var retriever = Retriever.Load(model.File);
            var random = new Random(7);
            string[] Ids(int count) =>
                [
                    .. Enumerable
                        .Range(0, count)
                        .Select(_ => SyntheticModel.Id(random.Next(candidates))),
                ];
            var excluded = Ids(20);
            int[] counts = [100, 1_000, 10_000];
            var given = counts
                .Select(count => Enumerable.Range(0, Lists).Select(_ => Ids(count)).ToArray())
                .ToArray();
            var measured = Measurement.ByTurns([
                i => retriever.Retrieve(User(i), K, excluded),
                .. given.Select(lists =>
                    (Action<int>)(
                        i => retriever.RetrieveAmong(User(i), lists[i % Lists], K, excluded)
                    )
                ),
            ]);
            for (var m = 0; m < measured.Length; m++)
            {
                output.WriteLine(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"| {candidates:N0} × 64 | {(m == 0 ? "all" : counts[m - 1].ToString("N0", CultureInfo.InvariantCulture))} | 20 | {measured[m].Microseconds:N0} | {measured[m].Microseconds / measured[0].Microseconds:F3} |"
                    )
                );
            }
        }
    }

    private static string User(int call) => SyntheticModel.Id(call % SyntheticModel.Users);
}
