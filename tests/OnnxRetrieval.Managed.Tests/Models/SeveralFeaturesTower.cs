using OnnxRetrieval.Graph;

namespace OnnxRetrieval.Tests.Models;

/// <summary>
/// A query tower of one dimension over an id, a number and a list: row of the id + age + the sum of the history's values.
/// Scores are then known: the query's value times the candidate's.
/// </summary>
internal sealed class SeveralFeaturesTower : ITowerGraph
{
    public TowerOutput Emit(GraphBuilder graph)
    {
        var id = new IdTowerGraph(
            "user_id",
            new IdTable(["a", "b"]),
            new float[] { 1, 2, 0 },
            1
        ).Emit(graph);
        var age = graph.Input("age", ElementType.Float, [RetrievalContract.Batch]);
        var history = graph.Input(
            "history",
            ElementType.Int64,
            [RetrievalContract.Batch, "history_length"]
        );
        var row = graph.LabelEncoder(history, new IdTable([10L, 20L]), 2);
        var values = graph.Gather(
            graph.Weights("history_values", new float[] { 100, 200, 0 }, 3),
            row
        );
        var vector = graph.Add(
            graph.Add(id.Vector, graph.Unsqueeze(age, [1])),
            graph.ReduceSum(values, [1], keepDimensions: true)
        );
        return new TowerOutput(vector, id.Known);
    }

    /// <summary>Writes a file whose only candidate's score is the query's value.</summary>
    public static string Write(TemporaryFolder folder)
    {
        var path = folder.File("several.onnx");
        OnnxFile.Write(
            RetrievalGraph.Build(
                new SeveralFeaturesTower(),
                new CandidateTable(new IdTable(["only"]), new float[] { 1 }, 1)
            ),
            path
        );
        return path;
    }
}
