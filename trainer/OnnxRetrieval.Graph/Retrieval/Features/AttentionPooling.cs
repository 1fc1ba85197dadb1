namespace OnnxRetrieval.Graph;

/// <summary>See <see cref="HistoryAttention"/>.</summary>
internal sealed class AttentionPooling(HistoryAttention attention) : HistoryPooling
{
    // Added to the logits of entries that are not taken: e^this is 0, and a history of none stays free of NaN.
    private const float Never = -1e30f;

    internal override void Validate(string feature, int width)
    {
        ArgumentNullException.ThrowIfNull(attention);
        if (attention.Heads < 1 || width % attention.Heads != 0)
        {
            throw new GraphException(
                $"Feature '{feature}' attends with {attention.Heads} heads, which do not divide its width of {width}."
            );
        }
        var positions = attention.Positions.Length / width;
        RequirePositions(feature, positions);
        Require(attention.Positions, positions, "positions");
        Require(attention.Query, width, "query");
        Require(attention.QueryBias, 1, "query bias");
        Require(attention.Key, width, "key");
        Require(attention.Value, width, "value");
        Require(attention.ValueBias, 1, "value bias");
        Require(attention.Output, width, "output");
        Require(attention.OutputBias, 1, "output bias");
        attention.Norm.Validate($"feature '{feature}'", width);

        void Require(ReadOnlyMemory<float> table, int rows, string what) =>
            FeatureChecks.RequireTable(table, rows, width, $"attention {what}", feature);
    }

    internal override GraphValue Emit(GraphBuilder graph, string scope, RowsOfLists entries)
    {
        var width = attention.QueryBias.Length;
        var heads = attention.Heads;
        var maximum = attention.Positions.Length / width;

        var position = Positions(graph, entries);
        var isTaken = graph.And(
            graph.Greater(entries.Mask, graph.Constant(0f)),
            graph.Less(position, graph.Constant((long)maximum))
        );
        var positionVectors = graph.Gather(
            Weights("positions", attention.Positions, maximum, width),
            graph.Min(position, graph.Constant(maximum - 1L))
        );
        var states = graph.Add(entries.Vectors, positionVectors);

        // [batch, 1, length] by [batch, length, width]: the state at the latest entry.
        var isLatest = graph.And(isTaken, graph.Equal(position, graph.Constant(0L)));
        var latest = graph.MatMul(
            graph.Unsqueeze(graph.Cast(isLatest, ElementType.Float), [1]),
            states
        );

        var query = Project("query", latest, attention.Query, attention.QueryBias);
        var key = graph.MatMul(states, Weights("key", attention.Key, width, width));
        var value = Project("value", states, attention.Value, attention.ValueBias);

        // [batch, heads, 1 or length, width / heads]
        var logits = graph.MatMul(
            graph.Transpose(Heads(query), [0, 2, 1, 3]),
            graph.Transpose(Heads(key), [0, 2, 3, 1])
        );
        var scaled = graph.Mul(logits, graph.Constant(1 / MathF.Sqrt(width / heads)));
        var barred = graph.Where(graph.Unsqueeze(isTaken, [1, 2]), scaled, graph.Constant(Never));
        var mixed = graph.MatMul(
            graph.Softmax(barred),
            graph.Transpose(Heads(value), [0, 2, 1, 3])
        );
        var joined = graph.Reshape(graph.Transpose(mixed, [0, 2, 1, 3]), [0, 1, width]);
        var result = graph.Add(
            latest,
            Project("output", joined, attention.Output, attention.OutputBias)
        );
        return graph.Squeeze(attention.Norm.Emit(graph, scope, result), [1]);

        GraphValue Weights(string what, ReadOnlyMemory<float> values, int rows, int columns) =>
            graph.Weights($"{scope}/{what}", values, rows, columns);

        GraphValue Project(
            string what,
            GraphValue from,
            ReadOnlyMemory<float> weights,
            ReadOnlyMemory<float> bias
        ) =>
            graph.Add(
                graph.MatMul(from, Weights(what, weights, width, width)),
                graph.Weights($"{scope}/{what}_bias", bias, width)
            );

        GraphValue Heads(GraphValue states) => graph.Reshape(states, [0, 0, heads, width / heads]);
    }
}
