using OnnxRetrieval.Graph.Onnx;

namespace OnnxRetrieval.Graph.Tests.Retrieval;

public sealed class ListRankingTests
{
    private const int Count = 700;
    private const int Dimensions = 8;
    private const int Queries = 6;
    private static readonly float[] queries = Uniform(1, (Queries + 1) * Dimensions);
    private static readonly float[] vectors = Uniform(2, Count * Dimensions);
    private static readonly InvertedLists lists = new(Blocks(37), probes: 3);

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public void With_all_blocks_it_gives_what_an_exact_search_gives(
        bool biases,
        bool candidatesInput
    )
    {
        var options = new RetrievalGraphOptions { CandidatesInput = candidatesInput };
        using var exact = new ModelSession(Build(vectors, biases, options));
        using var listed = new ModelSession(Build(vectors, biases, Listed(options)));
        foreach (var k in (int[])[1, 10, 200, Count])
        {
            foreach (var excluded in (int[])[0, 1, 40, Count - 5])
            {
                List<(string, Array)> inputs =
                [
                    ("user_id", AllUsers),
                    ("k", new[] { (long)k }),
                    ("exclude", Excluded(excluded)),
                ];
                if (candidatesInput)
                {
                    inputs.Add(("candidates", new long[1, 0]));
                }

                AssertEqual(
                    exact.Run([.. inputs]),
                    listed.Run([.. inputs, ("nprobe", new[] { 1000L })])
                );
            }
        }
    }

    [Fact]
    public void Equal_scores_stand_in_the_order_of_rows()
    {
        // Two vectors, each many times, in all blocks.
        var repeated = new float[Count * Dimensions];
        for (var row = 0; row < Count; row++)
        {
            vectors
                .AsSpan(row % 2 * Dimensions, Dimensions)
                .CopyTo(repeated.AsSpan(row * Dimensions));
        }
        using var exact = new ModelSession(Build(repeated, false, new()));
        using var listed = new ModelSession(Build(repeated, false, Listed(new())));
        (string, Array)[] inputs =
        [
            ("user_id", AllUsers),
            ("k", new[] { 30L }),
            ("exclude", Excluded(3)),
        ];

        AssertEqual(exact.Run(inputs), listed.Run([.. inputs, ("nprobe", new[] { 1000L })]));
    }

    [Fact]
    public void It_looks_into_the_blocks_whose_means_score_best()
    {
        using var session = new ModelSession(Build(vectors, false, Listed(new())));
        foreach (var probes in (int[])[1, 2, 5])
        {
            var result = session.Run(
                ("user_id", AllUsers),
                ("k", new[] { 10L }),
                ("exclude", new long[1, 0]),
                ("nprobe", new[] { (long)probes })
            );

            for (var query = 0; query < Queries; query++)
            {
                var found = lists
                    .Blocks.OrderByDescending(rows => rows.Average(row => Score(query, row)))
                    .Take(probes)
                    .SelectMany(rows => rows)
                    .OrderByDescending(row => Score(query, row))
                    .Take(10)
                    .Select(row => (long)row);
                Assert.Equal(found, Row<long>(result["candidate_index"], query));
            }
        }
    }

    [Fact]
    public void Zero_means_what_the_file_says()
    {
        using var session = new ModelSession(Build(vectors, false, Listed(new())));

        AssertEqual(Ask(3), Ask(0));
        AssertEqual(Ask(3), Ask(-1));

        IReadOnlyDictionary<string, Array> Ask(long probes) =>
            session.Run(
                ("user_id", AllUsers),
                ("k", new[] { 20L }),
                ("exclude", new long[1, 0]),
                ("nprobe", new[] { probes })
            );
    }

    [Fact]
    public void So_many_blocks_are_looked_into_that_all_results_are_there()
    {
        using var session = new ModelSession(Build(vectors, false, Listed(new())));

        var result = session.Run(
            ("user_id", AllUsers),
            ("k", new[] { 300L }),
            ("exclude", Excluded(100)),
            ("nprobe", new[] { 1L })
        );

        for (var query = 0; query < Queries; query++)
        {
            var rows = Row<long>(result["candidate_index"], query).ToArray();
            Assert.Equal(300, rows.Distinct().Count());
            Assert.All(rows, row => Assert.InRange(row, 0, Count - 1));
        }
    }

    [Fact]
    public void A_candidate_of_two_blocks_is_given_once()
    {
        var twice = new InvertedLists([.. lists.Blocks, .. Blocks(50)], probes: 1);
        using var exact = new ModelSession(Build(vectors, true, new()));
        using var listed = new ModelSession(
            Build(vectors, true, new() { Scan = CandidateScan.Lists, Lists = twice })
        );
        (string, Array)[] inputs =
        [
            ("user_id", AllUsers),
            ("k", new[] { 8L }),
            ("exclude", Excluded(4)),
        ];

        AssertEqual(exact.Run(inputs), listed.Run([.. inputs, ("nprobe", new[] { 1000L })]));
    }

    [Fact]
    public void A_fixed_number_of_results_needs_the_features_alone()
    {
        using var baked = new ModelSession(Build(vectors, true, Listed(new() { BakedK = 7 })));
        using var listed = new ModelSession(Build(vectors, true, Listed(new())));

        AssertEqual(
            listed.Run(
                ("user_id", AllUsers),
                ("k", new[] { 7L }),
                ("exclude", new long[1, 0]),
                ("nprobe", new[] { 0L })
            ),
            baked.Run(("user_id", AllUsers))
        );
    }

