using FsCheck;
using FsCheck.Fluent;

namespace OnnxRetrieval.Graph.Tests.Retrieval;

public sealed class SearchPropertyTests
{
    private static readonly Config Many = Config
        .QuickThrowOnFailure.WithMaxTest(200)
        .WithQuietOnSuccess(true);

    [Fact]
    public void The_graph_gives_what_a_plain_sort_gives() =>
        Check.One(
            Many,
            Prop.ForAll(
                SearchCase.Any,
                search =>
                {
                    var candidates = Candidates(search) with
                    {
                        Biases = search.Biases is { } given ? (ReadOnlyMemory<float>?)given : null,
                    };
                    var tower = new IdTowerGraph(
                        "query",
                        search.IdTable(search.QueryCount),
                        search.QueryVectors,
                        search.Dimensions
                    );
                    using var session = new ModelSession(
                        RetrievalGraph.Build(tower, candidates, new() { Opset = search.Opset })
                    );

                    var result = session.Run(
                        ("query", search.Ids(search.Queries)),
                        ("k", new[] { (long)search.K }),
                        ("exclude", search.Ids(search.Excluded))
                    );

                    AssertResult(
                        search,
                        result,
                        search.QueryCount,
                        (query, row) =>
                            Dot(
                                search,
                                search.QueryVectors,
                                Math.Min(query, search.QueryCount),
                                search.CandidateVectors,
                                row
                            ) + (search.Biases?[row] ?? 0),
                        excludesItself: false
                    );
                }
            )
        );

    [Fact]
    public void Similar_items_are_those_that_a_plain_sort_of_cosines_gives() =>
        Check.One(
            Many,
            Prop.ForAll(
                SearchCase.Any,
                drawn =>
                {
                    var search = WithExactCosines(drawn);
                    var unknown = new float[] { 0, 0, 2, 0 };
                    using var session = new ModelSession(
                        SimilarItemsGraph.Build(
                            Candidates(search),
                            unknown,
                            new() { Opset = search.Opset }
                        )
                    );

                    var result = session.Run(
                        ("item_id", search.Ids(search.Queries)),
                        ("k", new[] { (long)search.K }),
                        ("exclude", search.Ids(search.Excluded))
                    );

                    var unit = Unit(search.CandidateVectors.Concat(unknown));
                    AssertResult(
                        search,
                        result,
                        search.CandidateCount,
                        (query, row) =>
                            Dot(search, unit, Math.Min(query, search.CandidateCount), unit, row),
                        excludesItself: true
                    );
                }
            )
        );

    private static CandidateTable Candidates(SearchCase search) =>
        new(search.IdTable(search.CandidateCount), search.CandidateVectors, search.Dimensions)
        {
            Columns =
            [
                new CandidateColumn(
                    "title",
                    [.. Enumerable.Range(0, search.CandidateCount).Select(row => $"title {row}")]
                ),
            ],
        };

    private static void AssertResult(
        SearchCase search,
        IReadOnlyDictionary<string, Array> result,
        int known,
        Func<int, int, float> score,
        bool excludesItself
    )
    {
        var (ids, scores) = (result["candidate_id"], (float[,])result["score"]);
        var (rows, titles) = ((long[,])result["candidate_index"], (string[,])result["title"]);
        Assert.Equal(search.Queries.Select(query => query < known), (bool[])result["query_known"]);
        var columns = Math.Min(search.K, search.CandidateCount);
        Array[] outputs = [ids, scores, rows, titles];
        Assert.All(
            outputs,
            output =>
                Assert.Equal(
                    (search.Queries.Length, columns),
                    (output.GetLength(0), output.GetLength(1))
                )
        );
        for (var query = 0; query < search.Queries.Length; query++)
        {
            var itself = excludesItself ? search.Queries[query] : (int?)null;
            var best = search.Best(query, row => score(search.Queries[query], row), itself);
            Assert.Equal(
                best,
                Enumerable.Range(0, columns).Select(i => ((int)rows[query, i], scores[query, i]))
            );
            var expectedIds = search.Ids(best.Select(hit => hit.Row));
            for (var i = 0; i < columns; i++)
            {
                Assert.Equal(expectedIds.GetValue(i), ids.GetValue(query, i));
                Assert.Equal(best[i].Row < 0 ? "" : $"title {best[i].Row}", titles[query, i]);
            }
        }
    }

    private static float Dot(
        SearchCase search,
        float[] queries,
        int query,
        float[] candidates,
        int candidate
    )
    {
        var sum = 0f;
        for (var i = 0; i < search.Dimensions; i++)
        {
            sum +=
                queries[(query * search.Dimensions) + i]
                * candidates[(candidate * search.Dimensions) + i];
        }
        return sum;
    }

    // Vectors of four dimensions whose unit vectors hold 0, ±.5 and ±1 only, so that cosines are exact.
    private static SearchCase WithExactCosines(SearchCase search)
    {
        var count = search.CandidateCount;
        var vectors = new float[4 * count];
        for (var row = 0; row < count; row++)
        {
            var seed = search.CandidateVectors.AsSpan(row * search.Dimensions, search.Dimensions);
            var first = (int)seed[0] + 2;
            var sign = seed[^1] < 0 ? -1 : 1;
            if (first == 4)
            {
                vectors.AsSpan(4 * row, 4).Fill(3);
                vectors[(4 * row) + row % 4] = 3 * sign;
            }
            else
            {
                // A row of zeros at times: its cosine with everything is 0.
                vectors[(4 * row) + first] = seed[^1] == 0 ? 0 : 2 * sign;
            }
        }
        return search with
        {
            Dimensions = 4,
            CandidateVectors = vectors,
            QueryVectors = new float[8],
            Queries = [.. search.Queries.Select(q => q < count ? q : SearchCase.Stranger)],
        };
    }

    private static float[] Unit(IEnumerable<float> vectors) =>
        [
            .. vectors
                .Chunk(4)
                .SelectMany(row =>
                {
                    var length = MathF.Sqrt(row.Sum(element => element * element));
                    return length == 0 ? row : row.Select(element => element / length);
                }),
        ];
}
