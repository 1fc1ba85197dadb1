namespace OnnxRetrieval.Graph;

/// <summary>Scores in full the candidates of those blocks of <see cref="InvertedLists"/> whose means score best.</summary>
/// <remarks>
/// <para>
/// A block's vectors lie together, so that one Gather copies whole blocks, and queries are taken one by one in a Scan, so that
/// the blocks of one stay in the cache. A block with fewer candidates than fit is filled up with ones whose bias is -∞.
/// </para>
/// <para>
/// The best of the blocks, as many as there are results and excluded ones, are sorted together with the excluded ones by row:
/// one whose row is that of the one before is excluded, or there already. Sorted rows also put the lower row first among equal
/// scores.
/// </para>
/// </remarks>
internal sealed class ListRanking : ICandidateRanking
{
    /// <summary>The name of the blocks' vectors, float <c>[blocks, BlockRows · dimensions]</c>.</summary>
    public const string Vectors = "/lists/vectors";

    /// <summary>The name of the blocks' biases, float <c>[blocks, BlockRows]</c>, -∞ where there is no candidate.</summary>
    public const string Biases = "/lists/biases";

    /// <summary>The name of the blocks' rows, int64 <c>[blocks · BlockRows]</c>, the number of candidates where there is none.</summary>
    public const string Rows = "/lists/rows";

    /// <summary>The name of the queries' scores with the blocks' means, by which the queries' vectors are found in a file.</summary>
    public const string MeanScores = "/lists/scores";

    // More than are asked for, so that among a few equal scores at the end the lower rows are there.
    private const long Spare = 16;

    private readonly GraphBuilder graph;
    private readonly CandidateSearch search;
    private readonly InvertedLists lists;
    private readonly int dimensions;
    private readonly bool hasPadRow;
    private readonly GraphValue vectors;
    private readonly GraphValue biases;
    private readonly GraphValue rows;
    private readonly GraphValue means;
    private readonly GraphValue? meanBiases;
    private readonly GraphValue probes;

    public ListRanking(
        GraphBuilder graph,
        CandidateSearch search,
        CandidateTable candidates,
        InvertedLists lists,
        bool hasPadRow
    )
    {
        lists.Validate(candidates.Count);
        this.graph = graph;
        this.search = search;
        this.lists = lists;
        this.hasPadRow = hasPadRow;
        dimensions = candidates.Dimensions;
        var tables = new BlockTables(candidates, lists.Blocks);
        var blocks = lists.Blocks.Count;
        const int size = InvertedLists.BlockRows;
        vectors = graph.Weights(Vectors, tables.Vectors, blocks, size * dimensions);
        biases = graph.Weights(Biases, tables.Biases, blocks, size);
        rows = graph.Weights(Rows, tables.Rows, blocks * size);
        var ofBlocks = new BlockMeans(candidates, lists.Blocks);
        means = graph.Weights("/lists/means", ofBlocks.Vectors, blocks, dimensions);
        meanBiases = ofBlocks.Biases is { } numbers
            ? graph.Weights("/lists/mean_biases", numbers, blocks)
            : null;
        probes = search.DeclareProbes(lists);
    }

    public (GraphValue Score, GraphValue Index) Best(
        GraphValue vector,
        GraphValue? excludedRows,
        GraphValue k
    )
    {
        var needed = excludedRows is null ? k : graph.Add(k, Width(excludedRows));
        var (scores, found) = Found(vector, needed);
        if (excludedRows is not null)
        {
            scores = graph.Concat(
                [graph.ConstantOfShape(graph.Shape(excludedRows), float.NegativeInfinity), scores],
                axis: 1
            );
            found = graph.Concat([excludedRows, found], axis: 1);
        }
        var (sorted, places) = graph.TopK(
            found,
            Width(found),
            axis: 1,
            symbol: "entries",
            largest: false
        );
        var allowed = graph.Where(
            search.IsRepeated(sorted),
            graph.Constant(float.NegativeInfinity),
            graph.GatherElements(scores, places, axis: 1)
        );
        var (score, place) = graph.TopK(allowed, k, axis: 1);
        var index = graph.GatherElements(sorted, place, axis: 1);
        return (score, hasPadRow ? search.RowsOrNone(score, index) : index);
    }

