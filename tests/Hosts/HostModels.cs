using OnnxRetrieval.Graph;
using OnnxRetrieval.Graph.Onnx;

namespace OnnxRetrieval.Hosts.Tests;

/// <summary>Models of every kind, written to a folder, with calls that try each part of the contract.</summary>
internal static class HostModels
{
    /// <summary>The names of the models, in order.</summary>
    public static IEnumerable<string> Names => Builders.Keys.Concat(Samples.Keys);

    private const int Dimensions = 16;

    private static readonly Dictionary<string, string> Samples = new()
    {
        ["sample retrieval"] = "retrieval.onnx",
        ["sample similar"] = "similar.onnx",
    };

    private static readonly Dictionary<
        string,
        Func<(ModelProto, IReadOnlyList<HostCall>)>
    > Builders = new()
    {
        ["retrieval, string ids"] = () =>
            (
                RetrievalGraph.Build(Users(strings: true), Items(strings: true, 200)),
                Calls("user_id", strings: true, 200)
            ),
        ["retrieval, int64 ids"] = () =>
            (
                RetrievalGraph.Build(Users(strings: false), Items(strings: false, 200)),
                Calls("user_id", strings: false, 200)
            ),
        ["retrieval, string users and int64 items"] = () =>
            (
                RetrievalGraph.Build(Users(strings: true), Items(strings: false, 50)),
                [
                    Call(
                        "known and unknown",
                        ("user_id", HostTensor.Strings(["user é 3", "?"])),
                        ("k", HostTensor.Integers([4])),
                        ("exclude", HostTensor.Integers([IntegerId(7), -1], 1, 2))
                    ),
                ]
            ),
        ["retrieval, one candidate"] = () =>
            (
                RetrievalGraph.Build(Users(strings: true), Items(strings: true, 1)),
                Calls("user_id", strings: true, 1)
            ),
        ["retrieval, equal scores"] = () =>
            (
                RetrievalGraph.Build(
                    Users(strings: true),
                    Items(strings: true, 100) with
                    {
                        Vectors = new float[100 * Dimensions],
                        Biases = null,
                    }
                ),
                Calls("user_id", strings: true, 100)
            ),
        ["retrieval, fixed k"] = () =>
            (
                RetrievalGraph.Build(
                    Users(strings: true),
                    Items(strings: true, 200),
                    new() { BakedK = 7 }
                ),
                [Call("the feature alone", ("user_id", HostTensor.Strings(["user é 1", "?"])))]
            ),
        ["retrieval, candidates given"] = () =>
            (
                RetrievalGraph.Build(
                    Users(strings: true),
                    Items(strings: false, 200),
                    new() { CandidatesInput = true }
                ),
                AmongCalls()
            ),
        ["retrieval, tables of 16-bit floats"] = () => Stored(TableStorage.Float16),
        ["retrieval, tables of 8-bit integers"] = () => Stored(TableStorage.Int8),
        ["retrieval, scanned as 8-bit integers"] = () =>
            (
                RetrievalGraph.Build(
                    Users(strings: true),
                    Items(strings: true, TwoPass.LeastCandidates),
                    new() { Scan = CandidateScan.Int8 }
                ),
                // All candidates of so many take a host minutes to write as JSON.
                [
                    .. Calls("user_id", strings: true, TwoPass.LeastCandidates)
                        .Where(call =>
                            call.Name is not ("more than there are" or "everything excluded")
                        ),
                ]
            ),
        ["retrieval, inverted lists"] = () =>
            (
                RetrievalGraph.Build(
                    Users(strings: true),
                    Items(strings: true, 200),
                    new()
                    {
                        Scan = CandidateScan.Lists,
                        Lists = new InvertedLists(
                            [.. Enumerable.Range(0, 200).Chunk(30)],
                            probes: 2
                        ),
                    }
                ),
                [.. ((long[])[0, 1, 1000]).SelectMany(ProbeCalls)]
            ),
        ["similar, string ids"] = () =>
            (
                SimilarItemsGraph.Build(Items(strings: true, 200), Unknown()),
                Calls("item_id", strings: true, 200)
            ),
        ["similar, int64 ids"] = () =>
            (
                SimilarItemsGraph.Build(Items(strings: false, 200), Unknown()),
                Calls("item_id", strings: false, 200)
            ),
        ["similar, fixed k"] = () =>
            (
                SimilarItemsGraph.Build(Items(strings: false, 5), Unknown(), new() { BakedK = 7 }),
                [Call("the item alone", ("item_id", HostTensor.Integers([IntegerId(2), 0])))]
            ),
        ["tower"] = () =>
            (
                TowerGraph.Build(Users(strings: true), "user_vector"),
                [Call("known and unknown", ("user_id", HostTensor.Strings(["user é 0", ""])))]
            ),
        ["features, int64 items"] = () => FeatureModel.Build(strings: false, text: false),
        ["features, string items and text"] = () => FeatureModel.Build(strings: true, text: true),
        ["features, a large shared vocabulary"] = () =>
            FeatureModel.Build(strings: true, text: false, items: GraphBuilder.LargeVocabulary),
        ["layers, oldest opset"] = () => Layers(GraphBuilder.OldestOpset),
        ["layers, opset 17"] = () => Layers(17),
    };

