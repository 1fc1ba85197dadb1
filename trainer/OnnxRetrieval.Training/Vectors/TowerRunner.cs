using OnnxRetrieval.Graph;

namespace OnnxRetrieval.Training.Vectors;

/// <summary>Runs a tower by itself: makes vectors of queries.</summary>
internal sealed class TowerRunner : IDisposable
{
    private readonly string copy = Path.Combine(
        Path.GetTempPath(),
        $"onnx-retrieval-{Guid.NewGuid():N}.onnx"
    );

    private readonly int dimensions;
    private readonly Retriever retriever;

    /// <summary>Loads a tower.</summary>
    /// <param name="tower">The tower.</param>
    /// <param name="dimensions">The length of its vectors.</param>
    /// <param name="opset">The opset that it is written with.</param>
    /// <param name="metadata">Metadata of the file that it is from, which tells what its inputs are for.</param>
    /// <remarks>
    /// The runtime library takes features and gives results, not vectors. So the tower is asked for the scores of the unit
    /// vectors, which are the elements of its vector.
    /// </remarks>
    /// <exception cref="RetrievalException">It does not run.</exception>
    public TowerRunner(
        ITowerGraph tower,
        int dimensions,
        int opset,
        IReadOnlyDictionary<string, string> metadata
    )
    {
        this.dimensions = dimensions;
        var units = new float[dimensions * dimensions];
        for (var element = 0; element < dimensions; element++)
        {
            units[element * dimensions + element] = 1;
        }
        try
        {
            OnnxFile.Write(
                RetrievalGraph.Build(
                    tower,
                    new CandidateTable(
                        new IdTable([.. Enumerable.Range(0, dimensions).Select(i => (long)i)]),
                        units,
                        dimensions
                    ),
                    new RetrievalGraphOptions { Opset = opset, Metadata = metadata }
                ),
                copy
            );
            retriever = Retriever.Load(copy, new RetrieverOptions { VerifyHash = false });
        }
        catch
        {
            OnnxFile.Delete(copy);
            throw;
        }
    }

    /// <summary>The tower as a model that takes queries.</summary>
    public RetrieverInfo Info => retriever.Info;

    /// <summary>Makes vectors of queries.</summary>
    /// <returns>The vectors, <c>[queries, dimensions]</c>, and whether the tower knows each, <c>[queries]</c>.</returns>
    public (float[] Vectors, bool[] Known) Of(Query[] queries)
    {
        var elements = new int[queries.Length * dimensions];
        var values = new float[elements.Length];
        var known = new bool[queries.Length];
        retriever.RetrieveRows(queries, dimensions, elements, values, known);
        var vectors = new float[elements.Length];
        for (var i = 0; i < elements.Length; i++)
        {
            vectors[i / dimensions * dimensions + elements[i]] = values[i];
        }
        return (vectors, known);
    }

    public void Dispose()
    {
        retriever.Dispose();
        OnnxFile.Delete(copy);
    }
}
