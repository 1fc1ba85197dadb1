using OnnxRetrieval.Graph;

namespace OnnxRetrieval.Tests.Models;

/// <summary>
/// Files with one candidate, whose score is the sum of a query's values: 100 and 200 for the items 10 and 20 of the history,
/// the age, and 1 and 2 for the users a and b. Nothing is added for what is missing or unknown.
/// </summary>
internal static class FeatureTower
{
    private static readonly HistoryFeatureGraph History = new(
        "history",
        new IdTable([10L, 20L]),
        new float[] { 100, 200, 0 },
        1,
        HistoryPooling.Mean(exponent: 0)
    );

    public static string Write(TemporaryFolder folder) =>
        Write(
            folder.File("features.onnx"),
            History,
            new NumberFeatureGraph("age", 0, 1, new float[] { 1 }, new float[1], bound: 100),
            new CategoryFeatureGraph(
                "user_id",
                new IdTable(["a", "b"]),
                new float[] { 1, 2, 0 },
                1,
                isIdentity: true
            )
        );

    public static string WriteHistoryAlone(TemporaryFolder folder) =>
        Write(folder.File("history.onnx"), History);

    private static string Write(string path, params IFeatureGraph[] features)
    {
        OnnxFile.Write(
            RetrievalGraph.Build(
                new LayeredTowerGraph(features),
                new CandidateTable(new IdTable(["only"]), new float[] { 1 }, 1)
            ),
            path
        );
        return path;
    }
}
