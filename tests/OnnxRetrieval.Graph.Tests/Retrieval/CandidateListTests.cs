using OnnxRetrieval.Graph.Onnx;

namespace OnnxRetrieval.Graph.Tests.Retrieval;

public sealed class CandidateListTests
{
    private const int Count = 30;
    private const int Queries = 3;
    private static readonly RetrievalGraphOptions WithInput = new() { CandidatesInput = true };

    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public void The_best_of_some_candidates_are_those_of_all_that_are_among_them(
        bool strings,
        bool biases
    )
    {
        var candidates = Candidates(strings, biases);
        using var some = new ModelSession(RetrievalGraph.Build(Users(), candidates, WithInput));
        using var all = new ModelSession(RetrievalGraph.Build(Users(), candidates));
        var random = new Random(7);
        for (var trial = 0; trial < 60; trial++)
        {
            var given = Lists(random, strings, most: 12, least: 1);
            var excluded = Lists(random, strings, most: 6, least: 0);
            var k = random.Next(1, Count + 5);

            var result = some.Run(
                ("user_id", new[] { 0L, 1, 99 }),
                ("k", new[] { (long)k }),
                ("exclude", excluded),
                ("candidates", given)
            );
            var ranking = all.Run(
                ("user_id", new[] { 0L, 1, 99 }),
                ("k", new[] { (long)Count }),
                ("exclude", excluded)
            );

            for (var query = 0; query < Queries; query++)
            {
                var allowed = Row(given, query).ToHashSet();
                var expected = Enumerable
                    .Range(0, Count)
                    .Where(rank => (long)ranking["candidate_index"].GetValue(query, rank)! >= 0)
                    .Where(rank => allowed.Contains(ranking["candidate_id"].GetValue(query, rank)!))
                    .Take(k)
                    .ToList();
                Assert.Equal(Math.Min(k, Count), result["score"].GetLength(1));
                for (var rank = 0; rank < result["score"].GetLength(1); rank++)
                {
                    var isNone = rank >= expected.Count;
                    Assert.Equal(
                        isNone ? -1L : ranking["candidate_index"].GetValue(query, expected[rank]),
                        result["candidate_index"].GetValue(query, rank)
                    );
                    Assert.Equal(
                        isNone
                            ? (strings ? "" : -1L)
                            : ranking["candidate_id"].GetValue(query, expected[rank]),
                        result["candidate_id"].GetValue(query, rank)
                    );
                    Assert.Equal(
                        isNone
                            ? float.NegativeInfinity
                            : (float)ranking["score"].GetValue(query, expected[rank])!,
                        (float)result["score"].GetValue(query, rank)!,
                        1e-5f
                    );
                }
            }
        }
    }

    [Fact]
    public void Without_any_given_all_candidates_are_searched()
    {
        var candidates = Candidates(strings: true, biases: true);
        using var some = new ModelSession(RetrievalGraph.Build(Users(), candidates, WithInput));
        using var all = new ModelSession(RetrievalGraph.Build(Users(), candidates));
        (string, Array)[] query =
        [
            ("user_id", new[] { 0L, 1 }),
            ("k", new[] { 5L }),
            (
                "exclude",
                new[,]
                {
                    { "id 3", "?" },
                }
            ),
        ];

        var result = some.Run([.. query, ("candidates", new string[1, 0])]);

        Assert.All(all.Run(query), output => Assert.Equal(output.Value, result[output.Key]));
    }

    [Fact]
    public void Equal_scores_are_ordered_by_the_row()
    {
        var candidates = Candidates(strings: true, biases: false) with
        {
            Vectors = new float[Count * 2],
        };
        using var session = new ModelSession(RetrievalGraph.Build(Users(), candidates, WithInput));

        var result = session.Run(
            ("user_id", new[] { 0L }),
            ("k", new[] { 3L }),
            ("exclude", new string[1, 0]),
            (
                "candidates",
                new[,]
                {
                    { "id 9", "id 2", "id 5", "id 2" },
                }
            )
        );

        Assert.Equal(
            new[,]
            {
                { "id 2", "id 5", "id 9" },
            },
            result["candidate_id"]
        );
    }

