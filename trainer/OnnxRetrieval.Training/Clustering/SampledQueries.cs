using OnnxRetrieval.Graph;

namespace OnnxRetrieval.Training.Clustering;

/// <summary>Some of the queries that a model may be asked, by their vectors, to compare ways to search with.</summary>
internal sealed class SampledQueries
{
    /// <summary>How many of the best candidates ways to search are compared by.</summary>
    public const int Depth = 10;

    private const int MostQueries = 512;
    private const int QueriesAtOnce = 32;
    private readonly float[] vectors;
    private readonly int dimensions;

    /// <summary>Takes a sample.</summary>
    /// <param name="queries">All vectors, <c>[count, dimensions]</c>, one at least.</param>
    /// <param name="dimensions">The length of a vector.</param>
    public SampledQueries(ReadOnlySpan<float> queries, int dimensions)
    {
        this.dimensions = dimensions;
        var all = queries.Length / dimensions;
        Count = Math.Min(all, MostQueries);
        vectors = new float[Count * dimensions];
        for (var i = 0; i < Count; i++)
        {
            var row = (int)((long)i * all / Count);
            queries
                .Slice(row * dimensions, dimensions)
                .CopyTo(vectors.AsSpan(i * dimensions, dimensions));
        }
    }

    /// <summary>How many there are.</summary>
    public int Count { get; }

    /// <summary>The vector of each.</summary>
    public IReadOnlyList<ReadOnlyMemory<float>> Vectors =>
        [
            .. Enumerable
                .Range(0, Count)
                .Select(i => (ReadOnlyMemory<float>)vectors.AsMemory(i * dimensions, dimensions)),
        ];

    /// <summary>Each as a query of the graphs that <see cref="Ask"/> makes.</summary>
    public Query[] Queries => [.. Enumerable.Range(0, Count).Select(query => (Query)query)];

    /// <summary>The rows of the best candidates of each, at most <see cref="Depth"/>, as a graph finds them.</summary>
    /// <param name="candidates">The candidates.</param>
    /// <param name="options">How the graph finds them.</param>
    /// <param name="cancellation">Stops.</param>
    public IReadOnlyList<int[]> Best(
        CandidateTable candidates,
        RetrievalGraphOptions options,
        CancellationToken cancellation
    ) =>
        Ask(
            candidates,
            options,
            retriever =>
            {
                var best = new List<int[]>();
                foreach (var chunk in Queries.Chunk(QueriesAtOnce))
                {
                    cancellation.ThrowIfCancellationRequested();
                    var rows = new int[chunk.Length * Depth];
                    retriever.RetrieveRows(chunk, Depth, rows);
                    best.AddRange(
                        rows.Chunk(Depth).Select(row => row.Where(r => r >= 0).ToArray())
                    );
                }
                return best;
            }
        );

    /// <summary>Asks a graph of its own, which is made for this alone.</summary>
    /// <param name="candidates">The candidates.</param>
    /// <param name="options">How the graph finds them.</param>
    /// <param name="ask">Asks it.</param>
    public T Ask<T>(
        CandidateTable candidates,
        RetrievalGraphOptions options,
        Func<Retriever, T> ask
    )
    {
        var tower = new IdTowerGraph(
            "query",
            Numbers(Count),
            // The vector of unknown queries, which nobody asks for.
            (float[])[.. vectors, .. new float[dimensions]],
            dimensions
        );
        var plain = new CandidateTable(
            Numbers(candidates.Count),
            candidates.Vectors,
            candidates.Dimensions
        )
        {
            Biases = candidates.Biases,
        };
        var path = Path.Combine(Path.GetTempPath(), $"onnx-retrieval-{Guid.NewGuid():N}.onnx");
        try
        {
            OnnxFile.Write(RetrievalGraph.Build(tower, plain, options), path);
            using var retriever = Retriever.Load(path, new RetrieverOptions { VerifyHash = false });
            return ask(retriever);
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static IdTable Numbers(int count) =>
        new([.. Enumerable.Range(0, count).Select(number => (long)number)]);
}
