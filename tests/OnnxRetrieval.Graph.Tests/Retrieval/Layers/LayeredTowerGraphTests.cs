using OnnxRetrieval.Graph.Tests.Retrieval.Features;

namespace OnnxRetrieval.Graph.Tests.Retrieval.Layers;

public sealed class LayeredTowerGraphTests
{
    private static readonly float[] Table = FeatureRun.Random(1, 3 * 4);

    private static CategoryFeatureGraph Category(string name, bool isIdentity = false) =>
        new(name, new IdTable(["a", "b"]), Table, 4, isIdentity);

    private static NumberFeatureGraph Number(string name, int width = 4) =>
        new(name, 0, 1, FeatureRun.Random(2, width), FeatureRun.Random(3, width));

    [Theory]
    [InlineData(Activation.None)]
    [InlineData(Activation.Relu)]
    [InlineData(Activation.Gelu)]
    [InlineData(Activation.Tanh)]
    [InlineData(Activation.Silu)]
    public void Layers_compute_what_plain_loops_do(Activation activation)
    {
        DenseLayer[] layers =
        [
            new()
            {
                Weights = FeatureRun.Random(4, 7 * 5),
                Bias = FeatureRun.Random(5, 5),
                Norm = new LayerNorm(FeatureRun.Random(6, 5), FeatureRun.Random(7, 5)),
                Activation = activation,
            },
            new()
            {
                Weights = FeatureRun.Random(8, 5 * 5),
                Bias = FeatureRun.Random(9, 5),
                Activation = activation,
                IsResidual = true,
            },
            new() { Weights = FeatureRun.Random(10, 5 * 2), Bias = FeatureRun.Random(11, 2) },
        ];
        var tower = new LayeredTowerGraph(
            [Category("country"), Number("age", 3)],
            FeatureCombination.Concatenation,
            layers,
            normalize: true,
            temperature: .5f
        );
        string[] countries = ["a", "b", "?", "a"];
        float[] ages = [0, .5f, -2, float.NaN];

        var (vectors, known) = Run(tower, ("country", countries), ("age", ages));

        var (weight, missing) = (FeatureRun.Random(2, 3), FeatureRun.Random(3, 3));
        var expected = countries
            .Zip(ages)
            .Select(query =>
            {
                var row = Array.IndexOf(["a", "b", "?"], query.First);
                float[] number = float.IsNaN(query.Second)
                    ? missing
                    : [.. weight.Select(w => w * query.Second)];
                float[] joined = [.. FeatureRun.Row(Table, row, 4), .. number];
                var vector = layers.Aggregate(joined, (x, layer) => LayerReference.Layer(layer, x));
                var length = MathF.Sqrt(vector.Sum(x => x * x));
                return vector.Select(x => x / length / .5f).ToArray();
            });
        FeatureRun.AssertClose([.. expected], vectors);
        Assert.Equal([true, true, true, true], known);
    }

    [Fact]
    public void Features_are_summed_unless_told_otherwise()
    {
        var (vectors, _) = Run(
            new LayeredTowerGraph([Category("one"), Category("two"), Category("three")]),
            ("one", new[] { "a" }),
            ("two", new[] { "b" }),
            ("three", new[] { "" })
        );

        FeatureRun.AssertClose(
            [
                [.. Enumerable.Range(0, 4).Select(i => Table[i] + Table[4 + i] + Table[8 + i])],
            ],
            vectors
        );
    }

    [Fact]
    public void A_query_is_known_where_one_of_its_identities_is()
    {
        var (_, known) = Run(
            new LayeredTowerGraph([
                Category("user_id", isIdentity: true),
                Category("country"),
                new HistoryFeatureGraph("history", new IdTable([1L]), new float[8], 4),
            ]),
            ("user_id", new[] { "a", "?", "?" }),
            ("country", new[] { "?", "a", "a" }),
            (
                "history",
                new[,]
                {
                    { -1L },
                    { 1 },
                    { 2 },
                }
            )
        );

        Assert.Equal([true, true, false], known);
    }

    [Fact]
    public void A_list_alone_tells_how_many_queries_there_are()
    {
        var (_, known) = Run(
            new LayeredTowerGraph([
                new CategoryListFeatureGraph("genres", new IdTable([1L]), new float[2], 1),
            ]),
            ("genres", new long[3, 0])
        );

        Assert.Equal([true, true, true], known);
    }

    [Fact]
    public void Two_features_may_read_one_input()
    {
        var tower = new LayeredTowerGraph([
            Number("age"),
            new BucketFeatureGraph("age", new float[] { 18 }, FeatureRun.Random(4, 12), 4),
        ]);

        var (vectors, _) = Run(tower, ("age", new[] { 1f }));

        var (weight, table) = (FeatureRun.Random(2, 4), FeatureRun.Random(4, 12));
        FeatureRun.AssertClose([LayerReference.Plus(weight, table[..4])], vectors);
    }

    [Fact]
    public void One_input_cannot_be_of_two_types() =>
        Assert.Contains(
            "Two features read the input 'age'",
            Refusal(new LayeredTowerGraph([Number("age"), Category("age")])),
            StringComparison.Ordinal
        );

    [Fact]
    public void A_zero_vector_stays_one_when_scaled()
    {
        var (vectors, _) = Run(
            new LayeredTowerGraph(
                [
                    new HistoryFeatureGraph(
                        "history",
                        new IdTable([1L]),
                        new float[] { 3, 4, 0, 0 },
                        2
                    ),
                ],
                normalize: true
            ),
            (
                "history",
                new[,]
                {
                    { 1L },
                    { -1 },
                }
            )
        );

        FeatureRun.AssertClose(
            [
                [.6f, .8f],
                [0, 0],
            ],
            vectors
        );
    }

    [Fact]
    public void Parts_that_do_not_fit_are_refused()
    {
        Assert.Throws<GraphException>(() => new LayeredTowerGraph([]));
        Assert.Throws<GraphException>(() => new LayeredTowerGraph([Number("age")], temperature: 0));
        Assert.Contains(
            "another width",
            Refusal(new LayeredTowerGraph([Number("age"), Number("income", 3)])),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "Layer 1 of a tower: The weights hold 4 numbers",
            Refusal(
                new LayeredTowerGraph(
                    [Number("age")],
                    layers: [new DenseLayer { Weights = new float[4], Bias = new float[2] }]
                )
            ),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "Layer 1 of a tower: It is residual",
            Refusal(
                new LayeredTowerGraph(
                    [Number("age")],
                    layers:
                    [
                        new DenseLayer
                        {
                            Weights = new float[8],
                            Bias = new float[2],
                            IsResidual = true,
                        },
                    ]
                )
            ),
            StringComparison.Ordinal
        );
    }

    private static string Refusal(LayeredTowerGraph tower) =>
        Assert.Throws<GraphException>(() => TowerGraph.Build(tower, "vector")).Message;

    private static (float[,] Vectors, bool[] Known) Run(
        LayeredTowerGraph tower,
        params (string Name, Array Value)[] inputs
    )
    {
        var model = TowerGraph.Build(tower, "vector");
        Assert.Equal(13, model.OpsetImport[0].Version);
        using var session = new ModelSession(model);
        var result = session.Run(inputs);
        return ((float[,])result["vector"], (bool[])result["known"]);
    }
}
