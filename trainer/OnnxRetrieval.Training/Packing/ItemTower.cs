using OnnxRetrieval.Graph;
using OnnxRetrieval.Training.Data.Files;
using OnnxRetrieval.Training.Export;
using OnnxRetrieval.Training.Scoring;
using OnnxRetrieval.Training.Vectors;

namespace OnnxRetrieval.Training.Packing;

/// <summary>The stored tower of items, which makes vectors of their features.</summary>
internal sealed class ItemTower : IDisposable
{
    private const int ItemsAtOnce = 256;
    private readonly TowerRunner tower;

    /// <summary>Loads an <c>item_tower.onnx</c>.</summary>
    /// <exception cref="InputException">It is no tower.</exception>
    /// <exception cref="RetrievalException">It does not run.</exception>
    public ItemTower(string path)
    {
        var model = OnnxFile.Read(path);
        var graph = new ImportedTowerGraph(model);
        Dimensions = checked(
            (int)(
                graph.Dimensions
                ?? throw new InputException($"'{path}' does not tell how long its vectors are.")
            )
        );
        tower = new TowerRunner(graph, Dimensions, graph.Opset, RetrievalMetadata.Of(model));
    }

    /// <summary>The length of a vector.</summary>
    public int Dimensions { get; }

    /// <summary>Whether it knows of items nothing but their ids, so that all new ones are alike to it.</summary>
    public bool TakesIdAlone => tower.Info.QueryFeatures is [{ Role: "id" }];

    /// <summary>Makes vectors of the items of a source, in the order of its rows.</summary>
    /// <param name="database">Reads the source.</param>
    /// <param name="source">A file or a query with a column for each feature.</param>
    /// <param name="idColumn">The column with the ids; null: found by its usual names.</param>
    /// <returns>The vectors, <c>[items, dimensions]</c>, and the features that the source has no column for.</returns>
    public (float[] Vectors, IReadOnlyList<string> Missing) VectorsOf(
        DuckDatabase database,
        string source,
        string? idColumn
    )
    {
        var items = new QuerySource(
            database,
            source,
            new()
            {
                What = "candidates",
                Option = "--candidates",
                Id = idColumn,
                IdOption = "--candidate-id",
                UsualIds = ColumnNames.Item,
                Features = ExportedOptions.Of(tower.Info.Metadata)?.Model.CandidateFeatures ?? [],
            },
            tower.Info
        );
        var vectors = new List<float>();
        foreach (var batch in items.Read(0, items.Count(), ItemsAtOnce))
        {
            vectors.AddRange(tower.Of(batch.Queries).Vectors);
        }
        return ([.. vectors], items.Missing);
    }

    public void Dispose() => tower.Dispose();
}
