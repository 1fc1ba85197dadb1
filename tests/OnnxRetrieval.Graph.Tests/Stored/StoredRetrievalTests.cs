using OnnxRetrieval.Graph.Onnx;

namespace OnnxRetrieval.Graph.Tests.Stored;

public sealed class StoredRetrievalTests : IDisposable
{
    private static readonly Dictionary<string, string?> NoChanges = [];
    private readonly string path = Path.Combine(
        Path.GetTempPath(),
        $"{nameof(StoredRetrievalTests)}-{Guid.NewGuid():N}.onnx"
    );

    public void Dispose() => File.Delete(path);

    [Theory]
    [InlineData(false, null)]
    [InlineData(true, null)]
    [InlineData(true, 3)]
    public void Candidates_are_read_as_they_were_written(bool strings, int? bakedK)
    {
        var candidates = Candidates(5, strings) with { Biases = new float[] { 1, 2, 3, 4, 5 } };
        OnnxFile.Write(
            RetrievalGraph.Build(
                Users(),
                candidates,
                new RetrievalGraphOptions { BakedK = bakedK }
            ),
            path
        );

        var stored = StoredRetrieval.Read(path);

        Assert.Equal(RetrievalGraph.Kind, stored.Kind);
        Assert.Equal(strings, stored.Candidates.Ids.IsString);
        Assert.Equal(
            Enumerable.Range(0, candidates.Count).Select(row => candidates.Ids[row]),
            Enumerable.Range(0, stored.Candidates.Count).Select(row => stored.Candidates.Ids[row])
        );
        Assert.Equal(candidates.Vectors.ToArray(), stored.Candidates.Vectors.ToArray());
        Assert.Equal(candidates.Biases!.Value.ToArray(), stored.Candidates.Biases!.Value.ToArray());
        Assert.Equal("title", stored.Candidates.Columns.Single().Name);
        Assert.Equal(candidates.Columns[0].Values, stored.Candidates.Columns[0].Values);
        Assert.Equal(
            bakedK is null ? ["user_id", "k", "exclude"] : ["user_id"],
            stored.With(candidates, NoChanges).Graph.Input.Select(input => input.Name)
        );
    }

    [Fact]
    public void Written_again_and_again_with_other_candidates_it_is_as_if_written_with_them_at_once()
    {
        OnnxFile.Write(RetrievalGraph.Build(Users(), Candidates(5, strings: true)), path);
        for (var count = 6; count < 9; count++)
        {
            OnnxFile.Write(
                StoredRetrieval.Read(path).With(Candidates(count, strings: true), NoChanges),
                path
            );
        }
        using var again = new ModelSession(OnnxFile.Read(path));
        using var atOnce = new ModelSession(
            RetrievalGraph.Build(Users(), Candidates(8, strings: true))
        );
        (string, Array)[] query =
        [
            ("user_id", new[] { 2L, 99 }),
            ("k", new[] { 8L }),
            (
                "exclude",
                new[,]
                {
                    { "id7", "id0" },
                }
            ),
        ];

        var (expected, actual) = (atOnce.Run(query), again.Run(query));

        Assert.All(expected, output => Assert.Equal(output.Value, actual[output.Key]));
        Assert.Equal(
            atOnce.Session.InputMetadata.Keys.Order(),
            again.Session.InputMetadata.Keys.Order()
        );
    }

    [Fact]
    public void A_large_vocabulary_that_history_and_exclusion_share_is_taken_apart()
    {
        const int Items = GraphBuilder.LargeVocabulary;
        var candidates = Candidates(Items, strings: true);
        float[] histories = [.. candidates.Vectors.Span, 0, 0];
        var tower = new LayeredTowerGraph([
            new HistoryFeatureGraph("history", candidates.Ids, histories, 2),
        ]);
        OnnxFile.Write(RetrievalGraph.Build(tower, candidates), path);
        var fewer = Candidates(3, strings: true);

        using var session = new ModelSession(StoredRetrieval.Read(path).With(fewer, NoChanges));
        using var expected = new ModelSession(RetrievalGraph.Build(tower, fewer));

        // The history has an item that is no candidate any more.
        (string, Array)[] query =
        [
            (
                "history",
                new[,]
                {
                    { "id2", "id9000" },
                }
            ),
            ("k", new[] { 3L }),
            (
                "exclude",
                new[,]
                {
                    { "id1" },
                }
            ),
        ];
        Assert.Equal(expected.Run(query)["score"], session.Run(query)["score"]);
        Assert.Equal(expected.Run(query)["candidate_id"], session.Run(query)["candidate_id"]);
    }