    /// <summary>Writes the models to a folder. The sample's are copied there where they are.</summary>
    public static IReadOnlyList<HostModel> Write(string folder)
    {
        var models = new List<HostModel>();
        foreach (var (name, build) in Builders)
        {
            var (model, calls) = build();
            var path = Path.Combine(folder, $"{models.Count}.onnx");
            OnnxFile.Write(model, path);
            models.Add(new HostModel(name, path, calls));
        }
        foreach (var (name, file) in Samples)
        {
            var sample = SampleFile(file);
            if (File.Exists(sample))
            {
                var path = Path.Combine(folder, file);
                File.Copy(sample, path);
                models.Add(new HostModel(name, path, SampleCalls(path)));
            }
        }
        return models;
    }

    /// <summary>Where a file of the sample is, if it is there.</summary>
    public static string SampleFile(string name) =>
        Path.Combine(OnnxRetrieval.Tests.Repository.Root, "artifacts", "sample", name);

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

    private static IdTowerGraph Users(bool strings) =>
        new("user_id", Ids("user", strings, 10), Random(1, 11 * Dimensions), Dimensions);

    private static CandidateTable Items(bool strings, int count) =>
        new(Ids("item", strings, count), Random(2, count * Dimensions), Dimensions)
        {
            Biases = Random(3, count),
            Columns =
            [
                new CandidateColumn(
                    "title",
                    [.. Enumerable.Range(0, count).Select(row => $"„{row}“ 電影 🎬")]
                ),
                new CandidateColumn("empty", [.. Enumerable.Repeat("", count)]),
            ],
        };

    private static float[] Unknown() => Random(4, Dimensions);

    private static HostCall Call(string name, params (string Name, HostTensor Value)[] inputs) =>
        new(name, inputs.ToDictionary(input => input.Name, input => input.Value));

    // Row -1 stands for padding, and row 999 for an id that is nowhere.
    private static List<HostCall> Calls(string input, bool strings, int count)
    {
        var kind = input.Split('_')[0];
        int[] everything = [.. Enumerable.Range(0, count)];
        return
        [
            Retrieve("known", [3], 5, [], 1),
            Retrieve("unknown", [999], 5, [], 1),
            Retrieve("padding", [-1], 5, [], 1),
            Retrieve("several", [0, 999, 9, 0], 20, [], 1),
            Retrieve("excluded for all", [1, 2, 3], 10, [0, 5, 5, -1, 999, 12], 1),
            Retrieve("excluded for each", [1, 1, 1], 10, [0, 5, 12, -1, 999, -1], 3),
            Retrieve("more than there are", [4, 5], count + 50, [2, 3], 1),
            Retrieve("everything excluded", [6], 3, everything, 1),
        ];

        HostCall Retrieve(string name, int[] queries, int k, int[] excluded, int rows) =>
            Call(
                name,
                (input, Tensor(kind, queries, [queries.Length])),
                ("k", HostTensor.Integers([k])),
                ("exclude", Tensor("item", excluded, [rows, excluded.Length / rows]))
            );

        HostTensor Tensor(string kind, int[] rows, long[] dims) =>
            strings
                ? HostTensor.Strings([.. rows.Select(row => row < 0 ? "" : Id(kind, row))], dims)
                : HostTensor.Integers([.. rows.Select(row => row < 0 ? -1 : IntegerId(row))], dims);
    }