    [Theory]
    [InlineData(null)]
    [InlineData(18)]
    public void A_large_vocabulary_is_held_once_whatever_is_looked_up_in_it(int? opset)
    {
        const int Items = GraphBuilder.LargeVocabulary;
        var ids = new IdTable([.. Enumerable.Range(0, Items).Select(row => $"id {row}")]);
        float[] vectors = [.. Enumerable.Range(0, 2 * Items).Select(i => (i % 97) / 97f)];
        var model = RetrievalGraph.Build(
            new LayeredTowerGraph([
                new HistoryFeatureGraph("history", ids, (float[])[.. vectors, 0, 0], 2),
            ]),
            new CandidateTable(ids, vectors, 2),
            WithInput with
            {
                Opset = opset,
            }
        );
        using var session = new ModelSession(model);

        var result = session.Run(
            (
                "history",
                new[,]
                {
                    { "id 5" },
                    { "id 7" },
                }
            ),
            ("k", new[] { 2L }),
            (
                "exclude",
                new[,]
                {
                    { "id 96" },
                }
            ),
            (
                "candidates",
                new[,]
                {
                    { "id 96", "id 3", "id 11" },
                }
            )
        );

        Assert.Single(model.Graph.Node, node => node.OpType == "LabelEncoder");
        Assert.Equal(
            new[,]
            {
                { "id 11", "id 3" },
                { "id 11", "id 3" },
            },
            result["candidate_id"]
        );
    }

    [Fact]
    public void A_fixed_number_of_results_leaves_no_input_for_candidates()
    {
        var error = Assert.Throws<GraphException>(() =>
            RetrievalGraph.Build(
                Users(),
                Candidates(strings: true, biases: false),
                WithInput with
                {
                    BakedK = 3,
                }
            )
        );

        Assert.Contains("'candidates'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_stored_file_keeps_the_input()
    {
        var path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.onnx");
        try
        {
            OnnxFile.Write(
                RetrievalGraph.Build(Users(), Candidates(strings: true, biases: true), WithInput),
                path
            );
            var stored = StoredRetrieval.Read(path);

            var model = stored.With(stored.Candidates, new Dictionary<string, string?>());

            using var session = new ModelSession(model);
            Assert.Contains("candidates", session.Session.InputMetadata.Keys);
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static IdTowerGraph Users() =>
        new("user_id", new IdTable([0L, 1]), new float[] { 1, 2, -3, 1, 2, 2 }, 2);

    private static CandidateTable Candidates(bool strings, bool biases)
    {
        var random = new Random(3);
        var rows = Enumerable.Range(0, Count).ToArray();
        return new CandidateTable(
            strings
                ? new([.. rows.Select(row => $"id {row}")])
                : new([.. rows.Select(row => 100L + row)]),
            rows.SelectMany(_ => new[] { random.NextSingle(), random.NextSingle() }).ToArray(),
            2
        )
        {
            Biases = biases
                ? rows.Select(_ => random.NextSingle()).ToArray()
                : default(ReadOnlyMemory<float>?),
        };
    }

    // One list for all queries, or one for each, with unknown and repeated ids and padding.
    private static Array Lists(Random random, bool strings, int most, int least)
    {
        var (lists, count) = (random.Next(2) == 0 ? 1 : Queries, random.Next(least, most + 1));
        var ids = new string[lists, count];
        var integers = new long[lists, count];
        for (var list = 0; list < lists; list++)
        {
            for (var i = 0; i < count; i++)
            {
                var row = random.Next(-2, Count + 2);
                ids[list, i] = row < 0 ? "" : $"id {row}";
                integers[list, i] = row < 0 ? -1 : 100 + row;
            }
        }
        return strings ? ids : integers;
    }

    private static IEnumerable<object> Row(Array lists, int query)
    {
        var list = lists.GetLength(0) == 1 ? 0 : query;
        return Enumerable.Range(0, lists.GetLength(1)).Select(i => lists.GetValue(list, i)!);
    }
}
