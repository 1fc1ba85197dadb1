namespace OnnxRetrieval.Graph;

/// <summary>
/// Scores all candidates with 8-bit integers, and then in full the best of those, some times as many as are asked for.
/// </summary>
/// <remarks>
/// <para>
/// A query q is scaled by its largest element m to integers of 7 bits, the candidates by theirs, M, to 8: q · c ≈ m/63 · M/127
/// · (integers' product). One scale serves all candidates, so that the products need no floats to be compared; biases, where
/// there are any, are added to scaled ones. The operator is of the ONNX standard.
/// </para>
/// <para>
/// 7 bits and not 8, since processors with AVX2 but without VNNI add the products of two pairs in 16 bits and cut off what is
/// more: 2 · 127 · 127 just fits, so all hosts find the same.
/// </para>
/// </remarks>
internal sealed class TwoPassRanking : ICandidateRanking
{
    private const int QuerySteps = 63;
    private const byte QueryZero = 64;

    // The excluded ones' product: far less than any other.
    private const float LeastProduct = int.MinValue;

    // What a query of zeros is divided by.
    private const float LeastScale = 1e-30f;

    private readonly GraphBuilder graph;
    private readonly CandidateSearch search;
    private readonly CandidateTable candidates;
    private readonly CandidateTables tables;
    private readonly bool hasPadRow;
    private readonly GraphValue matrix;
    private readonly float step;

    public TwoPassRanking(
        GraphBuilder graph,
        CandidateSearch search,
        CandidateTable candidates,
        CandidateTables tables,
        bool hasPadRow
    )
    {
        this.graph = graph;
        this.search = search;
        this.candidates = candidates;
        this.tables = tables;
        this.hasPadRow = hasPadRow;
        var rows = candidates.Count + (hasPadRow ? 1 : 0);
        (var integers, step) = QuantizedColumns.Of(candidates, rows);
        matrix = graph.Weights("/candidate/scan", integers, candidates.Dimensions, rows);
    }

    public (GraphValue Score, GraphValue Index) Best(
        GraphValue vector,
        GraphValue? excludedRows,
        GraphValue k
    )
    {
        var rows = Found(vector, excludedRows, k);
        var scores = CandidateScores.OfRows(graph, vector, tables, rows, CandidateScores.SomeName);
        if (hasPadRow)
        {
            scores = graph.Where(
                graph.Less(rows, graph.Constant((long)candidates.Count)),
                scores,
                graph.Constant(float.NegativeInfinity)
            );
        }
        var (score, place) = graph.TopK(scores, k, axis: 1);
        var index = graph.GatherElements(rows, place, axis: 1);
        return (score, hasPadRow ? search.RowsOrNone(score, index) : index);
    }

    // The rows that the first pass finds, in their order, so that memory is read in order and the lower one comes first of
    // those with equal scores; last the pad row, in place of excluded ones.
    private GraphValue Found(GraphValue vector, GraphValue? excludedRows, GraphValue k)
    {
        var width = graph.Min(
            graph.Add(
                graph.Mul(k, graph.Constant((long)TwoPass.RescoredPerResult)),
                graph.Constant((long)TwoPass.RescoredMore)
            ),
            graph.Constant([(long)candidates.Count])
        );
        var scores = Scan(vector);
        if (excludedRows is not null)
        {
            scores = search.Without(scores, excludedRows, Least(scores));
        }
        var (best, rows) = graph.TopK(scores, width, axis: 1, symbol: "rescored");
        if (excludedRows is not null)
        {
            rows = graph.Where(
                graph.Equal(graph.Cast(best, ElementType.Float), graph.Constant(Least(scores))),
                graph.Constant((long)candidates.Count),
                rows
            );
        }
        return graph.TopK(rows, width, axis: 1, symbol: "rescored", largest: false).Values;
    }

    // [batch, rows]: int32 products, or floats where there are biases. The scale is a quotient, since ONNX Runtime 1.31 takes
    // a product for one scale of the whole batch, and joins the three operators with it.
    private GraphValue Scan(GraphValue vector)
    {
        var largest = graph.Max(
            graph.ReduceMax(graph.Abs(vector), [1], keepDimensions: true),
            graph.Constant(LeastScale)
        );
        var integers = graph.QuantizeLinear(
            graph.Div(vector, largest),
            1f / QuerySteps,
            QueryZero,
            "/scan/query"
        );
        var products = graph.MatMulInteger(integers, QueryZero, matrix, "/scan/products");
        return tables.Biases is { } biases
            ? graph.Add(
                graph.Mul(
                    graph.Cast(products, ElementType.Float),
                    graph.Div(largest, graph.Constant(QuerySteps / step))
                ),
                biases,
                "/scan/scores"
            )
            : products;
    }

    private static float Least(GraphValue scores) =>
        scores.Type == ElementType.Float ? float.NegativeInfinity : LeastProduct;
}