    private static (ModelProto, IReadOnlyList<HostCall>) Stored(TableStorage storage) =>
        (
            StoredTables.Store(
                RetrievalGraph.Build(Users(strings: true), Items(strings: true, 400)),
                storage
            ),
            Calls("user_id", strings: true, 400)
        );

    private static IEnumerable<HostCall> ProbeCalls(long probes) =>
        Calls("user_id", strings: true, 200)
            .Select(call =>
                Call(
                    $"{call.Name}, nprobe {probes}",
                    [
                        .. call.Inputs.Select(input => (input.Key, input.Value)),
                        ("nprobe", HostTensor.Integers([probes])),
                    ]
                )
            );

    private static List<HostCall> AmongCalls()
    {
        return
        [
            Among("one list for all", 5, [3, 17, 17, -1, 999, 40], 1, [17], 1),
            Among("a list for each", 9, [3, 17, 40, 5, 6, -1], 2, [5, 3], 1),
            Among("excluded for each", 2, [3, 17, 40], 1, [40, 3], 2),
            Among("all are unknown", 3, [-1, 999], 1, [], 1),
            Among("none: all candidates", 20, [], 1, [1, 2], 1),
        ];

        HostCall Among(string name, int k, int[] given, int lists, int[] excluded, int rows) =>
            Call(
                name,
                ("user_id", HostTensor.Strings([Id("user", 1), "?"])),
                ("k", HostTensor.Integers([k])),
                ("exclude", Ids(excluded, rows)),
                ("candidates", Ids(given, lists))
            );

        static HostTensor Ids(int[] rows, int lists) =>
            HostTensor.Integers(
                [.. rows.Select(row => row < 0 ? -1 : IntegerId(row))],
                lists,
                rows.Length / lists
            );
    }

    // Ids for the sample's calls come out of the file itself, as its candidates and as the keys of its query.
    private static List<HostCall> SampleCalls(string path)
    {
        var graph = OnnxFile.Read(path).Graph;
        var items = graph.Initializer.Single(tensor => tensor.Name == "/candidate/id");
        var feature = graph.Input.Single(input =>
            input.Name is not ("history" or "k" or "exclude")
        );
        var hasHistory = graph.Input.Any(input => input.Name == "history");
        // Where queries and exclusions are looked up in one vocabulary, there is one lookup alone.
        var lookups = graph.Node.Where(node => node.OpType == "LabelEncoder").ToList();
        var keys = (
            lookups.SingleOrDefault(node => node.Input[0] == feature.Name) ?? lookups.Single()
        ).Attribute;
        var candidates = IdsOf(
            [.. items.StringData.Select(bytes => bytes.ToStringUtf8())],
            System
                .Runtime.InteropServices.MemoryMarshal.Cast<byte, long>(items.RawData.Span)
                .ToArray()
        );
        var queries = IdsOf(
            [.. keys.SelectMany(attribute => attribute.Strings.Select(key => key.ToStringUtf8()))],
            [.. keys.Where(attribute => attribute.Name == "keys_int64s").SelectMany(a => a.Ints)]
        );
        return
        [
            Retrieve("known", [0, 41], 10, []),
            Retrieve("unknown", [null], 10, []),
            Retrieve("excluded", [41], 20, [.. Enumerable.Range(0, 200)]),
            Retrieve("more than there are", [1], 100_000, [3]),
            .. hasHistory
                ? new[]
                {
                    Retrieve("known with a history", [41], 10, [], 5, null, 6),
                    Retrieve("a stranger's history", [null], 10, [5, 6], 5, 6),
                }
                : [],
        ];

        HostCall Retrieve(string name, int?[] rows, int k, int[] excluded, params int?[] history)
        {
            var inputs = new List<(string, HostTensor)>
            {
                (feature.Name, queries(rows, [rows.Length])),
                ("k", HostTensor.Integers([k])),
                (
                    "exclude",
                    candidates([.. excluded.Select(row => (int?)row)], [1, excluded.Length])
                ),
            };
            if (hasHistory)
            {
                int?[] all = [.. rows.SelectMany(_ => history)];
                inputs.Add(("history", candidates(all, [rows.Length, history.Length])));
            }
            return Call(name, [.. inputs]);
        }

        static Func<int?[], long[], HostTensor> IdsOf(string[] strings, long[] integers) =>
            (rows, dims) =>
                strings.Length > 0
                    ? HostTensor.Strings(
                        [.. rows.Select(row => row is { } known ? strings[known] : "nobody")],
                        dims
                    )
                    : HostTensor.Integers(
                        [.. rows.Select(row => row is { } known ? integers[known] : -7)],
                        dims
                    );
    }

