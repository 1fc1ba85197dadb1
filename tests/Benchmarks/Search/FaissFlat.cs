using System.Globalization;
using System.Runtime.InteropServices;
using OnnxRetrieval.Benchmarks.Retrieve;

namespace OnnxRetrieval.Benchmarks.Search;

/// <summary>The rival: FAISS' exact index, in Debian's Python (<c>python3-faiss</c>), on the same vectors and queries.</summary>
internal static class FaissFlat
{
    /// <summary>Milliseconds of a search for each batch size; null where FAISS is not installed.</summary>
    public static double[]? Measure(SyntheticModel model, int k, int threads, int[] batches)
    {
        var folder = Directory.CreateTempSubdirectory("onnx-retrieval-");
        try
        {
            var lines = RivalProgram.Python(
                "faiss",
                "faiss_flat.py",
                [
                    Write(folder, "vectors", model.CandidateVectors),
                    Write(folder, "queries", model.UserVectors),
                    Text(model.Dimensions),
                    Text(k),
                    Text(threads),
                    .. batches.Select(Text),
                ]
            );
            return lines
                ?.Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Select(line => double.Parse(line, CultureInfo.InvariantCulture))
                .ToArray();
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static string Write(DirectoryInfo folder, string name, float[] numbers)
    {
        var path = Path.Combine(folder.FullName, name);
        File.WriteAllBytes(path, MemoryMarshal.AsBytes(numbers.AsSpan()));
        return path;
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
