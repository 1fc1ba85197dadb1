using OnnxRetrieval.Graph.Onnx;

namespace OnnxRetrieval.Graph.Tests.Retrieval;

public sealed class TwoPassTests
{
    private const int Count = TwoPass.LeastCandidates;
    private const int Dimensions = 16;
    private const int Queries = 40;
    private static readonly float[] queries = Gaussian(1, (Queries + 1) * Dimensions);
    private static readonly float[] vectors = Gaussian(2, Count * Dimensions);

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public void It_gives_what_a_plain_sort_gives(bool biases, bool candidatesInput)
    {
        const int k = 10;
        var given = biases ? Gaussian(3, Count) : null;
        using var session = new ModelSession(
            Build(given, new() { CandidatesInput = candidatesInput })
        );
        // Some of the best ones, those of the query before, and an id that is none.
        var excluded = new long[Queries, 6];
        for (var query = 0; query < Queries; query++)
        {
            var best = Sorted(query, given).Take(9).ToArray();
            for (var column = 0; column < 5; column++)
            {
                excluded[query, column] = Id(best[column * 2]);
            }
            excluded[query, 5] = -7;
        }

        var result = session.Run([
            ("user_id", Enumerable.Range(0, Queries).Select(Id).ToArray()),
            ("k", new long[] { k }),
            ("exclude", excluded),
            .. candidatesInput
                ? [("candidates", (Array)new long[1, 0])]
                : Array.Empty<(string, Array)>(),
        ]);

        var rows = (long[,])result["candidate_index"];
        var scores = (float[,])result["score"];
        var ids = (long[,])result["candidate_id"];
        for (var query = 0; query < Queries; query++)
        {
            var banned = Enumerable.Range(0, 6).Select(i => excluded[query, i]).ToHashSet();
            var expected = Sorted(query, given)
                .Where(row => !banned.Contains(Id(row)))
                .Take(k)
                .ToArray();
            for (var place = 0; place < k; place++)
            {
                Assert.Equal(expected[place], rows[query, place]);
                Assert.Equal(Id(expected[place]), ids[query, place]);
                Assert.Equal(Score(query, expected[place], given), scores[query, place], 1e-4);
            }
        }
    }

    [Fact]
    public void It_gives_the_same_for_a_query_alone_and_among_others()
    {
        using var session = new ModelSession(Build(null));
        var nothing = new long[1, 0];
        var together = session.Run(
            ("user_id", new[] { Id(0), Id(1), Id(2) }),
            ("k", new[] { 20L }),
            ("exclude", nothing)
        );
        for (var query = 0; query < 3; query++)
        {
            var alone = session.Run(
                ("user_id", new[] { Id(query) }),
                ("k", new[] { 20L }),
                ("exclude", nothing)
            );
            Assert.Equal(
                Enumerable
                    .Range(0, 20)
                    .Select(i => ((long[,])together["candidate_index"])[query, i]),
                ((long[,])alone["candidate_index"]).Cast<long>()
            );
        }
    }

    [Fact]
    public void Rows_end_with_none_where_all_others_are_excluded()
    {
        using var session = new ModelSession(Build(null));
        var excluded = new long[1, Count - 3];
        for (var row = 3; row < Count; row++)
        {
            excluded[0, row - 3] = Id(row);
        }

        var result = session.Run(
            ("user_id", new[] { Id(0) }),
            ("k", new[] { 5L }),
            ("exclude", excluded)
        );

        var expected = Sorted(0, null).Where(row => row < 3).Select(row => (long)row);
        Assert.Equal(expected.Concat([-1, -1]), ((long[,])result["candidate_index"]).Cast<long>());
        Assert.Equal([-1L, -1], ((long[,])result["candidate_id"]).Cast<long>().Skip(3));
        Assert.All(
            ((float[,])result["score"]).Cast<float>().Skip(3),
            score => Assert.Equal(float.NegativeInfinity, score)
        );
    }

    [Fact]
    public void Equal_scores_stand_in_the_order_of_rows()
    {
        // Three vectors, each many times: the first pass cannot tell equal ones apart, nor can the second.
        var repeated = new float[Count * Dimensions];
        for (var row = 0; row < Count; row++)
        {
            vectors
                .AsSpan(row % 3 * Dimensions, Dimensions)
                .CopyTo(repeated.AsSpan(row * Dimensions));
        }
        using var session = new ModelSession(
            RetrievalGraph.Build(Users(), Candidates(repeated, null), Int8)
        );

        var result = session.Run(
            ("user_id", new[] { Id(0) }),
            ("k", new[] { 30L }),
            ("exclude", new long[1, 0])
        );

        var best = Enumerable.Range(0, 3).MaxBy(row => Score(0, row, null));
        Assert.Equal(
            Enumerable.Range(0, 30).Select(i => best + (3L * i)),
            ((long[,])result["candidate_index"]).Cast<long>()
        );
    }

