using System.Globalization;

namespace OnnxRetrieval.Benchmarks.Retrieve;

/// <summary>
/// What the runtime library costs above ONNX Runtime itself: <c>Retrieve</c> and <c>RetrieveRows</c> against a raw run of the
/// same file, with the same settings, one thread each, users rotating.
/// </summary>
internal static class RetrieveBenchmark
{
    private const int K = 10;

    public static void Run(TextWriter output)
    {
        output.WriteLine("| candidates × dims | queries | excluded | call | µs | × raw | bytes |");
        output.WriteLine("| --- | --- | --- | --- | --- | --- | --- |");
        foreach (var (candidates, dimensions) in ((int, int)[])[(1_700, 64), (100_000, 64)])
        {
            using var model = new SyntheticModel(candidates, dimensions);
            using var raw = new RawSession(model.File, threads: 1);
            using var retriever = Retriever.Load(model.File, new RetrieverOptions { Threads = 1 });
            foreach (var (batch, excluded) in ((int, int)[])[(1, 0), (1, 20), (32, 20), (256, 700)])
            {
                Compare(output, $"{candidates:N0} × {dimensions}", raw, retriever, batch, excluded);
            }
        }
    }

    private static void Compare(
        TextWriter output,
        string size,
        RawSession raw,
        Retriever retriever,
        int batch,
        int excluded
    )
    {
        var random = new Random(7);
        var ids = Enumerable.Range(0, SyntheticModel.Users).Select(SyntheticModel.Id).ToArray();
        // A number of batches that share no query, as far as there are users.
        var batches = Enumerable
            .Range(0, Math.Max(1, SyntheticModel.Users / batch))
            .Select(b => ids[(b * batch)..((b + 1) * batch)])
            .ToArray();
        var queries = batches.Select(b => b.Select(id => (Query)id).ToArray()).ToArray();
        var excludedRows = Enumerable
            .Range(0, batch * excluded)
            .Select(_ => random.Next(retriever.Info.CandidateCount))
            .ToArray();
        var excludedIds = excludedRows.Select(SyntheticModel.Id).ToArray();
        var offsets = Enumerable.Range(0, batch + 1).Select(i => i * excluded).ToArray();
        var rows = new int[batch * K];
        var scores = new float[batch * K];

        List<(string Name, Action<int> Call)> calls =
        [
            ("raw run", i => raw.Run(batches[i % batches.Length], K, excludedIds, batch)),
            (
                "RetrieveRows",
                i =>
                    retriever.RetrieveRows(
                        queries[i % queries.Length],
                        K,
                        rows,
                        scores,
                        excludedRows: excludedRows,
                        excludedOffsets: offsets
                    )
            ),
        ];
        if (batch == 1)
        {
            calls.Add(
                (
                    "Retrieve",
                    i => retriever.Retrieve(batches[i % batches.Length][0], K, excludedIds)
                )
            );
        }
        RequireSame(raw, retriever, batches[0], excludedIds, excludedRows, offsets);
        var measured = Measurement.ByTurns([.. calls.Select(call => call.Call)]);
        for (var c = 0; c < calls.Count; c++)
        {
            output.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"| {size} | {batch} | {excluded} | {calls[c].Name} | {measured[c].Microseconds:N1} | {measured[c].Microseconds / measured[0].Microseconds:F2} | {measured[c].Bytes:N0} |"
                )
            );
        }
    }

    /// <summary>A contender that gives something else is no contender.</summary>
    private static void RequireSame(
        RawSession raw,
        Retriever retriever,
        string[] ids,
        string[] excludedIds,
        int[] excludedRows,
        int[] offsets
    )
    {
        var rows = new int[ids.Length * K];
        retriever.RetrieveRows(
            [.. ids.Select(id => (Query)id)],
            K,
            rows,
            excludedRows: excludedRows,
            excludedOffsets: offsets
        );
        var best = raw.Run(ids, K, excludedIds, ids.Length);
        if (best != rows[^K])
        {
            throw new InvalidOperationException(
                $"The raw run's best row is {best}, RetrieveRows' is {rows[^K]}."
            );
        }
    }
}
