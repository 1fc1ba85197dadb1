using System.Globalization;
using OnnxRetrieval.Graph;

namespace OnnxRetrieval.Benchmarks.Retrieve;

/// <summary>A retrieval file of gaussian vectors, in a temporary folder that disposing it removes.</summary>
internal sealed class SyntheticModel : IDisposable
{
    public const int Users = 1000;
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("onnx-retrieval-");

    public SyntheticModel(int candidates, int dimensions, RetrievalGraphOptions? options = null)
    {
        var random = new Random(42);
        File = Path.Combine(folder.FullName, "retrieval.onnx");
        OnnxFile.Write(
            RetrievalGraph.Build(
                new IdTowerGraph(
                    "user_id",
                    Ids(Users),
                    Gaussian(random, (Users + 1) * dimensions),
                    dimensions
                ),
                new CandidateTable(
                    Ids(candidates),
                    Gaussian(random, candidates * dimensions),
                    dimensions
                )
                {
                    Columns =
                    [
                        new(
                            "title",
                            [.. Enumerable.Range(0, candidates).Select(row => $"Title {row}")]
                        ),
                    ],
                },
                options
            ),
            File
        );
    }

    public string File { get; }

    public static string Id(int row) => row.ToString(CultureInfo.InvariantCulture);

    public void Dispose() => folder.Delete(recursive: true);

    private static IdTable Ids(int count) => new([.. Enumerable.Range(0, count).Select(Id)]);

    private static float[] Gaussian(Random random, int count)
    {
        var values = new float[count];
        for (var i = 0; i < count; i++)
        {
            // Box–Muller.
            var radius = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble()));
            values[i] = (float)(radius * Math.Cos(2 * Math.PI * random.NextDouble()));
        }
        return values;
    }
}
