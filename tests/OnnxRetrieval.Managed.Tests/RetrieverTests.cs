using FsCheck;
using FsCheck.Fluent;
using OnnxRetrieval.Tests.Models;

namespace OnnxRetrieval.Tests;

public class RetrieverTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Results_are_those_of_a_plain_sort(bool textIds)
    {
        using var model = new TestModel(textIds);
        using var retriever = model.Load();
        Prop.ForAll(
                Gen.Choose(0, model.Users.Count).ToArbitrary(),
                Gen.Choose(1, 50).ToArbitrary(),
                Gen.Choose(0, model.Items.Count + 3).ListOf().ToArbitrary(),
                (user, k, excludedRows) =>
                {
                    var query = user < model.Users.Count ? model.Users[user] : "999999";
                    var exclude = excludedRows
                        .Select(row => row < model.Items.Count ? model.Items[row] : $"55555{row}")
                        .ToList();
                    var result = retriever.Retrieve(query, k, exclude);
                    return result.IsKnown == user < model.Users.Count
                        && result
                            .Select(hit => (hit.Index, hit.Score))
                            .SequenceEqual(model.Best(query, k, exclude));
                }
            )
            .QuickCheckThrowOnFailure();
    }

    [Fact]
    public void A_hit_tells_its_id_title_and_columns()
    {
        using var model = new TestModel();
        using var retriever = model.Load();
        var hit = retriever.Retrieve("u1", k: 1)[0];
        var (row, score) = model.Best("u1", 1)[0];
        Assert.Equal(row, hit.Index);
        Assert.Equal(score, hit.Score);
        Assert.Equal(model.Items[row], hit.Id);
        Assert.Null(hit.IntegerId);
        Assert.Equal(TestModel.TitleOf(row), hit.Title);
        Assert.Equal(TestModel.TitleOf(row), hit["title"]);
        Assert.Equal(row % 2 == 0 ? "even" : "", hit["genres"]);
        var error = Assert.Throws<ArgumentException>(() => hit["year"]);
        Assert.Contains("It has: title, genres", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_model_without_columns_has_hits_without_titles()
    {
        using var model = new TestModel(columns: false);
        using var retriever = model.Load();
        var hit = retriever.Retrieve("u1", k: 1)[0];
        Assert.Null(hit.Title);
        var error = Assert.Throws<ArgumentException>(() => hit["year"]);
        Assert.Contains("exported without columns", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Integer_ids_are_given_as_integers_and_as_text()
    {
        using var model = new TestModel(textIds: false);
        using var retriever = model.Load();
        var hit = retriever.Retrieve(11, k: 1)[0];
        Assert.Equal(1000 + hit.Index, hit.IntegerId);
        Assert.Equal($"{1000 + hit.Index}", hit.Id);
    }

    [Fact]
    public void A_text_that_is_an_integer_asks_a_model_of_integers()
    {
        using var model = new TestModel(textIds: false);
        using var retriever = model.Load();
        Assert.True(retriever.Retrieve("11").IsKnown);
        Assert.Equal(Rows(retriever.Retrieve(11)), Rows(retriever.Retrieve("11")));
    }

    [Theory]
    [InlineData("011")]
    [InlineData("+11")]
    [InlineData("11.0")]
    [InlineData("eleven")]
    [InlineData("99999999999999999999")]
    public void Any_other_text_is_a_stranger_to_a_model_of_integers(string text)
    {
        using var model = new TestModel(textIds: false);
        using var retriever = model.Load();
        var result = retriever.Retrieve(text);
        Assert.False(result.IsKnown);
        Assert.Equal(model.Best("-5", 10).Select(hit => hit.Row), Rows(result));
    }

    [Fact]
    public void An_integer_asks_a_model_of_texts_by_its_digits()
    {
        using var folder = new TemporaryFolder();
        var path = folder.File("texts.onnx");
        Graph.OnnxFile.Write(
            Graph.RetrievalGraph.Build(
                new Graph.IdTowerGraph(
                    "user",
                    new Graph.IdTable(["-7", "007"]),
                    new float[] { 1, 2, 3 },
                    1
                ),
                new Graph.CandidateTable(new Graph.IdTable(["x"]), new float[] { 1 }, 1)
            ),
            path
        );
        using var retriever = Retriever.Load(path);
        Assert.True(retriever.Retrieve(-7).IsKnown);
        Assert.Equal(1, retriever.Retrieve(-7)[0].Score);
        Assert.False(retriever.Retrieve(7).IsKnown);
        Assert.Equal(2, retriever.Retrieve("007")[0].Score);
    }

    [Fact]
    public void Integer_exclusions_reach_models_of_either_kind()
    {
        using var model = new TestModel(textIds: false);
        using var retriever = model.Load();
        var best = retriever.Retrieve(11, k: 3);
        var rest = retriever.Retrieve(11, 3, exclude: best.Select(hit => hit.IntegerId!.Value));
        Assert.Equal(model.Best("11", 6).Skip(3).Select(hit => hit.Row), Rows(rest));
    }

    [Fact]
    public void More_than_there_are_gives_all_and_everything_excluded_gives_none()
    {
        using var model = new TestModel();
        using var retriever = model.Load();
        Assert.Equal(model.Items.Count, retriever.Retrieve("u0", k: int.MaxValue).Count);
        Assert.Empty(retriever.Retrieve("u0", exclude: retriever.CandidateIds));
        var allButOne = retriever.CandidateIds.Where((_, row) => row != 17);
        Assert.Equal([17], Rows(retriever.Retrieve("u0", exclude: allButOne)));
    }

    [Fact]
    public void Nulls_and_nothings_among_the_exclusions_are_ignored()
    {
        using var model = new TestModel();
        using var retriever = model.Load();
        Assert.Equal(
            Rows(retriever.Retrieve("u0")),
            Rows(retriever.Retrieve("u0", exclude: [null!, "", "no such id"]))
        );
    }

    [Fact]
    public void Candidate_ids_are_in_row_order()
    {
        using var model = new TestModel();
        using var retriever = model.Load();
        Assert.Equal(FeatureType.Text, retriever.CandidateIds.IdType);
        Assert.Equal(model.Items.Strings.ToArray(), retriever.CandidateIds);
        Assert.Throws<InvalidOperationException>(() => retriever.CandidateIds.IntegerAt(0));
    }

    [Fact]
    public void The_info_says_what_the_file_says()
    {
        using var model = new TestModel();
        using var retriever = model.Load();
        var info = retriever.Info;
        Assert.Equal(1, info.ContractVersion);
        Assert.Equal("retrieval", info.Kind);
        Assert.Equal(("test", "7"), (info.ModelName, info.ModelVersion));
        Assert.Equal(new DateTimeOffset(2026, 1, 31, 12, 0, 0, TimeSpan.Zero), info.TrainedAt);
        Assert.Equal(
            [new QueryFeature("user_id", FeatureType.Text, IsList: false) { Role = "id" }],
            info.QueryFeatures
        );
        Assert.Equal(FeatureType.Text, info.CandidateIdType);
        Assert.Equal(40, info.CandidateCount);
        Assert.Equal(["title", "genres"], info.Columns);
        Assert.Null(info.FixedK);
        Assert.True(info.CanExclude);
        Assert.Equal(0.25, info.Metrics["ndcg@10"]);
        Assert.Equal("kept as it is", info.Metadata["note"]);
        Assert.Equal(Device.Cpu, info.Device);
        Assert.Null(info.DeviceFallback);
        Assert.Equal(Path.GetFullPath(model.File), info.Path);
    }

    [Fact]
    public void Several_threads_get_their_own_answers()
    {
        using var model = new TestModel(users: 50, items: 500);
        using var retriever = model.Load(new RetrieverOptions { Threads = 1 });
        Parallel.For(
            0,
            400,
            new ParallelOptions { MaxDegreeOfParallelism = 8 },
            i =>
            {
                var user = model.Users[i % 50];
                var exclude = Enumerable.Range(0, i % 30).Select(row => model.Items[row]).ToList();
                var k = 1 + i % 13;
                Assert.Equal(
                    model.Best(user, k, exclude),
                    retriever.Retrieve(user, k, exclude).Select(hit => (hit.Index, hit.Score))
                );
            }
        );
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(int.MinValue)]
    public async Task K_below_1_is_refused(int k)
    {
        using var model = new TestModel();
        using var retriever = model.Load();
        Assert.Throws<ArgumentOutOfRangeException>(() => retriever.Retrieve("u0", k));
        Assert.Throws<ArgumentOutOfRangeException>(() => retriever.RetrieveBatch(["u0"], k));
        Assert.Throws<ArgumentOutOfRangeException>(() =>
            retriever.RetrieveRows(["u0"], k, new int[1])
        );
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() =>
            retriever.RetrieveAsync("u0", k, null, TestContext.Current.CancellationToken)
        );
    }

    [Fact]
    public async Task An_empty_query_is_refused()
    {
        using var model = new TestModel();
        using var retriever = model.Load();
        Assert.Throws<ArgumentNullException>(() => retriever.Retrieve((string)null!));
        Assert.Throws<ArgumentException>(() => retriever.Retrieve(""));
        var error = Assert.Throws<ArgumentException>(() => retriever.Retrieve(default(Query)));
        Assert.Contains("The query is empty", error.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => retriever.Retrieve(new Query()));
        Assert.Throws<ArgumentException>(() => retriever.RetrieveBatch(["u0", default(Query)]));
        await Assert.ThrowsAsync<ArgumentException>(() =>
            retriever.RetrieveAsync(default, cancellation: TestContext.Current.CancellationToken)
        );
    }

    [Fact]
    public void An_error_leaves_the_retriever_usable()
    {
        using var model = new TestModel();
        using var retriever = model.Load();
        for (var i = 0; i < 50; i++)
        {
            Assert.Throws<RetrievalException>(() => retriever.Retrieve(new Query { ["x"] = 1 }));
            Assert.Throws<InvalidOperationException>(() =>
                retriever.Retrieve("u0", exclude: Broken())
            );
        }
        Assert.Equal(model.Best("u0", 10).Select(hit => hit.Row), Rows(retriever.Retrieve("u0")));

        static IEnumerable<string> Broken()
        {
            yield return "ítem 1";
            throw new InvalidOperationException("The caller's own.");
        }
    }

    [Fact]
    public void A_similar_file_never_returns_the_item_itself()
    {
        using var folder = new TemporaryFolder();
        var path = folder.File("similar.onnx");
        Graph.OnnxFile.Write(
            Graph.SimilarItemsGraph.Build(
                new Graph.CandidateTable(
                    new Graph.IdTable(["a", "b", "c"]),
                    new float[] { 1, 0, 1, 1, 0, 1 },
                    2
                ),
                new float[] { 1, 0 }
            ),
            path
        );
        using var retriever = Retriever.Load(path);
        Assert.Equal("similar", retriever.Info.Kind);
        Assert.Equal(["b", "c"], retriever.Retrieve("a").Select(hit => hit.Id));
        Assert.Equal(["a", "b", "c"], retriever.CandidateIds);
    }

    internal static IEnumerable<int> Rows(IEnumerable<Hit> hits) => hits.Select(hit => hit.Index);
}
