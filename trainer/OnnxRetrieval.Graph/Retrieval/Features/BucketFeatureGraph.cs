namespace OnnxRetrieval.Graph;

/// <summary>
/// A number in buckets, such as those of its quantiles: the row of its bucket in a table of vectors. The bucket is the
/// number of edges that are not above it, from 0 to the number of edges. A missing number (NaN) takes the table's last row.
/// Input: float <c>[batch]</c>.
/// </summary>
public sealed class BucketFeatureGraph : IFeatureGraph
{
    private readonly string inputName;
    private readonly ReadOnlyMemory<float> edges;
    private readonly ReadOnlyMemory<float> table;

    /// <summary>A feature.</summary>
    /// <param name="inputName">Its name, such as <c>age</c>.</param>
    /// <param name="edges">The edges, at least one, each greater than that before.</param>
    /// <param name="table"><c>[edges.Length + 2, width]</c>: the buckets in order, then missing numbers.</param>
    /// <param name="width">The length of a vector.</param>
    /// <exception cref="GraphException">Name, edges or table are not as told.</exception>
    public BucketFeatureGraph(
        string inputName,
        ReadOnlyMemory<float> edges,
        ReadOnlyMemory<float> table,
        int width
    )
    {
        FeatureChecks.RequireName(inputName);
        FeatureChecks.RequireTable(edges, 1, edges.Length, "edges", inputName);
        for (var i = 1; i < edges.Length; i++)
        {
            if (edges.Span[i] <= edges.Span[i - 1])
            {
                throw new GraphException(
                    $"Edge {i} of feature '{inputName}' is {edges.Span[i]}, not above {edges.Span[i - 1]} before it: edges must rise, each given once."
                );
            }
        }
        FeatureChecks.RequireTable(table, edges.Length + 2, width, "vectors", inputName);
        this.inputName = inputName;
        this.edges = edges;
        this.table = table;
        Width = width;
    }

    /// <summary>The length of a vector.</summary>
    public int Width { get; }

    /// <inheritdoc/>
    public FeatureOutput Emit(GraphBuilder graph)
    {
        var scope = graph.Scope(inputName);
        var number = FeatureInput.One(
            graph,
            inputName,
            ElementType.Float,
            FeatureRole.Number,
            $"Raw {inputName}, one a query; NaN where it is missing."
        );
        var passed = graph.GreaterOrEqual(
            graph.Unsqueeze(number, [1]),
            graph.Weights($"{scope}/edges", edges, edges.Length)
        );
        var bucket = graph.ReduceSum(graph.Cast(passed, ElementType.Int64), [1]);
        var row = graph.Where(
            graph.IsNaN(number),
            graph.Constant(edges.Length + 1L),
            bucket,
            $"{scope}/bucket"
        );
        var weights = graph.Weights($"{scope}/buckets", table, edges.Length + 2, Width);
        return new FeatureOutput(graph.Gather(weights, row, name: $"{scope}/vector"), Known: null);
    }
}
