using Google.Protobuf;
using OnnxRetrieval.Graph.Onnx;

namespace OnnxRetrieval.Graph.Tests.Imported;

public sealed class ImportedTowerGraphTests
{
    private static readonly CandidateTable Candidates = new(
        new IdTable(["first", "second"]),
        new float[] { 1, 0, 0, 1 },
        2
    );

    [Fact]
    public void A_tower_of_another_tool_is_searched_with()
    {
        var model = Build(ForeignTower.Create());
        using var session = new ModelSession(model);

        var result = session.Run(
            ("user", new[] { 0L, 2 }),
            ("age", new[] { 10f, -1 }),
            ("k", new[] { 2L }),
            ("exclude", new string[1, 0])
        );

        // Rows 1 2 and 5 6 of the table, times the age, plus 1.
        Assert.Equal(
            new[,]
            {
                { "second", "first" },
                { "first", "second" },
            },
            result["candidate_id"]
        );
        Assert.Equal(
            new[,]
            {
                { 21f, 11 },
                { -4, -5 },
            },
            result["score"]
        );
        Assert.Equal(new[] { true, true }, result["query_known"]);
    }

    [Fact]
    public void Only_what_the_vectors_need_is_taken_over_with_its_opset()
    {
        var model = Build(ForeignTower.Create(opset: 14));

        Assert.Equal(
            ["user", "age", "k", "exclude"],
            model.Graph.Input.Select(input => input.Name)
        );
        Assert.Equal(["", "ai.onnx.ml"], model.OpsetImport.Select(import => import.Domain));
        Assert.Equal(14, model.OpsetImport[0].Version);
        Assert.Equal("[batch]", Shape(model.Graph.Input[0]));
    }

    [Fact]
    public void Raw_ids_are_looked_up_and_strangers_take_the_row_of_unknown_ids()
    {
        var model = Build(
            ForeignTower.Create(),
            new ImportedTowerOptions
            {
                Names = new Dictionary<string, string> { ["user"] = "user_id" },
                Vocabularies = new Dictionary<string, InputVocabulary>
                {
                    ["user"] = new(new IdTable(["ann", "bob"]), [0, 2], UnknownRow: 1),
                },
            }
        );
        using var session = new ModelSession(model);

        var result = session.Run(
            ("user_id", new[] { "bob", "zoe" }),
            ("age", new[] { 1f, 1 }),
            ("k", new[] { 1L }),
            ("exclude", new string[1, 0])
        );

        Assert.Equal(
            new[,]
            {
                { 7f },
                { 5 },
            },
            result["score"]
        );
        Assert.Equal(new[] { true, false }, result["query_known"]);
        Assert.Contains(
            "\"role\":\"id\"",
            RetrievalMetadata.Of(model)[RetrievalMetadata.FeatureSchema],
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_tower_that_we_wrote_gives_what_it_gave()
    {
        var random = new Random(1);
        float[] Values(int count) =>
            [.. Enumerable.Range(0, count).Select(_ => random.NextSingle() - .5f)];
        var tower = new LayeredTowerGraph(
            [
                new CategoryFeatureGraph("land", new IdTable(["at", "ch"]), Values(6), 2),
                new NumberFeatureGraph("age", 40, 10, Values(2), Values(2)),
            ],
            normalize: true
        );
        var foreign = OnnxFileCopy(TowerGraph.Build(tower, "vector"));
        using var direct = new ModelSession(RetrievalGraph.Build(tower, Candidates));
        using var imported = new ModelSession(Build(foreign));
        (string, Array)[] query =
        [
            ("land", new[] { "ch", "??" }),
            ("age", new[] { 31f, float.NaN }),
            ("k", new[] { 2L }),
            (
                "exclude",
                new[,]
                {
                    { "first" },
                }
            ),
        ];

        Assert.Equal(direct.Run(query)["score"], imported.Run(query)["score"]);
    }

    [Fact]
    public void What_cannot_be_taken_over_is_told()
    {
        Refuses(
            "opset 11, and can be taken with one from 13 to 21",
            ForeignTower.Create(opset: 11)
        );
        Refuses("dynamic_axes", ForeignTower.Create(fixedBatch: true));
        Refuses(
            "has no output 'embedding'. It has: 'vector' (Float [N, 2]), 'other' (Float [N])",
            ForeignTower.Create(),
            new() { Output = "embedding" }
        );
        Refuses(
            "'other' (Float [N]) is not of type Float and shape [batch, dimensions]",
            ForeignTower.Create(),
            new() { Output = "other" }
        );
        Refuses(
            "has no input 'usr'. It has: user, age",
            ForeignTower.Create(),
            new() { Names = new Dictionary<string, string> { ["usr"] = "user_id" } }
        );
        Refuses(
            "'k', which the contract uses itself",
            ForeignTower.Create(),
            new() { Names = new Dictionary<string, string> { ["user"] = "k" } }
        );
        var withFunction = ForeignTower.Create();
        withFunction.Functions.Add(new FunctionProto { Name = "Mine" });
        Refuses("operators of its own ('Mine')", withFunction);
        var outside = ForeignTower.Create();
        outside.Graph.Initializer[0].DataLocation = TensorProto.Types.DataLocation.External;
        Refuses("save the model as one file", outside);
        var wide = ForeignTower.Create();
        wide.Graph.Output[0].Type.TensorType.Shape.Dim[1].DimValue = 3;
        Refuses("shape [batch, 2]", wide);
    }

    private static void Refuses(
        string message,
        ModelProto model,
        ImportedTowerOptions? options = null
    )
    {
        var error = Assert.Throws<GraphException>(() => Build(model, options));
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    private static ModelProto Build(ModelProto model, ImportedTowerOptions? options = null)
    {
        var tower = new ImportedTowerGraph(model, options);
        return RetrievalGraph.Build(
            tower,
            Candidates,
            new RetrievalGraphOptions { Opset = tower.Opset }
        );
    }

    private static ModelProto OnnxFileCopy(ModelProto model) =>
        ModelProto.Parser.ParseFrom(model.ToByteArray());

    private static string Shape(ValueInfoProto value) =>
        $"[{string.Join(", ", value.Type.TensorType.Shape.Dim.Select(size => size.DimParam))}]";
}
