namespace OnnxRetrieval.Graph;

/// <summary>
/// A number: <c>clip((x - mean) / scale, -bound, bound)</c> times a vector, in 32-bit arithmetic. A missing number (NaN)
/// takes a vector of its own. Input: float <c>[batch]</c>.
/// </summary>
public sealed class NumberFeatureGraph : IFeatureGraph
{
    /// <summary>The default of how many scales from the mean a number counts at most.</summary>
    public const float DefaultBound = 5;

    private readonly string inputName;
    private readonly float mean;
    private readonly float scale;
    private readonly float bound;
    private readonly ReadOnlyMemory<float> weight;
    private readonly ReadOnlyMemory<float> missing;

    /// <summary>A feature.</summary>
    /// <param name="inputName">Its name, such as <c>age</c>.</param>
    /// <param name="mean">What is subtracted.</param>
    /// <param name="scale">What the difference is divided by, greater than 0.</param>
    /// <param name="weight">The vector that is multiplied, <c>[width]</c>.</param>
    /// <param name="missing">The vector of a missing number, <c>[width]</c>.</param>
    /// <param name="bound">How many scales from the mean a number counts at most, greater than 0. Default: 5.</param>
    /// <exception cref="GraphException">Name, numbers or vectors are not as told.</exception>
    public NumberFeatureGraph(
        string inputName,
        float mean,
        float scale,
        ReadOnlyMemory<float> weight,
        ReadOnlyMemory<float> missing,
        float bound = DefaultBound
    )
    {
        FeatureChecks.RequireName(inputName);
        if (!float.IsFinite(mean) || !float.IsFinite(scale) || scale <= 0 || !(bound > 0))
        {
            throw new GraphException(
                $"Feature '{inputName}' has the mean {mean}, the scale {scale} and the bound {bound}: the mean must be finite, the others greater than 0."
            );
        }
        Width = weight.Length;
        FeatureChecks.RequireTable(weight, 1, Width, "weights", inputName);
        FeatureChecks.RequireTable(missing, 1, Width, "vector for missing numbers", inputName);
        this.inputName = inputName;
        this.mean = mean;
        this.scale = scale;
        this.bound = bound;
        this.weight = weight;
        this.missing = missing;
    }

    /// <summary>The length of a vector.</summary>
    public int Width { get; }

    /// <inheritdoc/>
    public FeatureOutput Emit(GraphBuilder graph)
    {
        var scope = graph.Scope(inputName);
        var input = FeatureInput.Number(graph, inputName);
        var number = graph.Unsqueeze(input, [1]);
        var scaled = graph.Div(graph.Sub(number, graph.Constant(mean)), graph.Constant(scale));
        var weighted = graph.Mul(
            graph.Clip(scaled, -bound, bound),
            graph.Weights($"{scope}/weights", weight, Width)
        );
        return new FeatureOutput(
            graph.Where(
                graph.IsNaN(number),
                graph.Weights($"{scope}/missing", missing, Width),
                weighted,
                $"{scope}/vector"
            ),
            Known: null
        );
    }
}
