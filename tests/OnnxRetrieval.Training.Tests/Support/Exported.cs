using OnnxRetrieval.Graph;
using OnnxRetrieval.Training.Data;
using OnnxRetrieval.Training.Export;
using OnnxRetrieval.Training.Tests.Data;
using OnnxRetrieval.Training.Towers;

namespace OnnxRetrieval.Training.Tests.Support;

/// <summary>A model's exported retrieval file, loaded.</summary>
internal static class Exported
{
    /// <summary>A data set whose ids are text that is no row number.</summary>
    public static Dataset Dataset(Interactions interactions, int users, int items) =>
        new(
            "made",
            new IdTable([.. Enumerable.Range(0, users).Select(Blocks.UserId)]),
            new IdTable([.. Enumerable.Range(0, items).Select(Blocks.ItemId)]),
            interactions,
            [],
            new DataReport(),
            "fingerprint"
        );

    /// <summary>Writes the files and loads <c>retrieval.onnx</c>.</summary>
    public static Retriever Load(
        TwoTowerModel model,
        Dataset dataset,
        UserItems trained,
        TemporaryFolder folder,
        int? bakedK = null
    )
    {
        var notes = new GraphNotes(
            "made",
            null,
            "{}",
            dataset.Fingerprint,
            new() { BakedK = bakedK }
        );
        new ModelExporter(model, dataset, trained, notes).Write(folder.Path, []);
        return Retriever.Load(
            Path.Combine(folder.Path, "retrieval.onnx"),
            new RetrieverOptions { Threads = 1 }
        );
    }
}