    [Fact]
    public void A_fixed_number_of_results_needs_the_features_alone()
    {
        using var session = new ModelSession(Build(null, new() { BakedK = 7 }));

        var result = session.Run(("user_id", new[] { Id(4) }));

        Assert.Equal(
            Sorted(4, null).Take(7).Select(row => (long)row),
            ((long[,])result["candidate_index"]).Cast<long>()
        );
    }

    [Fact]
    public void A_query_of_zeros_and_candidates_of_zeros_give_zeros()
    {
        using var session = new ModelSession(
            RetrievalGraph.Build(
                new IdTowerGraph(
                    "user_id",
                    new IdTable([1L]),
                    new float[2 * Dimensions],
                    Dimensions
                ),
                Candidates(new float[Count * Dimensions], null),
                Int8
            )
        );

        var result = session.Run(
            ("user_id", new[] { 1L }),
            ("k", new[] { 3L }),
            ("exclude", new long[1, 0])
        );

        Assert.Equal([0, 1, 2], ((long[,])result["candidate_index"]).Cast<long>());
        Assert.All(((float[,])result["score"]).Cast<float>(), score => Assert.Equal(0, score));
    }

    [Fact]
    public void The_metadata_tells_it_and_few_candidates_are_searched_exactly()
    {
        Assert.Equal("int8", RetrievalMetadata.Of(Build(null))[RetrievalMetadata.Scan]);

        var few = RetrievalGraph.Build(
            Users(),
            new CandidateTable(
                new IdTable([1L, 2]),
                vectors.AsMemory(0, 2 * Dimensions),
                Dimensions
            ),
            Int8
        );

        Assert.DoesNotContain(RetrievalMetadata.Scan, RetrievalMetadata.Of(few).Keys);
        Assert.DoesNotContain(few.Graph.Node, node => node.OpType == "MatMulInteger");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_file_is_taken_apart_and_written_again(bool biases)
    {
        var path = Path.GetTempFileName();
        try
        {
            var given = biases ? Gaussian(3, Count) : null;
            var model = Build(given, new() { ModelName = "shop" });
            OnnxFile.Write(model, path);

            var stored = StoredRetrieval.Read(path);

            Assert.Equal(CandidateScan.Int8, stored.Scan);
            Assert.Equal(vectors, stored.Candidates.Vectors.ToArray());
            Assert.Equal(given, stored.Candidates.Biases?.ToArray());
            var none = new Dictionary<string, string?>();
            Assert.Equal(
                "int8",
                RetrievalMetadata.Of(stored.With(stored.Candidates, none))["scan"]
            );
            var other = StoredRetrieval.Read(path);
            var exact = other.With(other.Candidates, none, CandidateScan.Exact);
            Assert.DoesNotContain(RetrievalMetadata.Scan, RetrievalMetadata.Of(exact).Keys);
            Assert.Contains(exact.Graph.Node, node => node.OpType == "Gemm");
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static RetrievalGraphOptions Int8 => new() { Scan = CandidateScan.Int8 };

    private static ModelProto Build(float[]? biases, RetrievalGraphOptions? options = null) =>
        RetrievalGraph.Build(
            Users(),
            Candidates(vectors, biases),
            (options ?? new()) with
            {
                Scan = CandidateScan.Int8,
            }
        );

    private static IdTowerGraph Users() =>
        new(
            "user_id",
            new IdTable([.. Enumerable.Range(0, Queries).Select(Id)]),
            queries,
            Dimensions
        );

    private static CandidateTable Candidates(float[] table, float[]? biases) =>
        new(new IdTable([.. Enumerable.Range(0, Count).Select(Id)]), table, Dimensions)
        {
            Biases = biases is null ? default(ReadOnlyMemory<float>?) : biases,
        };

    private static IEnumerable<int> Sorted(int query, float[]? biases) =>
        Enumerable
            .Range(0, Count)
            .OrderByDescending(row => Score(query, row, biases))
            .ThenBy(row => row);

    private static double Score(int query, int row, float[]? biases)
    {
        var sum = (double)(biases?[row] ?? 0);
        for (var i = 0; i < Dimensions; i++)
        {
            sum += queries[(query * Dimensions) + i] * (double)vectors[(row * Dimensions) + i];
        }
        return sum;
    }

    private static long Id(int row) => 100 + (3L * row);

    private static float[] Gaussian(int seed, int count)
    {
        var random = new Random(seed);
        return
        [
            .. Enumerable
                .Range(0, count)
                .Select(_ =>
                    (float)(
                        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble()))
                        * Math.Cos(2 * Math.PI * random.NextDouble())
                    )
                ),
        ];
    }
}