    [Fact]
    public void The_metadata_tells_it()
    {
        var measured = new InvertedLists(lists.Blocks, 4) { Recall = .98765 };

        var metadata = RetrievalMetadata.Of(
            Build(vectors, false, new() { Scan = CandidateScan.Lists, Lists = measured })
        );

        Assert.Equal("lists", metadata["scan"]);
        Assert.Equal("4", metadata["nprobe"]);
        Assert.Equal("0.9877", metadata["scan_recall@10"]);
        Assert.DoesNotContain("nprobe", metadata["feature_schema"], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false, TableStorage.Float32)]
    [InlineData(true, TableStorage.Float32)]
    [InlineData(true, TableStorage.Float16)]
    public void A_file_is_taken_apart_and_written_again(bool biases, TableStorage storage)
    {
        var path = Path.GetTempFileName();
        try
        {
            var options = Listed(new() { ModelName = "shop" });
            OnnxFile.Write(StoredTables.Store(Build(vectors, biases, options), storage), path);

            var stored = StoredRetrieval.Read(path);

            Assert.Equal(CandidateScan.Lists, stored.Scan);
            Assert.Equal(lists.Blocks, stored.Lists!.Blocks);
            Assert.Equal(lists.Probes, stored.Lists.Probes);
            Assert.Equal(biases, stored.Candidates.Biases is not null);
            Assert.Equal(vectors.Length, stored.Candidates.Vectors.Length);
            for (var i = 0; i < vectors.Length; i++)
            {
                Assert.Equal(vectors[i], stored.Candidates.Vectors.Span[i], 1e-3);
            }
            var none = new Dictionary<string, string?>();
            OnnxFile.Write(stored.With(stored.Candidates, none), path);
            var again = StoredRetrieval.Read(path);
            Assert.Equal(lists.Blocks, again.Lists!.Blocks);
            var exact = again.With(again.Candidates, none, CandidateScan.Exact);
            Assert.DoesNotContain(exact.Graph.Input, input => input.Name == "nprobe");
            Assert.DoesNotContain("nprobe", RetrievalMetadata.Of(exact).Keys);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void Lists_of_other_candidates_are_refused()
    {
        Assert.Contains(
            "lack candidate 699",
            Refusal([.. lists.Blocks.Select(rows => rows.Where(row => row < 699).ToArray())]),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "name row 700",
            Refusal([.. lists.Blocks, [700]]),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "row 2 after 3",
            Refusal([
                [3, 2],
            ]),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "has 0 candidates",
            Refusal([
                [],
            ]),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "needs lists",
            Assert
                .Throws<GraphException>(() =>
                    Build(vectors, false, new() { Scan = CandidateScan.Lists })
                )
                .Message,
            StringComparison.Ordinal
        );

        static string Refusal(IReadOnlyList<int[]> blocks) =>
            Assert
                .Throws<GraphException>(() =>
                    Build(
                        vectors,
                        false,
                        new() { Scan = CandidateScan.Lists, Lists = new(blocks, 1) }
                    )
                )
                .Message;
    }

    private static long[] AllUsers => [.. Enumerable.Range(0, Queries).Select(Id)];

    private static RetrievalGraphOptions Listed(RetrievalGraphOptions options) =>
        options with
        {
            Scan = CandidateScan.Lists,
            Lists = lists,
        };

    // Blocks of some rows each that lie apart, the last of which may be smaller.
    private static int[][] Blocks(int size) =>
        [
            .. Enumerable
                .Range(0, Count)
                .GroupBy(row => row % ((Count + size - 1) / size))
                .Select(group => group.ToArray()),
        ];

    private static long[,] Excluded(int count)
    {
        var ids = new long[Queries, count];
        var random = new Random(count);
        for (var query = 0; query < Queries; query++)
        {
            var rows = Enumerable.Range(0, Count).ToArray();
            random.Shuffle(rows);
            for (var i = 0; i < count; i++)
            {
                ids[query, i] = i == 3 ? -1 : Id(rows[i]);
            }
        }
        return ids;
    }

    private static ModelProto Build(float[] table, bool biases, RetrievalGraphOptions options) =>
        RetrievalGraph.Build(
            new IdTowerGraph("user_id", new IdTable(AllUsers), queries, Dimensions),
            new CandidateTable(
                new IdTable([.. Enumerable.Range(0, Count).Select(Id)]),
                table,
                Dimensions
            )
            {
                Biases = biases ? Uniform(3, Count) : default(ReadOnlyMemory<float>?),
            },
            options
        );

    private static void AssertEqual(
        IReadOnlyDictionary<string, Array> expected,
        IReadOnlyDictionary<string, Array> found
    )
    {
        for (var query = 0; query < Queries; query++)
        {
            Assert.Equal(
                Row<long>(expected["candidate_index"], query),
                Row<long>(found["candidate_index"], query)
            );
            Assert.Equal(
                Row<long>(expected["candidate_id"], query),
                Row<long>(found["candidate_id"], query)
            );
            foreach (
                var (one, other) in Row<float>(expected["score"], query)
                    .Zip(Row<float>(found["score"], query))
            )
            {
                Assert.Equal(one, other, 1e-5);
            }
        }
    }

    private static IEnumerable<T> Row<T>(Array table, int row) =>
        Enumerable.Range(0, table.GetLength(1)).Select(column => ((T[,])table)[row, column]);

    private static double Score(int query, int row)
    {
        var sum = 0.0;
        for (var i = 0; i < Dimensions; i++)
        {
            sum += queries[(query * Dimensions) + i] * (double)vectors[(row * Dimensions) + i];
        }
        return sum;
    }

    private static long Id(int row) => 100 + (3L * row);

    private static float[] Uniform(int seed, int count)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => (random.NextSingle() * 2) - 1)];
    }
}
