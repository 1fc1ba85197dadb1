using OnnxRetrieval.Graph;

namespace OnnxRetrieval.Hosts.Tests;

/// <summary>Folders with models for the page.</summary>
internal static class PageModels
{
    private static readonly CandidateTable Films = new(
        new IdTable([7L, 8, 9, 10]),
        new float[] { 0.9f, 0.1f, 0.5f, 0.25f, 0, 1, -0.5f, 0.5f },
        Dimensions: 2
    )
    {
        Columns =
        [
            new("title", ["Alien", "Brazil", "<b>Chocolat</b>", "Dune"]),
            new("genres", ["Horror|Sci-Fi", "Comedy|Sci-Fi", "Romance", "Sci-Fi"]),
        ],
    };

    /// <summary>
    /// Users <c>ann</c> (1, 0) and <c>bob</c> (0, 1), histories, and an age of which (age - 30) / 10 is added to the second
    /// number; with a file of similar items. A history counts as the mean of its films, beside a user by half.
    /// </summary>
    /// <param name="folder">Where to.</param>
    /// <param name="similarHasColumns">Whether the file of similar items names its films.</param>
    public static void WriteFilms(string folder, bool similarHasColumns = true)
    {
        var tower = new LayeredTowerGraph([
            new IdentityFeatureGraph(
                new CategoryFeatureGraph(
                    "user_id",
                    new IdTable(["ann", "bob"]),
                    new float[] { 1, 0, 0, 1, 0.5f, 0.5f },
                    2,
                    isIdentity: true
                ),
                new HistoryFeatureGraph(
                    "history",
                    Films.Ids,
                    new float[] { 1, 0, 0.5f, 0.5f, 0, 1, -1, 0, 0, 0 },
                    2
                )
            ),
            new NumberFeatureGraph(
                "age",
                mean: 30,
                scale: 10,
                new float[] { 0, 1 },
                missing: new float[] { 0, 0 }
            ),
        ]);
        OnnxFile.Write(
            RetrievalGraph.Build(
                tower,
                Films,
                new RetrievalGraphOptions { ModelName = "films", ModelVersion = "1" }
            ),
            Path.Combine(folder, "retrieval.onnx")
        );
        OnnxFile.Write(
            SimilarItemsGraph.Build(
                similarHasColumns ? Films : Films with { Columns = [] },
                new float[] { 1, 0 }
            ),
            Path.Combine(folder, "similar.onnx")
        );
    }

    /// <summary>Users of integer ids alone, and a fixed number of films without columns.</summary>
    public static void WriteBaked(string folder) =>
        OnnxFile.Write(
            RetrievalGraph.Build(
                new IdTowerGraph(
                    "user_id",
                    new IdTable([1L, 2]),
                    new float[] { 1, 0, 0, 1, 1, 1 },
                    2
                ),
                Films with
                {
                    Columns = [],
                },
                new RetrievalGraphOptions { ModelName = "baked", BakedK = 3 }
            ),
            Path.Combine(folder, "retrieval.onnx")
        );
}
