using OnnxRetrieval.Graph;

namespace OnnxRetrieval.Tool.Tests;

/// <summary>
/// A model of three users and four films whose answers are plain: ann likes a, then b, c, d; bob the other way round; a
/// stranger likes c best.
/// </summary>
internal static class TinyModel
{
    public static readonly string[] Films = ["a", "b", "c", "d"];

    /// <summary>
    /// Writes retrieval.onnx, history.onnx (the same with histories), features.onnx (the same with an age, tags and biases)
    /// and similar.onnx into a folder.
    /// </summary>
    public static void Write(string folder)
    {
        var candidates = new CandidateTable(
            new IdTable([.. Films]),
            new float[] { 1, 0, 0.8f, 0.2f, 0.5f, 0.5f, 0, 1 },
            Dimensions: 2
        )
        {
            Columns =
            [
                new("title", ["Amélie", "Bonjour", "Casablanca", "[Dune]"]),
                new("genres", ["Comedy|Romance", "Comedy", "Drama", ""]),
            ],
        };
        var users = new IdTowerGraph(
            "user_id",
            new IdTable(["ann", "bob", "007"]),
            new float[] { 1, 0, 0, 1, 1, 1, 1, 1.1f },
            dimensions: 2
        );
        var options = new RetrievalGraphOptions { ModelName = "tiny", ModelVersion = "1" };
        OnnxFile.Write(
            RetrievalGraph.Build(users, candidates, options),
            Path.Combine(folder, "retrieval.onnx")
        );
        OnnxFile.Write(
            RetrievalGraph.Build(
                new LayeredTowerGraph([
                    new IdentityFeatureGraph(
                        new CategoryFeatureGraph(
                            "user_id",
                            new IdTable(["ann", "bob"]),
                            new float[] { 1, 0, 0, 1, 1, 1.1f },
                            2,
                            isIdentity: true
                        ),
                        new HistoryFeatureGraph(
                            "history",
                            candidates.Ids,
                            new float[] { 1, 0, 0.8f, 0.2f, 0.5f, 0.5f, 0, 1, 0, 0 },
                            2
                        )
                    ),
                ]),
                candidates,
                options
            ),
            Path.Combine(folder, "history.onnx")
        );
        OnnxFile.Write(
            RetrievalGraph.Build(
                new LayeredTowerGraph([
                    new CategoryFeatureGraph(
                        "user_id",
                        new IdTable(["ann", "bob"]),
                        new float[] { 1, 0, 0, 1, 0, 0 },
                        2,
                        isIdentity: true
                    ),
                    new NumberFeatureGraph(
                        "age",
                        mean: 30,
                        scale: 10,
                        new float[] { 0, 1 },
                        missing: new float[] { 0.25f, 0.25f }
                    ),
                    new CategoryListFeatureGraph(
                        "tags",
                        new IdTable(["calm", "loud"]),
                        new float[] { 2, 0, 0, 2, 0, 0 },
                        2
                    ),
                ]),
                candidates with
                {
                    Biases = new float[] { 0, 0.1f, 0.2f, 0.3f },
                },
                options
            ),
            Path.Combine(folder, "features.onnx")
        );
        OnnxFile.Write(
            SimilarItemsGraph.Build(
                candidates,
                new float[] { 1, 1 },
                new SimilarItemsGraphOptions { ModelName = "tiny", ModelVersion = "1" }
            ),
            Path.Combine(folder, "similar.onnx")
        );
    }
}