    [Fact]
    public void Similar_items_keep_the_vector_of_unknown_ones()
    {
        OnnxFile.Write(
            SimilarItemsGraph.Build(
                Candidates(5, strings: true),
                new float[] { 0, -2 },
                new SimilarItemsGraphOptions { InputName = "film" }
            ),
            path
        );
        var others = Candidates(4, strings: true);

        using var session = new ModelSession(StoredRetrieval.Read(path).With(others, NoChanges));
        using var expected = new ModelSession(
            SimilarItemsGraph.Build(
                others,
                new float[] { 0, -2 },
                new SimilarItemsGraphOptions { InputName = "film" }
            )
        );

        (string, Array)[] query =
        [
            ("film", new[] { "id1", "unknown" }),
            ("k", new[] { 4L }),
            ("exclude", new string[1, 0]),
        ];
        Assert.Equal(expected.Run(query)["score"], session.Run(query)["score"]);
    }

    [Fact]
    public void Metadata_is_kept_but_for_what_changes()
    {
        OnnxFile.Write(
            RetrievalGraph.Build(
                Users(),
                Candidates(5, strings: true),
                new RetrievalGraphOptions
                {
                    ModelName = "shop",
                    Metadata = new Dictionary<string, string> { ["metrics"] = "{}", ["own"] = "1" },
                }
            ),
            path
        );
        var stored = StoredRetrieval.Read(path);

        var metadata = RetrievalMetadata.Of(
            stored.With(
                Candidates(6, strings: true),
                new Dictionary<string, string?> { ["metrics"] = null, ["more"] = "2" }
            )
        );

        Assert.Equal("shop", metadata[RetrievalMetadata.ModelName]);
        Assert.Equal("6", metadata[RetrievalMetadata.CandidateCount]);
        Assert.Equal("1", metadata["own"]);
        Assert.Equal("2", metadata["more"]);
        Assert.DoesNotContain("metrics", metadata.Keys);
        Assert.Equal(
            stored.Metadata[RetrievalMetadata.FeatureSchema],
            metadata[RetrievalMetadata.FeatureSchema]
        );
        Assert.NotEqual(
            stored.Metadata[RetrievalMetadata.ModelVersion],
            metadata[RetrievalMetadata.ModelVersion]
        );
    }

    [Fact]
    public void Another_file_is_refused()
    {
        OnnxFile.Write(TowerGraph.Build(Users(), "vector"), path);

        var error = Assert.Throws<GraphException>(() => StoredRetrieval.Read(path));

        Assert.Contains("no retrieval file", error.Message, StringComparison.Ordinal);
        Assert.Contains(path, error.Message, StringComparison.Ordinal);
    }

    private static IdTowerGraph Users() =>
        new("user_id", new IdTable([1L, 2]), new float[] { 1, 2, -3, 1, 2, 2 }, 2);

    private static CandidateTable Candidates(int count, bool strings)
    {
        var random = new Random(count);
        var rows = Enumerable.Range(0, count);
        return new CandidateTable(
            strings
                ? new([.. rows.Select(row => $"id{row}")])
                : new([.. rows.Select(row => 10L + row)]),
            rows.SelectMany(_ => new[] { random.NextSingle(), random.NextSingle() }).ToArray(),
            2
        )
        {
            Columns = [new("title", [.. rows.Select(row => $"Title {row}")])],
        };
    }
}
