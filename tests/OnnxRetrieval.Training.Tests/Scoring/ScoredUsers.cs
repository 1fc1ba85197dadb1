using OnnxRetrieval.Graph;
using OnnxRetrieval.Training.Tests.Data;

namespace OnnxRetrieval.Training.Tests.Scoring;

/// <summary>A model of a few hundred users, or of histories and ages, to score in batches.</summary>
internal static class ScoredUsers
{
    public const int Users = 300;
    public const int Candidates = 40;
    private const int Dimensions = 4;

    /// <summary>A file whose queries are ids.</summary>
    /// <param name="folder">Where it is written to.</param>
    /// <param name="integerIds">Whether ids are integers.</param>
    /// <param name="biases">Whether candidates have biases.</param>
    /// <param name="column">The name of the candidates' column.</param>
    public static Retriever OfIds(
        TemporaryFolder folder,
        bool integerIds = false,
        bool biases = false,
        string column = "title"
    )
    {
        var users = Enumerable.Range(0, Users);
        return Load(
            folder,
            new IdTowerGraph(
                "user_id",
                integerIds
                    ? new([.. users.Select(user => (long)user)])
                    : new([.. users.Select(User)]),
                Random(1, (Users + 1) * Dimensions),
                Dimensions
            ),
            integerIds,
            biases,
            column
        );
    }

    /// <summary>A file whose queries are histories and an age.</summary>
    public static Retriever OfFeatures(TemporaryFolder folder) =>
        Load(
            folder,
            new LayeredTowerGraph([
                new HistoryFeatureGraph(
                    "history",
                    new([.. Enumerable.Range(0, Candidates).Select(Item)]),
                    Random(3, (Candidates + 1) * Dimensions),
                    Dimensions
                ),
                new NumberFeatureGraph("age", 40, 10, Random(4, Dimensions), Random(5, Dimensions)),
            ]),
            integerIds: false
        );

    public static string User(int user) => $"u{user:000}";

    public static string Item(int item) => $"i{item:00}";

    private static Retriever Load(
        TemporaryFolder folder,
        ITowerGraph tower,
        bool integerIds,
        bool biases = false,
        string column = "title"
    )
    {
        var path = Path.Combine(folder.Path, "retrieval.onnx");
        var items = Enumerable.Range(0, Candidates);
        var ids = integerIds
            ? new IdTable([.. items.Select(item => 100L + item)])
            : new IdTable([.. items.Select(Item)]);
        OnnxFile.Write(
            RetrievalGraph.Build(
                tower,
                new CandidateTable(ids, Random(2, Candidates * Dimensions), Dimensions)
                {
                    Biases = biases ? Random(6, Candidates) : default(ReadOnlyMemory<float>?),
                    Columns = [new(column, [.. items.Select(item => $"Title, {ids[item]}")])],
                }
            ),
            path
        );
        return Retriever.Load(path, new RetrieverOptions { Threads = 1 });
    }

    private static float[] Random(int seed, int count)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => random.NextSingle() - 0.5f)];
    }
}
