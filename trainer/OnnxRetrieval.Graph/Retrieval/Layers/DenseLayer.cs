namespace OnnxRetrieval.Graph;

/// <summary>
/// A layer of a tower: <c>activation(norm(x · W + b))</c>, plus <c>x</c> where it is residual.
/// </summary>
public sealed record DenseLayer : ILayerGraph
{
    /// <summary>W, <c>[inputs, outputs]</c> in row-major order.</summary>
    public required ReadOnlyMemory<float> Weights { get; init; }

    /// <summary>b, <c>[outputs]</c>.</summary>
    public required ReadOnlyMemory<float> Bias { get; init; }

    /// <summary>The normalization before the activation; null: none.</summary>
    public LayerNorm? Norm { get; init; }

    /// <summary>The activation. Default: none.</summary>
    public Activation Activation { get; init; }

    /// <summary>Whether what goes in is added to what comes out; they must be of equal width. Default: no.</summary>
    public bool IsResidual { get; init; }

    private int Outputs => Bias.Length;

    /// <inheritdoc/>
    public GraphValue Emit(GraphBuilder graph, string scope, GraphValue input)
    {
        ArgumentNullException.ThrowIfNull(graph);
        ArgumentNullException.ThrowIfNull(input);
        var inputs = TowerChecks.WidthOf(input);
        Validate(inputs);
        var result = graph.Gemm(
            input,
            graph.Weights($"{scope}/weights", Weights, inputs, Outputs),
            graph.Weights($"{scope}/bias", Bias, Outputs)
        );
        if (Norm is not null)
        {
            result = Norm.Emit(graph, scope, result);
        }
        result = Activation switch
        {
            Activation.Relu => graph.Relu(result),
            Activation.Gelu => graph.Gelu(result),
            Activation.Tanh => graph.Tanh(result),
            Activation.Silu => graph.Silu(result),
            _ => result,
        };
        return IsResidual ? graph.Add(input, result) : result;
    }

    private void Validate(int inputs)
    {
        var none = new IdTable(Array.Empty<string>());
        Tables.RequireFinite(Bias.Span, 1, Outputs, "biases", none);
        Tables.RequireFinite(Weights.Span, inputs, Outputs, "weights", none);
        Norm?.Validate("the layer", Outputs);
        if (!Enum.IsDefined(Activation))
        {
            throw new GraphException($"There is no activation {Activation}.");
        }
        if (IsResidual && inputs != Outputs)
        {
            throw new GraphException(
                $"It is residual, which takes equal widths, and goes from {inputs} to {Outputs}."
            );
        }
    }
}
