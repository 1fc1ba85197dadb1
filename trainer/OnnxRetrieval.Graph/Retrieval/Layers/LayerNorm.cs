namespace OnnxRetrieval.Graph;

/// <summary>
/// <c>(x - mean) / √(variance + ε) · gamma + beta</c> over a vector, the variance divided by its length (Ba, Kiros and
/// Hinton 2016, "Layer Normalization").
/// </summary>
/// <param name="Gamma"><c>[width]</c>.</param>
/// <param name="Beta"><c>[width]</c>.</param>
/// <param name="Epsilon">Added to the variance. Default: 1e-5.</param>
public sealed record LayerNorm(
    ReadOnlyMemory<float> Gamma,
    ReadOnlyMemory<float> Beta,
    float Epsilon = 1e-5f
)
{
    internal void Validate(string owner, int width)
    {
        var none = new IdTable(Array.Empty<string>());
        Tables.RequireFinite(Gamma.Span, 1, width, $"gamma of {owner}", none);
        Tables.RequireFinite(Beta.Span, 1, width, $"beta of {owner}", none);
        if (!(Epsilon > 0) || !float.IsFinite(Epsilon))
        {
            throw new GraphException($"Epsilon of {owner} is {Epsilon}: it must be above 0.");
        }
    }

    internal GraphValue Emit(GraphBuilder graph, string scope, GraphValue value) =>
        graph.LayerNormalization(
            value,
            graph.Weights($"{scope}/gamma", Gamma, Gamma.Length),
            graph.Weights($"{scope}/beta", Beta, Beta.Length),
            Epsilon
        );
}
