using System.Globalization;
using System.Runtime.InteropServices;

namespace OnnxRetrieval.Benchmarks.Indexes;

/// <summary>
/// Vectors to compare indexes by, and queries like them. Made once, and kept with the rivals' indexes in a folder of the
/// system's temporary one, which may be removed at any time.
/// </summary>
internal sealed class IndexData
{
    public const int Candidates = 1_000_000;
    public const int Dimensions = 64;
    public const int Queries = 1024;

    // How far members of a group lie from its centre, which has length 1.
    private const double Spread = 1;
    private const int Groups = 1000;

    private IndexData(
        string name,
        Func<Random, float[]> centres,
        Action<Random, float[], Span<float>> draw
    )
    {
        Name = name;
        Folder = Directory.CreateDirectory(
            Path.Combine(
                Path.GetTempPath(),
                "onnx-retrieval-benchmarks",
                string.Create(CultureInfo.InvariantCulture, $"{name}-{Candidates}x{Dimensions}")
            )
        );
        var random = new Random(7);
        var middles = centres(random);
        CandidateVectors = Numbers("vectors", Candidates);
        QueryVectors = Numbers("queries", Queries);

        float[] Numbers(string part, int count)
        {
            var path = PathOf(part);
            var seeded = new Random(random.Next());
            if (!File.Exists(path))
            {
                var made = new float[count * Dimensions];
                for (var row = 0; row < count; row++)
                {
                    draw(seeded, middles, made.AsSpan(row * Dimensions, Dimensions));
                }
                Write(part, MemoryMarshal.AsBytes(made.AsSpan()));
            }
            return MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(path)).ToArray();
        }
    }

    /// <summary>What they are.</summary>
    public string Name { get; }

    /// <summary>Where they are kept.</summary>
    public DirectoryInfo Folder { get; }

    /// <summary><c>[Candidates, Dimensions]</c>.</summary>
    public float[] CandidateVectors { get; }

    /// <summary><c>[Queries, Dimensions]</c>.</summary>
    public float[] QueryVectors { get; }

    /// <summary>Independent normal elements: the worst case, in which nothing forms groups.</summary>
    public static IndexData Gaussian() =>
        new(
            "gaussian",
            _ => [],
            (random, _, vector) =>
            {
                foreach (ref var number in vector)
                {
                    number = (float)Normal(random);
                }
            }
        );

    /// <summary>On the unit sphere, around one of a thousand centres.</summary>
    public static IndexData Clustered() =>
        new(
            "clustered",
            random =>
            {
                var centres = new float[Groups * Dimensions];
                for (var group = 0; group < Groups; group++)
                {
                    var centre = centres.AsSpan(group * Dimensions, Dimensions);
                    foreach (ref var number in centre)
                    {
                        number = (float)Normal(random);
                    }
                    Normalize(centre);
                }
                return centres;
            },
            (random, centres, vector) =>
            {
                var centre = centres.AsSpan(random.Next(Groups) * Dimensions, Dimensions);
                for (var d = 0; d < Dimensions; d++)
                {
                    vector[d] =
                        centre[d] + (float)(Normal(random) * Spread / Math.Sqrt(Dimensions));
                }
                Normalize(vector);
            }
        );

    /// <summary>The file of a part of the data, which the rivals read.</summary>
    public string PathOf(string part) => Path.Combine(Folder.FullName, part);

    /// <summary>Keeps a part of the data, where it is in its place as a whole or not at all.</summary>
    public void Write(string part, ReadOnlySpan<byte> bytes)
    {
        var path = PathOf(part);
        File.WriteAllBytes(path + ".new", bytes);
        File.Move(path + ".new", path, overwrite: true);
    }

    // Box–Muller.
    private static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble()))
        * Math.Cos(2 * Math.PI * random.NextDouble());

    private static void Normalize(Span<float> vector)
    {
        var squares = 0.0;
        foreach (var number in vector)
        {
            squares += number * (double)number;
        }
        var scale = (float)(1 / Math.Sqrt(squares));
        foreach (ref var number in vector)
        {
            number *= scale;
        }
    }
}
