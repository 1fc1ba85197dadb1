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
        Dimensions = dimensions;
        UserVectors = Gaussian(random, (Users + 1) * dimensions);
        CandidateVectors = Gaussian(random, candidates * dimensions);
        File = Path.Combine(folder.FullName, "retrieval.onnx");
        OnnxFile.Write(
            RetrievalGraph.Build(
                new IdTowerGraph("user_id", Ids(Users), UserVectors, dimensions),
                new CandidateTable(Ids(candidates), CandidateVectors, dimensions)
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

    public int Dimensions { get; }

    /// <summary><c>[Users + 1, dimensions]</c>, that of unknown users last.</summary>
    public float[] UserVectors { get; }

    /// <summary><c>[candidates, dimensions]</c>.</summary>
    public float[] CandidateVectors { get; }

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
