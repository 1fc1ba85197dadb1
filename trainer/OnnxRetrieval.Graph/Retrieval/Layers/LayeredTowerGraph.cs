namespace OnnxRetrieval.Graph;

/// <summary>
/// A tower of features and layers: the features' vectors summed or joined, through the layers, scaled to length 1 where
/// asked, divided by the temperature where there is one.
/// </summary>
/// <remarks>
/// A query is known where one of its features knows it; where none of them says who the query is, every query is.
/// </remarks>
public sealed class LayeredTowerGraph : ITowerGraph
{
    private readonly IReadOnlyList<IFeatureGraph> features;
    private readonly FeatureCombination combination;
    private readonly IReadOnlyList<ILayerGraph> layers;
    private readonly bool normalize;
    private readonly float? temperature;

    /// <summary>A tower.</summary>
    /// <param name="features">The features, at least one.</param>
    /// <param name="combination">How they become one vector. Default: their sum.</param>
    /// <param name="layers">The layers, in order; null: none.</param>
    /// <param name="normalize">
    /// Whether vectors are scaled to length 1, so that dot products with candidates that are so too are cosines. A zero
    /// vector stays one.
    /// </param>
    /// <param name="temperature">
    /// What vectors are divided by, greater than 0, so that scores are cosines divided by it; null: nothing, which gives the
    /// same order.
    /// </param>
    /// <exception cref="GraphException">There is no feature, or the temperature is out of its range.</exception>
    public LayeredTowerGraph(
        IReadOnlyList<IFeatureGraph> features,
        FeatureCombination combination = FeatureCombination.Sum,
        IReadOnlyList<ILayerGraph>? layers = null,
        bool normalize = false,
        float? temperature = null
    )
    {
        ArgumentNullException.ThrowIfNull(features);
        if (features.Count == 0)
        {
            throw new GraphException("A tower needs at least one feature.");
        }
        if (temperature is { } divisor && !(divisor > 0 && float.IsFinite(divisor)))
        {
            throw new GraphException(
                $"The temperature of a tower is {divisor}: it must be greater than 0."
            );
        }
        this.features = features;
        this.combination = combination;
        this.layers = layers ?? [];
        this.normalize = normalize;
        this.temperature = temperature;
    }

    /// <inheritdoc/>
    /// <exception cref="GraphException">Features or layers do not fit together; the message says which.</exception>
    public TowerOutput Emit(GraphBuilder graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        FeatureOutput[] outputs = [.. features.Select(feature => feature.Emit(graph))];
        var vector = Combine(graph, outputs);
        for (var i = 0; i < layers.Count; i++)
        {
            try
            {
                vector = layers[i].Emit(graph, graph.Scope("layer"), vector);
                TowerChecks.WidthOf(vector);
            }
            catch (GraphException error)
            {
                throw new GraphException($"Layer {i + 1} of a tower: {error.Message}", error);
            }
        }
        if (normalize)
        {
            vector = graph.Normalize(vector);
        }
        if (temperature is { } divisor)
        {
            vector = graph.Div(vector, graph.Constant(divisor));
        }
        return new TowerOutput(vector, Known(graph, outputs));
    }

    private GraphValue Combine(GraphBuilder graph, FeatureOutput[] outputs)
    {
        if (combination == FeatureCombination.Concatenation && outputs.Length > 1)
        {
            return graph.Concat([.. outputs.Select(output => output.Vector)], axis: 1);
        }
        var sum = outputs[0].Vector;
        foreach (var output in outputs.Skip(1))
        {
            if (TowerChecks.WidthOf(output.Vector) != TowerChecks.WidthOf(sum))
            {
                throw new GraphException(
                    $"The features of a tower are to be summed, and {output.Vector} is of another width than {sum}: give all one width, or join them."
                );
            }
            sum = graph.Add(sum, output.Vector);
        }
        return sum;
    }

    private static GraphValue Known(GraphBuilder graph, FeatureOutput[] outputs)
    {
        GraphValue? known = null;
        foreach (var output in outputs)
        {
            if (output.Known is not null)
            {
                known = known is null ? output.Known : graph.Or(known, output.Known);
            }
        }
        if (known is not null)
        {
            return known;
        }
        var input = graph.Inputs.First();
        var batch = input.Rank == 1 ? graph.Shape(input) : graph.Slice(graph.Shape(input), 0, 0, 1);
        return graph.Expand(graph.Constant(true), batch);
    }
}
