using OnnxRetrieval.Graph.Onnx;

namespace OnnxRetrieval.Graph.Tests.Golden;

public sealed class GoldenTests
{
    private static readonly IdTowerGraph Tower = new(
        "user_id",
        new IdTable(["u1", "u2"]),
        new float[6],
        2
    );

    private static readonly CandidateTable Candidates = new(
        new IdTable([10L, 20, 30]),
        new float[] { 1, 2, 3, 4, 5, 6 },
        2
    )
    {
        Biases = new float[3],
        Columns = [new CandidateColumn("title", ["A", "B", "C"])],
    };

    public static TheoryData<string, ModelProto> Models =>
        new()
        {
            { "retrieval.txt", RetrievalGraph.Build(Tower, Candidates) },
            {
                "retrieval-baked.txt",
                RetrievalGraph.Build(Tower, Candidates, new() { BakedK = 2 })
            },
            { "similar.txt", SimilarItemsGraph.Build(Candidates, new float[2]) },
            {
                "similar-baked.txt",
                SimilarItemsGraph.Build(Candidates, new float[2], new() { BakedK = 2 })
            },
            { "tower.txt", TowerGraph.Build(Tower, "user_vector") },
            { "features.txt", TowerGraph.Build(Features(), "user_vector") },
            { "attention.txt", TowerGraph.Build(Attention(), "user_vector") },
        };

    private static float[] Numbers(int count, int first = 1) =>
        [.. Enumerable.Range(first, count).Select(number => (float)number)];

    private static LayeredTowerGraph Features() =>
        new(
            [
                new IdentityFeatureGraph(
                    new CategoryFeatureGraph("user_id", new IdTable(["u1"]), Numbers(4), 2),
                    new HistoryFeatureGraph("history", Candidates.Ids, Numbers(8), 2)
                ),
                new CategoryListFeatureGraph("genres", new IdTable(["Drama"]), Numbers(4, 2), 2),
                new NumberFeatureGraph("age", 40, 10, Numbers(2, 50), Numbers(2, 60)),
                new BucketFeatureGraph("age", Numbers(1), Numbers(6), 2),
                new TimeFeatureGraph("time", Numbers(50), Numbers(16), 2),
                new TextFeatureGraph(
                    "search",
                    new IdTable(["Star", "star"]),
                    new int[2],
                    Numbers(4, 5),
                    2
                ),
            ],
            FeatureCombination.Concatenation,
            [
                new DenseLayer
                {
                    Weights = Numbers(24),
                    Bias = Numbers(2, 6),
                    Norm = new LayerNorm(Numbers(2, 20), Numbers(2, 30)),
                    Activation = Activation.Relu,
                },
            ],
            normalize: true,
            temperature: .5f
        );

    private static LayeredTowerGraph Attention() =>
        new([
            new HistoryFeatureGraph(
                "history",
                Candidates.Ids,
                Numbers(8),
                2,
                HistoryPooling.Attention(
                    new()
                    {
                        Positions = Numbers(6),
                        Query = Numbers(4),
                        QueryBias = Numbers(2),
                        Key = Numbers(4, 2),
                        Value = Numbers(4, 3),
                        ValueBias = Numbers(2, 2),
                        Output = Numbers(4, 4),
                        OutputBias = Numbers(2, 3),
                        Norm = new LayerNorm(Numbers(2, 4), Numbers(2, 5)),
                    }
                )
            ),
        ]);

    [Theory]
    [MemberData(nameof(Models), DisableDiscoveryEnumeration = true)]
    public void Graphs_look_as_they_did(string name, ModelProto model) =>
        GoldenFile.Match(name, ModelText.Of(model));
}
