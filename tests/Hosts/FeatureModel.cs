using OnnxRetrieval.Graph;
using OnnxRetrieval.Graph.Onnx;

namespace OnnxRetrieval.Hosts.Tests;

/// <summary>A model whose tower has a feature of every kind, with calls that leave out one after the other.</summary>
internal static class FeatureModel
{
    private const int Width = 8;
    private const int Positions = 4;

    public static (ModelProto, IReadOnlyList<HostCall>) Build(
        bool strings,
        bool text,
        int items = 60
    )
    {
        var ids = Ids("item", strings, items);
        // The histories below have the vectors of the candidates.
        var candidates = Random(1, items * Width);
        float[] histories = [.. candidates, .. new float[Width]];
        var identity = new IdentityFeatureGraph(
            new CategoryFeatureGraph("user_id", Ids("user", true, 5), Random(2, 6 * Width), Width),
            new HistoryFeatureGraph("history", ids, histories, Width)
        );
        List<IFeatureGraph> features =
        [
            identity,
            new HistoryFeatureGraph(
                "liked",
                ids,
                histories,
                Width,
                HistoryPooling.Recency(new[] { 2, 1.5f, .25f, 1 }, exponent: .5f)
            ),
            new HistoryFeatureGraph(
                "session",
                ids,
                histories,
                Width,
                HistoryPooling.Attention(Attention())
            ),
            new HistoryFeatureGraph(
                "bought",
                ids,
                histories,
                Width,
                HistoryPooling.Mean(exponent: .3f, maximumLength: 2)
            ),
            new CategoryFeatureGraph("country", Ids("land", true, 3), Random(4, 4 * Width), Width),
            new CategoryListFeatureGraph("genres", Ids("g", true, 3), Random(5, 4 * Width), Width),
            new NumberFeatureGraph("age", 40, 12, Random(6, Width), Random(7, Width)),
            new BucketFeatureGraph("age", new float[] { 18, 30 }, Random(8, 4 * Width), Width),
            new TimeFeatureGraph("time", Random(9, 25 * Width), Random(10, 8 * Width), Width),
        ];
        if (text)
        {
            features.Add(
                new TextFeatureGraph(
                    "search",
                    new IdTable(["Star", "star", "電影"]),
                    new[] { 0, 0, 1 },
                    Random(11, 3 * Width),
                    Width
                )
            );
        }
        var tower = new LayeredTowerGraph(
            features,
            FeatureCombination.Concatenation,
            [
                Layer(12, features.Count * Width, Activation.Gelu),
                Layer(16, Width, Activation.Silu) with
                {
                    IsResidual = true,
                },
                Layer(20, Width, Activation.Tanh) with
                {
                    Norm = null,
                },
            ],
            normalize: true,
            temperature: .2f
        );
        var model = RetrievalGraph.Build(tower, new CandidateTable(ids, candidates, Width));
        return (model, Calls(strings, text));
    }

    private static List<HostCall> Calls(bool strings, bool text)
    {
        return
        [
            Call("everything", 2, [3, -1, 1, 5], ["genre"]),
            Call("a list without length", 1, [], ["age", "time"]),
            Call("nothing", 1, [-1], ["user_id", "country", "genres", "age", "time", "search"]),
            Call("padding between, and unknown items", 1, [999, 4, -1, 999, 2, 7, 8, -1], []),
        ];

        HostCall Call(string name, int batch, int[] history, string[] missing)
        {
            HostTensor List(int shift) =>
                Items(
                    [
                        .. Enumerable
                            .Range(0, batch)
                            .SelectMany(query =>
                                history.Select(row => row < 0 ? -1 : row + shift + query)
                            ),
                    ],
                    batch,
                    history.Length
                );
            var inputs = new Dictionary<string, HostTensor>
            {
                ["user_id"] = Texts("user_id", query => Id("user", query)),
                ["history"] = List(0),
                ["liked"] = List(1),
                ["session"] = List(2),
                ["bought"] = List(3),
                ["country"] = Texts("country", query => Id("land", query)),
                ["genres"] = HostTensor.Strings(
                    [
                        .. Enumerable
                            .Range(0, batch)
                            .SelectMany(_ =>
                                missing.Contains("genres")
                                    ? ["", ""]
                                    : new[] { Id("g", 2), "unknown" }
                            ),
                    ],
                    batch,
                    2
                ),
                ["age"] = HostTensor.Floats([
                    .. Enumerable
                        .Range(0, batch)
                        .Select(query => missing.Contains("age") ? float.NaN : 30f * query),
                ]),
                ["time"] = HostTensor.Integers([
                    .. Enumerable
                        .Range(0, batch)
                        .Select(query =>
                            missing.Contains("time") ? -1 : 1_700_000_000L + (query * 100_000)
                        ),
                ]),
                ["k"] = HostTensor.Integers([7]),
                ["exclude"] = Items([0, 6, -1], 1, 3),
            };
            if (text)
            {
                inputs["search"] = Texts("search", query => query == 0 ? " Star  電影 x" : "star");
            }
            return new HostCall(name, inputs);

            HostTensor Texts(string feature, Func<int, string> value) =>
                HostTensor.Strings([
                    .. Enumerable
                        .Range(0, batch)
                        .Select(query => missing.Contains(feature) ? "" : value(query)),
                ]);
        }

        HostTensor Items(int[] rows, int batch, int length) =>
            strings
                ? HostTensor.Strings(
                    [.. rows.Select(row => row < 0 ? "" : Id("item", row))],
                    batch,
                    length
                )
                : HostTensor.Integers(
                    [.. rows.Select(row => row < 0 ? -1 : IntegerId(row))],
                    batch,
                    length
                );
    }

    private static HistoryAttention Attention() =>
        new()
        {
            Heads = 2,
            Positions = Random(30, Positions * Width),
            Query = Random(31, Width * Width),
            QueryBias = Random(32, Width),
            Key = Random(33, Width * Width),
            Value = Random(34, Width * Width),
            ValueBias = Random(35, Width),
            Output = Random(36, Width * Width),
            OutputBias = Random(37, Width),
            Norm = new LayerNorm(Random(38, Width), Random(39, Width)),
        };

    private static DenseLayer Layer(int seed, int inputs, Activation activation) =>
        new()
        {
            Weights = Random(seed, inputs * Width),
            Bias = Random(seed + 1, Width),
            Norm = new LayerNorm(Random(seed + 2, Width), Random(seed + 3, Width)),
            Activation = activation,
        };

    private static string Id(string kind, int row) => $"{kind} é {row}";

    private static long IntegerId(int row) => (row - 2L) << 33;

    private static IdTable Ids(string kind, bool strings, int count)
    {
        var rows = Enumerable.Range(0, count);
        return strings
            ? new IdTable(rows.Select(row => Id(kind, row)).ToArray())
            : new IdTable(rows.Select(IntegerId).ToArray());
    }

    private static float[] Random(int seed, int count)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => (random.NextSingle() * 2) - 1)];
    }
}