    // The best of each query's blocks, [batch, found], and their rows: a few more than needed, or, where equal scores reach
    // beyond those, all.
    private (GraphValue Scores, GraphValue Rows) Found(GraphValue vector, GraphValue needed)
    {
        var count = Probes(needed);
        var all = graph.Mul(count, graph.Constant((long)InvertedLists.BlockRows));
        var width = graph.Min(graph.Add(needed, graph.Constant(Spare)), all, "/lists/width");
        var blocks = Nearest(vector, count);
        var (scores, found) = Best(vector, blocks, width, "found");
        var lastNeeded = graph.Gather(
            scores,
            graph.Sub(graph.Min(needed, width), graph.Constant(1L)),
            axis: 1
        );
        var isTied = graph.Equal(lastNeeded, graph.Slice(scores, 1, -1));
        var results = graph.If(
            graph.Greater(
                graph.ReduceMax(graph.Cast(isTied, ElementType.Float), [0, 1]),
                graph.Constant(0f)
            ),
            () =>
            {
                var (allScores, allRows) = Best(vector, blocks, all, "probed");
                return [allScores, allRows];
            },
            () => [scores, found],
            "/lists/best/score",
            "/lists/best/row"
        );
        return (results[0], results[1]);
    }

    private (GraphValue Scores, GraphValue Rows) Best(
        GraphValue vector,
        GraphValue blocks,
        GraphValue width,
        string symbol
    )
    {
        var size = graph.Constant((long)InvertedLists.BlockRows);
        var results = graph.Scan(
            [graph.Unsqueeze(vector, [1]), blocks],
            row =>
            {
                var (values, indices) = graph.TopK(
                    Scores(row[0], row[1]),
                    width,
                    axis: 1,
                    symbol: symbol
                );
                return [graph.Squeeze(values, [0]), graph.Squeeze(indices, [0])];
            },
            $"/lists/{symbol}/scores",
            $"/lists/{symbol}/places"
        );
        var block = graph.GatherElements(blocks, graph.Div(results[1], size), axis: 1);
        var slot = graph.Add(graph.Mul(block, size), graph.Mod(results[1], size));
        return (results[0], graph.Gather(rows, slot));
    }

    // As many blocks as asked for, but enough that the results are there: int64 [1].
    private GraphValue Probes(GraphValue needed)
    {
        var least = (long)lists.LeastRows;
        var enough = graph.Div(graph.Add(needed, graph.Constant(least - 1)), graph.Constant(least));
        return graph.Min(
            graph.Max(probes, enough),
            graph.Constant([(long)lists.Blocks.Count]),
            "/lists/probes"
        );
    }

    // In the order of memory, in which also equal vectors have rising rows.
    private GraphValue Nearest(GraphValue vector, GraphValue count)
    {
        var scores = graph.Gemm(vector, means, meanBiases, transposeB: true, name: MeanScores);
        var (_, blocks) = graph.TopK(scores, count, axis: 1, symbol: "probes");
        return graph.TopK(blocks, count, axis: 1, symbol: "probes", largest: false).Values;
    }

    // Of one query [1, dimensions] and all candidates of its blocks [probes]: [1, probes · BlockRows].
    private GraphValue Scores(GraphValue vector, GraphValue blocks) =>
        graph.Gemm(
            vector,
            graph.Reshape(graph.Gather(vectors, blocks), [-1, dimensions]),
            graph.Reshape(graph.Gather(biases, blocks), [1, -1]),
            transposeB: true
        );

    // The second dimension's size, int64 [1].
    private GraphValue Width(GraphValue value) => graph.Slice(graph.Shape(value), 0, 1, 2);
}
