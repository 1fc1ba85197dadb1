using System.Security.Cryptography;
using System.Text.Json.Nodes;
using OnnxRetrieval.Graph;
using OnnxRetrieval.Training.Packing;
using OnnxRetrieval.Training.Tests.Data;

namespace OnnxRetrieval.Training.Tests.Packing;

public sealed class UpdaterTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public UpdaterTests()
    {
        var candidates = new CandidateTable(
            new IdTable(["a", "b", "c"]),
            new float[] { 1, 0, 0, 1, 1, 1 },
            2
        )
        {
            Biases = new float[] { 3, 2, 1 },
            Columns = [new("title", ["A", "B", "C"])],
        };
        OnnxFile.Write(
            RetrievalGraph.Build(
                new IdTowerGraph("user_id", new(["ann"]), new float[] { 10, 1, 0, 0 }, 2),
                candidates,
                new RetrievalGraphOptions
                {
                    Metadata = new Dictionary<string, string> { ["metrics"] = "{\"ndcg@10\":1}" },
                }
            ),
            In("retrieval.onnx")
        );
        OnnxFile.Write(
            SimilarItemsGraph.Build(candidates with { Biases = null }, new float[] { 1, 1 }),
            In("similar.onnx")
        );
        OnnxFile.Write(TowerGraph.Build(ItemTower(), "vector"), In("item_tower.onnx"));
    }

    public void Dispose() => folder.Dispose();

    [Fact]
    public void The_way_to_search_is_kept_and_can_be_changed()
    {
        const int dimensions = 8;
        var rows = Enumerable.Range(0, TwoPass.LeastCandidates).ToArray();
        var random = new Random(1);
        float[] Row() => [.. Enumerable.Range(0, dimensions).Select(_ => random.NextSingle())];
        OnnxFile.Write(
            RetrievalGraph.Build(
                new IdTowerGraph(
                    "user_id",
                    new(["ann"]),
                    (float[])[.. Row(), .. Row()],
                    dimensions
                ),
                new CandidateTable(
                    new IdTable([.. rows.Select(row => $"id{row}")]),
                    rows.SelectMany(_ => Row()).ToArray(),
                    dimensions
                )
            ),
            In("alone.onnx")
        );
        folder.Write("new.csv", "item_id,vector\nnew,\"[1,1,1,1,1,1,1,1]\"\n");

        var scanned = Update(new() { Model = In("alone.onnx"), Scan = CandidateScan.Int8 });
        var kept = Update(new() { Model = In("alone.onnx"), Candidates = In("new.csv") });

        Assert.All(
            [scanned, kept],
            report =>
                Assert.StartsWith("scanning", Assert.Single(report.Notes), StringComparison.Ordinal)
        );
        using (var retriever = Retriever.Load(In("alone.onnx")))
        {
            Assert.Equal("int8", retriever.Info.Metadata["scan"]);
            Assert.Equal("new", retriever.Retrieve("ann", k: 1)[0].Id);
        }
        Update(new() { Model = In("alone.onnx"), Scan = CandidateScan.Exact });
        using var exact = Retriever.Load(In("alone.onnx"));
        Assert.DoesNotContain("scan", exact.Info.Metadata.Keys);
        Assert.Equal("new", exact.Retrieve("ann", k: 1)[0].Id);
    }

    [Fact]
    public void Candidates_are_added_changed_and_removed_in_both_files()
    {
        folder.Write("new.csv", "item_id,vector,title,bias\nd,\"[2,0]\",D,4\nb,\"[5,0]\",,7\n");
        folder.Write("gone.csv", "item_id\nc\nunknown\n");

        var report = Update(
            new()
            {
                Model = folder.Path,
                Candidates = In("new.csv"),
                Remove = In("gone.csv"),
            }
        );

        Assert.Equal(
            (3, 1, 1, 1),
            (report.Candidates, report.Added, report.Changed, report.Removed)
        );
        using var retriever = Retriever.Load(In("retrieval.onnx"));
        var results = retriever.Retrieve("ann");
        // 10 times the first element, plus the bias.
        Assert.Equal(["b", "d", "a"], results.Select(hit => hit.Id));
        Assert.Equal([57f, 24, 13], results.Select(hit => hit.Score));
        Assert.Equal(["", "D", "A"], results.Select(hit => hit.Title));
        Assert.Equal(["a", "b", "d"], retriever.CandidateIds);
        using var similar = Retriever.Load(In("similar.onnx"));
        Assert.Equal(["a", "b"], similar.Retrieve("d").Select(hit => hit.Id));
        Assert.False(similar.Retrieve("c").IsKnown);
    }

    [Fact]
    public void The_item_tower_makes_vectors_of_features_and_new_items_count_as_the_least_popular()
    {
        folder.Write("new.csv", "item_id,title,genre\nd,D,drama\ne,E,comedy\n");

        Update(new() { Model = folder.Path, Candidates = In("new.csv") });

        using var retriever = Retriever.Load(In("retrieval.onnx"));
        var scores = retriever.Retrieve("ann").ToDictionary(hit => hit.Id, hit => hit.Score);
        // Unknown ids have 0 0 and drama 3 0, comedy 0 4; the least bias is 1.
        Assert.Equal(31, scores["d"]);
        Assert.Equal(5, scores["e"]);
        Assert.Equal(13, scores["a"]);
    }

    [Fact]
    public void Metadata_tells_the_truth_and_the_manifest_the_hashes()
    {
        folder.Write(
            "manifest.json",
            "{\"name\":\"shop\",\"files\":{\"retrieval.onnx\":{\"sha256\":\"\",\"bytes\":0}}}"
        );
        folder.Write("gone.csv", "item_id\na\n");

        Update(new() { Model = folder.Path, Remove = In("gone.csv") });

        using var retriever = Retriever.Load(In("retrieval.onnx"));
        Assert.Equal(2, retriever.Info.CandidateCount);
        Assert.Equal("2026-01-02T03:04:05Z", retriever.Info.Metadata[Updater.UpdatedAt]);
        Assert.Empty(retriever.Info.Metrics);
        Assert.Equal("{\"ndcg@10\":1}", retriever.Info.Metadata[Updater.EarlierMetrics]);
        var manifest = JsonNode.Parse(File.ReadAllText(In("manifest.json")))!;
        Assert.Equal("shop", (string)manifest["name"]!);
        Assert.Equal(
            Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(In("retrieval.onnx")))),
            (string)manifest["files"]!["retrieval.onnx"]!["sha256"]!
        );
    }

    [Theory]
    [InlineData("item_id,vector\nd,\"[1,2,3]\"\n", "vectors of 3 numbers, and the model's have 2")]
    [InlineData("item_id,vector\na,\"[1,2]\"\n", "'a' is both to be removed and to be changed")]
    public void What_does_not_fit_is_told_and_changes_nothing(string candidates, string message)
    {
        var before = File.ReadAllBytes(In("retrieval.onnx"));
        folder.Write("new.csv", candidates);
        folder.Write("gone.csv", "item_id\na\n");

        Fails(
            message,
            new()
            {
                Model = folder.Path,
                Candidates = In("new.csv"),
                Remove = In("gone.csv"),
            }
        );

        Assert.Equal(before, File.ReadAllBytes(In("retrieval.onnx")));
    }

    [Fact]
    public void Models_that_cannot_be_updated_are_told()
    {
        folder.Write("all.csv", "item_id\na\nb\nc\n");

        Fails(
            "All candidates would be removed",
            new() { Model = folder.Path, Remove = In("all.csv") }
        );
        Fails("is of kind 'similar'", new() { Model = In("similar.onnx"), Remove = In("all.csv") });
        Fails("no retrieval file", new() { Model = In("item_tower.onnx"), Remove = In("all.csv") });
        OnnxFile.Write(
            TowerGraph.Build(
                new IdTowerGraph("item_id", new(["a"]), new float[] { 1, 0, 0, 0 }, 2),
                "vector"
            ),
            In("item_tower.onnx")
        );
        folder.Write("new.csv", "item_id,genre\nd,drama\n");
        Fails("by their ids alone", new() { Model = folder.Path, Candidates = In("new.csv") });
        File.Delete(In("item_tower.onnx"));
        Fails("there is no item tower", new() { Model = folder.Path, Candidates = In("new.csv") });
    }

    private static LayeredTowerGraph ItemTower() =>
        new([
            new CategoryFeatureGraph(
                "item_id",
                new(["a", "b", "c"]),
                new float[] { 1, 0, 0, 1, 1, 1, 0, 0 },
                2,
                isIdentity: true
            ),
            new CategoryFeatureGraph(
                "genre",
                new(["comedy", "drama"]),
                new float[] { 0, 4, 3, 0, 0, 0 },
                2
            ),
        ]);

    private static UpdateReport Update(UpdateOptions options) =>
        Updater.Run(options, new FixedTime(), TestContext.Current.CancellationToken);

    private static void Fails(string message, UpdateOptions options)
    {
        var error = Assert.Throws<InputException>(() => Update(options));
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    private string In(string name) => Path.Combine(folder.Path, name);

    private sealed class FixedTime : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
    }
}
