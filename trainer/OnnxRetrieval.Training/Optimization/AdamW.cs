using OnnxRetrieval.Training.Towers;
using TorchSharp;
using static TorchSharp.torch;

namespace OnnxRetrieval.Training.Optimization;

/// <summary>
/// AdamW (Loshchilov and Hutter, "Decoupled Weight Decay Regularization", ICLR 2019): each step first takes the share
/// <c>rate · weight decay</c> off the values, apart from the gradient and its moments. As with <see cref="Adam"/>, only
/// the rows that a step reads change, so a rare row decays as rarely as it learns. Parameters that are not
/// <see cref="Parameter.IsDecayed"/>, such as biases, keep their values.
/// </summary>
/// <param name="weightDecay">The decay, at least 0.</param>
public sealed class AdamW(double weightDecay = AdamW.DefaultDecay) : Adam
{
    /// <summary>The decay where none is given, as in PyTorch.</summary>
    public const double DefaultDecay = 0.01;

    /// <inheritdoc/>
    protected override void Update(Parameter parameter, Tensor? rows, Tensor gradient, double rate)
    {
        if (parameter.IsDecayed)
        {
            Shrink(parameter.Value, rows, 1 - rate * weightDecay);
        }
        base.Update(parameter, rows, gradient, rate);
    }

    private static void Shrink(Tensor values, Tensor? rows, double factor)
    {
        using var kept = factor.ToScalar();
        if (rows is null)
        {
            values.mul_(kept);
        }
        else
        {
            values.index_copy_(0, rows, values.index_select(0, rows).mul_(kept));
        }
    }
}
