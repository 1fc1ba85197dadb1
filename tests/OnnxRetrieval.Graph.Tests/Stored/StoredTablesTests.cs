using Google.Protobuf;
using OnnxRetrieval.Graph.Onnx;

namespace OnnxRetrieval.Graph.Tests.Stored;

public sealed class StoredTablesTests
{
    private const int Count = 200;
    private const int Dimensions = 32;

    [Theory]
    [InlineData(TableStorage.Float16, 1.9, 2e-3f)]
    [InlineData(TableStorage.Int8, 3.5, 2e-2f)]
    public void A_stored_model_is_smaller_and_gives_nearly_the_same(
        TableStorage storage,
        double times,
        float tolerance
    )
    {
        var model = Model();

        var stored = StoredTables.Store(model, storage);

        Assert.True(TablesIn(model) > times * TablesIn(stored));
        var (expected, actual) = (Run(model), Run(stored));
        for (var rank = 0; rank < Count; rank++)
        {
            var row = (long)expected["candidate_index"].GetValue(0, rank)!;
            var place = Enumerable
                .Range(0, Count)
                .Single(other => (long)actual["candidate_index"].GetValue(0, other)! == row);
            Assert.Equal(
                (float)expected["score"].GetValue(0, rank)!,
                (float)actual["score"].GetValue(0, place)!,
                tolerance
            );
        }
    }

    [Theory]
    [InlineData(TableStorage.Float16)]
    [InlineData(TableStorage.Int8)]
    public void Restored_it_is_what_the_stored_tables_decode_to(TableStorage storage)
    {
        var model = Model(candidatesInput: true);
        var stored = StoredTables.Store(model, storage);

        var restored = StoredTables.Restore(stored);

        Assert.Equal(
            model.Graph.Node.Select(node => node.Name),
            restored.Graph.Node.Select(node => node.Name)
        );
        Assert.Equal(
            model.Graph.Initializer.Select(table => table.Name).Order(),
            restored.Graph.Initializer.Select(table => table.Name).Order()
        );
        Assert.Equal(Run(stored)["score"], Run(restored)["score"]);
        // What was stored once loses nothing more.
        Assert.Equal(Run(stored)["score"], Run(StoredTables.Store(restored, storage))["score"]);
    }

    [Fact]
    public void Only_large_tables_of_vectors_are_stored_so()
    {
        var stored = StoredTables.Store(Model(), TableStorage.Int8);

        Assert.Equal(
            ["/candidate/vectors/int8"],
            stored
                .Graph.Initializer.Where(table => table.DataType == (int)ElementType.Int8)
                .Select(table => table.Name)
        );
        // Biases, and the small table of users.
        Assert.Contains(stored.Graph.Initializer, table => table.Name == "/candidate/biases");
        Assert.Contains(stored.Graph.Initializer, table => table.Name == "/user_id/vectors");
    }

    [Fact]
    public void The_metadata_tells_and_a_version_that_nobody_chose_is_a_new_one()
    {
        var model = Model();
        var chosen = OnnxFile.WithMetadata(
            model,
            new Dictionary<string, string> { [RetrievalMetadata.ModelVersion] = "7" }
        );

        var metadata = RetrievalMetadata.Of(StoredTables.Store(model, TableStorage.Float16));

        Assert.Equal("float16", metadata[RetrievalMetadata.Storage]);
        Assert.NotEqual(
            RetrievalMetadata.Of(model)[RetrievalMetadata.ModelVersion],
            metadata[RetrievalMetadata.ModelVersion]
        );
        Assert.Equal(
            "7",
            RetrievalMetadata.Of(StoredTables.Store(chosen, TableStorage.Float16))[
                RetrievalMetadata.ModelVersion
            ]
        );
        Assert.Equal(
            model.ToByteArray(),
            StoredTables.Store(model, TableStorage.Float32).ToByteArray()
        );
    }

    [Fact]
    public void A_number_that_16_bits_cannot_hold_is_told()
    {
        var error = Assert.Throws<GraphException>(() =>
            StoredTables.Store(Model(largest: 70_000), TableStorage.Float16)
        );

        Assert.Contains(
            "70000, which is too large for 16 bits",
            error.Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Other_candidates_are_stored_as_the_earlier_ones()
    {
        var path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.onnx");
        try
        {
            OnnxFile.Write(StoredTables.Store(Model(), TableStorage.Int8), path);
            var stored = StoredRetrieval.Read(path);

            var model = stored.With(stored.Candidates, new Dictionary<string, string?>());

            Assert.Equal(TableStorage.Int8, StoredTables.Of(model));
            Assert.Equal(Run(OnnxFile.Read(path))["score"], Run(model)["score"]);
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static ModelProto Model(bool candidatesInput = false, float? largest = null)
    {
        var random = new Random(1);
        float[] Values(int count) =>
            [.. Enumerable.Range(0, count).Select(_ => random.NextSingle() - .5f)];
        var vectors = Values(Count * Dimensions);
        vectors[5] = largest ?? vectors[5];
        return RetrievalGraph.Build(
            new IdTowerGraph("user_id", new IdTable([1L]), Values(2 * Dimensions), Dimensions),
            new CandidateTable(
                new IdTable([.. Enumerable.Range(0, Count).Select(row => $"id {row}")]),
                vectors,
                Dimensions
            )
            {
                Biases = Values(Count),
            },
            new RetrievalGraphOptions { CandidatesInput = candidatesInput }
        );
    }

    private static int TablesIn(ModelProto model) =>
        model
            .Graph.Initializer.Where(table =>
                table.Name.StartsWith("/candidate/vectors", StringComparison.Ordinal)
            )
            .Sum(table => table.RawData.Length);

    private static IReadOnlyDictionary<string, Array> Run(ModelProto model)
    {
        using var session = new ModelSession(model);
        List<(string, Array)> inputs =
        [
            ("user_id", new[] { 1L }),
            ("k", new[] { (long)Count }),
            ("exclude", new string[1, 0]),
        ];
        if (session.Session.InputMetadata.ContainsKey("candidates"))
        {
            inputs.Add(("candidates", new string[1, 0]));
        }
        return session.Run([.. inputs]);
    }
}
