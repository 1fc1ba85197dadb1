using OnnxRetrieval.Graph;
using OnnxRetrieval.Training.Native;
using static TorchSharp.torch;

namespace OnnxRetrieval.Training.Towers;

/// <summary>
/// A fully connected layer with what usually stands around it, in this order: <c>x W + b</c>, layer norm (Ba, Kiros and
/// Hinton, 2016), activation, dropout (Srivastava et al., JMLR 2014), residual (He et al., CVPR 2016).
/// </summary>
public sealed class DenseLayer : Layer
{
    private const double Epsilon = 1e-5;
    private readonly Parameter[] parameters;
    private readonly double dropout;

    /// <summary>A layer with Glorot's starting values (Glorot and Bengio, AISTATS 2010), drawn from torch's generator.</summary>
    /// <param name="name">What its parameters are called in checkpoints.</param>
    /// <param name="inputs">Width of what goes in.</param>
    /// <param name="outputs">Width of what comes out.</param>
    /// <param name="activation">What follows the sum.</param>
    /// <param name="norm">Whether the sum is normalized.</param>
    /// <param name="dropout">Share of the outputs that training sets to 0, in [0, 1).</param>
    /// <param name="residual">Whether the input is added; only where the widths are equal.</param>
    public DenseLayer(
        string name,
        int inputs,
        int outputs,
        Activation activation,
        bool norm,
        double dropout,
        bool residual
    )
    {
        Activation = activation;
        Residual = residual && inputs == outputs;
        this.dropout = dropout;
        var range = Math.Sqrt(6.0 / (inputs + outputs));
        var start = rand(inputs, outputs).mul_(Scalars.Of(2 * range)).sub_(Scalars.Of(range));
        Parameter[] sum = [new(name + "/weights", start), Plain("bias", zeros(1, outputs))];
        parameters = norm
            ? [.. sum, Plain("gain", ones(1, outputs)), Plain("shift", zeros(1, outputs))]
            : sum;

        Parameter Plain(string what, Tensor start) =>
            new($"{name}/{what}", start) { IsDecayed = false };
    }

    /// <inheritdoc/>
    public override IReadOnlyList<Parameter> Parameters => parameters;

    /// <inheritdoc/>
    public override int Outputs => (int)parameters[0].Value.shape[1];

    /// <summary>What follows the sum.</summary>
    public Activation Activation { get; }

    /// <summary>Whether the input is added.</summary>
    public bool Residual { get; }

    /// <inheritdoc/>
    public override Tensor Forward(Tensor input, GradientTape? tape)
    {
        var read = Array.ConvertAll(parameters, parameter => Reading.Whole(parameter, tape));
        var sum = nn.functional.linear(input, read[0].t(), read[1].view(-1));
        if (read is [_, _, var gain, var shift])
        {
            sum = nn.functional.layer_norm(sum, [Outputs], gain.view(-1), shift.view(-1), Epsilon);
        }
        var output = Activation switch
        {
            Activation.Relu => nn.functional.relu(sum),
            Activation.Gelu => nn.functional.gelu(sum),
            Activation.Tanh => sum.tanh(),
            Activation.Silu => nn.functional.silu(sum),
            _ => sum,
        };
        if (tape is not null && dropout > 0)
        {
            output = nn.functional.dropout(output, dropout, training: true);
        }
        return Residual ? output.add(input, Scalars.One) : output;
    }

    /// <inheritdoc/>
    public override ILayerGraph ToGraph()
    {
        var values = Array.ConvertAll(parameters, parameter => parameter.ToArray());
        return new Graph.DenseLayer
        {
            Weights = values[0],
            Bias = values[1],
            Norm = values is [_, _, var gain, var shift]
                ? new LayerNorm(gain, shift, (float)Epsilon)
                : null,
            Activation = Activation,
            IsResidual = Residual,
        };
    }
}
