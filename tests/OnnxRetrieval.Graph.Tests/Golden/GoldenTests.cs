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
        };

    [Theory]
    [MemberData(nameof(Models), DisableDiscoveryEnumeration = true)]
    public void Graphs_look_as_they_did(string name, ModelProto model) =>
        GoldenFile.Match(name, ModelText.Of(model));
}
