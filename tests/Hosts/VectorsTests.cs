using System.Text.Json;
using OnnxRetrieval.Graph;
using OnnxRetrieval.Training.Vectors;

namespace OnnxRetrieval.Hosts.Tests;

/// <summary>A script of <c>export --vectors</c> in PostgreSQL with pgvector, beside the model itself.</summary>
public sealed class VectorsTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("onnx-vectors-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void The_database_finds_what_the_model_does_without_what_was_seen()
    {
        HostProcess.SkipUnlessThere(HostKind.Node);
        Assert.SkipUnless(
            Directory.Exists(Path.Combine(HostProcess.Folder, "node_modules", "@electric-sql")),
            "PGlite is missing: run tests/Hosts/install.sh."
        );
        var path = WriteModel();
        var script = Path.Combine(folder, "shop.sql");
        VectorExport.Run(
            new() { Model = path, Target = VectorTarget.Parse(script, null) },
            TestContext.Current.CancellationToken
        );
        string[] seen = ["a\tb", "c\\d"];
        var calls = Path.Combine(folder, "calls.json");
        File.WriteAllText(
            calls,
            JsonSerializer.Serialize(
                new object[] { new object[] { 7, Array.Empty<string>() }, new object[] { 8, seen } }
            )
        );

        var answers = HostProcess.Node<SqlAnswer[]>(
            "sql.mjs",
            Path.Combine(folder, "answers.json"),
            script,
            calls
        );

        using var retriever = Retriever.Load(path);
        Assert.Equal(Shown(retriever.Retrieve(7, 10)), answers[0].Rows.Select(Shown));
        Assert.Equal(Shown(retriever.Retrieve(8, 10, seen)), answers[1].Rows.Select(Shown));
        Assert.Contains("Index Scan using candidate_vectors_vector_idx", answers[0].Plan);
    }

    private string WriteModel()
    {
        var path = Path.Combine(folder, "retrieval.onnx");
        OnnxFile.Write(
            RetrievalGraph.Build(
                new IdTowerGraph(
                    "user_id",
                    new IdTable([7L, 8]),
                    new float[] { 1, 0, 0.25f, 1, 0, 0 },
                    dimensions: 2
                ),
                new CandidateTable(
                    new IdTable(["a\tb", "c\\d", "\\.", "é\nf", "\\N"]),
                    new float[] { 1, 0, 0, 1, 0.5f, 0.5f, 1e-7f, -3e8f, -1, 2 },
                    Dimensions: 2
                )
                {
                    Biases = new float[] { 0, 0.5f, 0.25f, 1, -1 },
                    Columns = [new("Ti\"tle", ["A", "", "\\.", "E\r\nF", "O'N"])],
                },
                new RetrievalGraphOptions { ModelName = "shop\n;" }
            ),
            path
        );
        return path;
    }

    private static IEnumerable<string> Shown(Retrieval results) =>
        results.Select(hit => Shown(hit.Id, hit["Ti\"tle"], hit.Score));

    private static string Shown(Dictionary<string, JsonElement> row) =>
        Shown(row["item_id"].GetString()!, row["Ti\"tle"].GetString()!, row["score"].GetSingle());

    private static string Shown(string id, string title, float score) =>
        FormattableString.Invariant($"{id}|{title}|{score:G4}");

    private sealed record SqlAnswer(Dictionary<string, JsonElement>[] Rows, string Plan);
}
