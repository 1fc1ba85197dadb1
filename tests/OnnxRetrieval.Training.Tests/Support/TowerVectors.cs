using OnnxRetrieval.Graph;
using OnnxRetrieval.Training.Tests.Data;

namespace OnnxRetrieval.Training.Tests.Support;

/// <summary>The vectors that a tower's graph makes of raw values: the scores that it gives the unit vectors.</summary>
internal sealed class TowerVectors : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly Retriever retriever;
    private readonly int dimensions;

    public TowerVectors(ITowerGraph tower, int dimensions)
    {
        this.dimensions = dimensions;
        var units = new float[dimensions * dimensions];
        for (var element = 0; element < dimensions; element++)
        {
            units[element * dimensions + element] = 1;
        }
        var path = Path.Combine(folder.Path, "tower.onnx");
        OnnxFile.Write(
            RetrievalGraph.Build(
                tower,
                new CandidateTable(
                    new IdTable([.. Enumerable.Range(0, dimensions).Select(i => (long)i)]),
                    units,
                    dimensions
                ),
                new RetrievalGraphOptions { Opset = 20 }
            ),
            path
        );
        retriever = Retriever.Load(path, new RetrieverOptions { Threads = 1 });
    }

    public float[] Of(Query query)
    {
        var elements = new int[dimensions];
        var values = new float[dimensions];
        retriever.RetrieveRows([query], dimensions, elements, values);
        Array.Sort(elements, values);
        return values;
    }

    public void Dispose()
    {
        retriever.Dispose();
        folder.Dispose();
    }
}
