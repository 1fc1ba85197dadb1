using OnnxRetrieval.Graph;
using OnnxRetrieval.Training.Data.Files;
using OnnxRetrieval.Training.Export;
using OnnxRetrieval.Training.Scoring;

namespace OnnxRetrieval.Training.Packing;

/// <summary>The stored tower of items, which makes vectors of their features.</summary>
internal sealed class ItemTower : IDisposable
{
    private const int ItemsAtOnce = 256;
    private readonly string copy = Path.Combine(
        Path.GetTempPath(),
        $"onnx-retrieval-{Guid.NewGuid():N}.onnx"
    );

    private readonly Retriever retriever;

    /// <summary>Loads an <c>item_tower.onnx</c>.</summary>
    /// <remarks>
    /// The runtime library takes features and gives results, not vectors. So the tower is asked for the scores of the unit
    /// vectors, which are the elements of its vector.
    /// </remarks>
    /// <exception cref="InputException">It is no tower.</exception>
    /// <exception cref="RetrievalException">It does not run.</exception>
    public ItemTower(string path)
    {
        var model = OnnxFile.Read(path);
        var tower = new ImportedTowerGraph(model);
        Dimensions = checked(
            (int)(
                tower.Dimensions
                ?? throw new InputException($"'{path}' does not tell how long its vectors are.")
            )
        );
        var units = new float[Dimensions * Dimensions];
        for (var element = 0; element < Dimensions; element++)
        {
            units[element * Dimensions + element] = 1;
        }
        OnnxFile.Write(
            RetrievalGraph.Build(
                tower,
                new CandidateTable(
                    new IdTable([.. Enumerable.Range(0, Dimensions).Select(i => (long)i)]),
                    units,
                    Dimensions
                ),
                new RetrievalGraphOptions
                {
                    Opset = tower.Opset,
                    // What its inputs are for.
                    Metadata = RetrievalMetadata.Of(model),
                }
            ),
            copy
        );
        retriever = Retriever.Load(copy);
    }

    /// <summary>The length of a vector.</summary>
    public int Dimensions { get; }

    /// <summary>Whether it knows of items nothing but their ids, so that all new ones are alike to it.</summary>
    public bool TakesIdAlone => retriever.Info.QueryFeatures is [{ Role: "id" }];

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
                Features =
                    ExportedOptions.Of(retriever.Info.Metadata)?.Model.CandidateFeatures ?? [],
            },
            retriever.Info
        );
        var vectors = new List<float>();
        foreach (var batch in items.Read(0, items.Count(), ItemsAtOnce))
        {
            Add(vectors, batch.Queries);
        }
        return ([.. vectors], items.Missing);
    }

    public void Dispose()
    {
        retriever.Dispose();
        File.Delete(copy);
    }

    private void Add(List<float> vectors, Query[] queries)
    {
        var elements = new int[queries.Length * Dimensions];
        var values = new float[elements.Length];
        retriever.RetrieveRows(queries, Dimensions, elements, values);
        var ordered = new float[elements.Length];
        for (var i = 0; i < elements.Length; i++)
        {
            ordered[i / Dimensions * Dimensions + elements[i]] = values[i];
        }
        vectors.AddRange(ordered);
    }
}
