using OnnxRetrieval.Graph;
using OnnxRetrieval.Training.Clustering;

namespace OnnxRetrieval.Training.Tests.Clustering;

public sealed class IndexTunerTests : IDisposable
{
    private const int Count = InvertedLists.LeastCandidates;
    private const int Users = 60;
    private const int Dimensions = 8;
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory();

    private string Model => Path.Combine(folder.FullName, "retrieval.onnx");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public void The_file_finds_the_recall_asked_for()
    {
        Write(Count);
        using var exact = Retriever.Load(Model);
        var queries = Enumerable.Range(0, Users).Select(user => (Query)(long)user).ToArray();
        var expected = Best(exact, queries);

        var lines = new List<string>();
        var report = IndexTuner.Run(
            new() { Model = folder.FullName, Recall = .95 },
            new Lines(lines),
            TestContext.Current.CancellationToken
        );

        Assert.Equal(4, report.Trials.Count);
        Assert.Equal(report.Trials.Skip(1).MinBy(trial => trial.Milliseconds), report.Chosen);
        Assert.All(report.Trials, trial => Assert.True(trial.Milliseconds > 0));
        Assert.Equal("users", report.QueriesAre);
        Assert.Contains(lines, line => line.StartsWith("grouping", StringComparison.Ordinal));
        using var tuned = Retriever.Load(Model);
        Assert.Equal("lists", tuned.Info.Metadata["scan"]);
        Assert.Equal($"{report.Chosen.Probes}", tuned.Info.Metadata["nprobe"]);
        var common = expected
            .Zip(Best(tuned, queries))
            .Sum(pair => pair.First.Intersect(pair.Second).Count());
        Assert.InRange((double)common / (10 * Users), .88, 1);
        using var all = Retriever.Load(Model, new RetrieverOptions { Probes = int.MaxValue });
        Assert.Equal(expected, Best(all, queries));
    }

    [Fact]
    public void Queries_may_be_given()
    {
        Write(Count);
        var file = Path.Combine(folder.FullName, "asked.csv");
        File.WriteAllText(file, "user_id\n1\n5\n9\n");

        var report = IndexTuner.Run(
            new() { Model = Model, Queries = file },
            cancellation: TestContext.Current.CancellationToken
        );

        Assert.Equal(3, report.Queries);
        Assert.Equal("the given queries", report.QueriesAre);
    }

    [Fact]
    public void What_cannot_be_tuned_is_refused()
    {
        Write(1000);

        Assert.Contains(
            "1,000 candidates",
            Refusal(new() { Model = Model }),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "above 0",
            Refusal(new() { Model = Model, Recall = 0 }),
            StringComparison.Ordinal
        );

        static string Refusal(IndexTuningOptions options) =>
            Assert
                .Throws<InputException>(() =>
                    IndexTuner.Run(options, cancellation: TestContext.Current.CancellationToken)
                )
                .Message;
    }

    private static int[][] Best(Retriever retriever, Query[] queries)
    {
        var rows = new int[queries.Length * 10];
        retriever.RetrieveRows(queries, 10, rows);
        return [.. rows.Chunk(10)];
    }

    private void Write(int count) =>
        OnnxFile.Write(
            RetrievalGraph.Build(
                new IdTowerGraph("user_id", Ids(Users), Uniform(1, Users + 1), Dimensions),
                new CandidateTable(Ids(count), Uniform(2, count), Dimensions)
            ),
            Model
        );

    private static IdTable Ids(int count) =>
        new([.. Enumerable.Range(0, count).Select(row => (long)row)]);

    private static float[] Uniform(int seed, int rows)
    {
        var random = new Random(seed);
        return
        [
            .. Enumerable.Range(0, rows * Dimensions).Select(_ => (random.NextSingle() * 2) - 1),
        ];
    }

    private sealed class Lines(List<string> lines) : IProgress<string>
    {
        public void Report(string value) => lines.Add(value);
    }
}