    // What towers of layers and features are made of.
    private static (ModelProto, IReadOnlyList<HostCall>) Layers(int opset)
    {
        var model = RetrievalGraph.Build(
            new LayeredTower(),
            Items(strings: true, 100),
            new() { Opset = opset }
        );
        return (
            model,
            [
                Call(
                    "features",
                    ("country", HostTensor.Strings(["ch", "", "fr"])),
                    ("age", HostTensor.Floats([30, float.NaN, -1])),
                    (
                        "history",
                        HostTensor.Strings(["a", "b", "", "", "", "", "b", "?", "a"], 3, 3)
                    ),
                    ("k", HostTensor.Integers([10])),
                    ("exclude", HostTensor.Strings(["item é 1"], 1, 1))
                ),
            ]
        );
    }

    private sealed class LayeredTower : ITowerGraph
    {
        public TowerOutput Emit(GraphBuilder graph)
        {
            var country = graph.Input("country", ElementType.String, ["batch"]);
            var age = graph.Input("age", ElementType.Float, ["batch"]);
            var history = graph.Input("history", ElementType.String, ["batch", "length"]);

            var countries = new IdTable(["ch", "fr"]);
            var row = graph.LabelEncoder(country, countries, countries.Count);
            var embedded = graph.Gather(graph.Weights("countries", Random(5, 12), 3, 4), row);

            // A missing number counts as its mean, and tells that it is missing.
            var missing = graph.IsNaN(age);
            var filled = graph.Clip(graph.Where(missing, graph.Constant(35f), age), 0, 100);
            var number = graph.Log(graph.Add(filled, graph.Constant(1f)));
            var numbers = graph.Concat(
                [
                    graph.Unsqueeze(number, [1]),
                    graph.Unsqueeze(graph.Cast(missing, ElementType.Float), [1]),
                ],
                1
            );

            // The mean over what is not padding, zeros where there is nothing.
            var items = graph.LabelEncoder(history, new IdTable(["a", "b"]), 2);
            var padding = graph.LabelEncoder(history, new IdTable([""]), [0f], 1);
            var mask = graph.Unsqueeze(padding, [2]);
            var vectors = graph.Gather(graph.Weights("items", Random(6, 12), 3, 4), items);
            var sum = graph.ReduceSum(graph.Mul(vectors, mask), [1]);
            var count = graph.Max(graph.ReduceSum(mask, [1]), graph.Constant(1f));
            var mean = graph.Div(sum, count);

            var joined = graph.Concat([embedded, numbers, mean], 1);
            var hidden = graph.Gelu(
                graph.Gemm(
                    joined,
                    graph.Weights("w1", Random(7, 10 * 8), 10, 8),
                    graph.Weights("b1", Random(8, 8), 8)
                )
            );
            var normalized = graph.LayerNormalization(
                hidden,
                graph.Weights("scale", Random(9, 8), 8),
                graph.Weights("shift", Random(10, 8), 8)
            );
            var gated = graph.Mul(graph.Tanh(normalized), graph.Sigmoid(hidden));
            var output = graph.MatMul(
                graph.Add(graph.Relu(gated), graph.Softmax(hidden)),
                graph.Weights("w2", Random(11, 8 * Dimensions), 8, Dimensions)
            );
            return new TowerOutput(
                graph.Normalize(output),
                graph.Less(row, graph.Constant((long)countries.Count))
            );
        }
    }
}
