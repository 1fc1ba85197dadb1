using System.Globalization;
using OnnxRetrieval.Graph;
using OnnxRetrieval.Graph.Onnx;

namespace OnnxRetrieval.Tests.Models;

/// <summary>
/// A retrieval file with known vectors, and its right answers by a plain sort. Vectors are small integers, so that scores are
/// exact and ties are frequent.
/// </summary>
internal sealed class TestModel : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly float[] userVectors;
    private readonly float[] itemVectors;
    private readonly int dimensions;

    public TestModel(
        bool textIds = true,
        int users = 6,
        int items = 40,
        int dimensions = 4,
        int seed = 1,
        bool columns = true,
        int? bakedK = null,
        bool candidatesInput = false,
        bool lists = false,
        string version = "7"
    )
        : this(
            Ids(textIds, users, "u", 10),
            Ids(textIds, items, "ítem ", 1000),
            dimensions,
            seed,
            columns,
            bakedK,
            candidatesInput,
            lists,
            version
        ) { }

    public TestModel(
        IdTable users,
        IdTable items,
        int dimensions = 4,
        int seed = 1,
        bool columns = true,
        int? bakedK = null,
        bool candidatesInput = false,
        bool lists = false,
        string version = "7"
    )
    {
        this.dimensions = dimensions;
        var random = new Random(seed);
        Users = users;
        Items = items;
        userVectors = Vectors(random, (users.Count + 1) * dimensions);
        itemVectors = Vectors(random, items.Count * dimensions);
        File = folder.File("retrieval.onnx");
        OnnxFile.Write(Build(columns, bakedK, candidatesInput, lists, version), File);
    }

    public IdTable Users { get; }

    public IdTable Items { get; }

    /// <summary>The file's path.</summary>
    public string File { get; }

    public static string TitleOf(int row) =>
        string.Create(CultureInfo.InvariantCulture, $"Title № {row}");

    public Retriever Load(RetrieverOptions? options = null) => Retriever.Load(File, options);

    /// <summary>The best k for a user, or for a stranger where the user is unknown, by a plain sort.</summary>
    public (int Row, float Score)[] Best(string user, int k, IEnumerable<string>? exclude = null)
    {
        var userRow = Users.RowOf(user);
        var excluded = (exclude ?? []).Select(Items.RowOf).ToHashSet();
        return
        [
            .. Enumerable
                .Range(0, Items.Count)
                .Where(row => !excluded.Contains(row))
                .Select(row => (row, Score(userRow < 0 ? Users.Count : userRow, row)))
                .OrderByDescending(hit => hit.Item2)
                .ThenBy(hit => hit.row)
                .Take(k),
        ];
    }

    public void Dispose() => folder.Dispose();

    private static IdTable Ids(bool text, int count, string prefix, int first) =>
        text
            ? new IdTable([
                .. Enumerable
                    .Range(0, count)
                    .Select(i => prefix + i.ToString(CultureInfo.InvariantCulture)),
            ])
            : new IdTable([.. Enumerable.Range(0, count).Select(i => (long)(first + i))]);

    private static float[] Vectors(Random random, int count) =>
        [.. Enumerable.Range(0, count).Select(_ => (float)random.Next(-3, 4))];

    private float Score(int user, int item)
    {
        var score = 0f;
        for (var i = 0; i < dimensions; i++)
        {
            score += userVectors[user * dimensions + i] * itemVectors[item * dimensions + i];
        }
        return score;
    }

    private ModelProto Build(
        bool columns,
        int? bakedK,
        bool candidatesInput,
        bool lists,
        string version
    ) =>
        RetrievalGraph.Build(
            new IdTowerGraph("user_id", Users, userVectors, dimensions),
            new CandidateTable(Items, itemVectors, dimensions)
            {
                Columns = columns
                    ?
                    [
                        new("title", [.. Enumerable.Range(0, Items.Count).Select(TitleOf)]),
                        new(
                            "genres",
                            [
                                .. Enumerable
                                    .Range(0, Items.Count)
                                    .Select(row => row % 2 == 0 ? "even" : ""),
                            ]
                        ),
                    ]
                    : [],
            },
            new RetrievalGraphOptions
            {
                ModelName = "test",
                ModelVersion = version,
                TrainedAt = new DateTimeOffset(2026, 1, 31, 12, 0, 0, TimeSpan.Zero),
                BakedK = bakedK,
                CandidatesInput = candidatesInput,
                Scan = lists ? CandidateScan.Lists : CandidateScan.Exact,
                // Blocks of some rows each that lie apart.
                Lists = lists
                    ? new InvertedLists(
                        [
                            .. Enumerable
                                .Range(0, Items.Count)
                                .GroupBy(row => row % ((Items.Count + 6) / 7))
                                .Select(group => group.ToArray()),
                        ],
                        probes: 1
                    )
                    : null,
                Metadata = new Dictionary<string, string>
                {
                    [RetrievalMetadata.Metrics] = """{"ndcg@10":0.25,"recall@20":0.5}""",
                    ["note"] = "kept as it is",
                },
            }
        );
}
