using System.Globalization;

namespace OnnxRetrieval.Benchmarks.Indexes;

/// <summary>
/// Other indexes on the same vectors and queries: FAISS' in Debian's Python (<c>python3-faiss</c>), and those of npm's
/// <c>usearch</c> and <c>hnswlib-node</c>, where they are installed in the folder that the benchmark is started in.
/// </summary>
internal static class Rivals
{
    /// <summary>Measures all of them.</summary>
    /// <param name="data">The vectors, with the best candidates of each query beside them.</param>
    /// <param name="k">How many those are.</param>
    /// <param name="threads">Threads of a search.</param>
    /// <param name="lists">How many inverted lists an index of such has.</param>
    /// <param name="batches">Numbers of queries in a call.</param>
    /// <param name="missing">Receives what is not installed.</param>
    public static IEnumerable<IndexResult> Measure(
        IndexData data,
        int k,
        int threads,
        int lists,
        int[] batches,
        ICollection<string> missing
    )
    {
        string[] common =
        [
            data.Folder.FullName,
            Text(IndexData.Dimensions),
            Text(k),
            Text(threads),
        ];
        string[] sizes = Array.ConvertAll(batches, Text);
        var found = new List<IndexResult>();
        foreach (var index in (string[])["ivf", "hnsw"])
        {
            Add(
                $"FAISS {index}",
                RivalProgram.Python("faiss", "rivals.py", [.. common, index, Text(lists), .. sizes])
            );
        }
        foreach (var package in (string[])["usearch", "hnswlib-node"])
        {
            Add(package, RivalProgram.Node("rivals.cjs", [.. common, package, .. sizes]));
        }
        return found;

        void Add(string name, string? lines)
        {
            if (lines is null)
            {
                missing.Add(name);
                return;
            }
            found.AddRange(
                lines
                    .Split('\n', StringSplitOptions.RemoveEmptyEntries)
                    .Select(line => IndexResult.Parse(line.Split('\t')))
            );
        }
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}

/// <summary>What an index came to with one setting.</summary>
/// <param name="Name">The index.</param>
/// <param name="Setting">How thorough its search is: lists, blocks or candidates looked into.</param>
/// <param name="BuildSeconds">How long it took to build.</param>
/// <param name="Recall">The share found of the exact best.</param>
/// <param name="Milliseconds">The time of a call for each number of queries.</param>
internal sealed record IndexResult(
    string Name,
    string Setting,
    double BuildSeconds,
    double Recall,
    double[] Milliseconds
)
{
    public static IndexResult Parse(string[] cells) =>
        new(cells[0], cells[1], Number(cells[2]), Number(cells[3]), [.. cells[4..].Select(Number)]);

    /// <summary>The row of a table.</summary>
    public override string ToString() =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"| {Name} | {Setting} | {BuildSeconds:F0} | {Recall:F4} | {string.Join(" | ", Milliseconds.Select(Time))} |"
        );

    private static string Time(double milliseconds) =>
        milliseconds.ToString(milliseconds < 1 ? "F3" : "F2", CultureInfo.InvariantCulture);

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
