using OnnxRetrieval.Training.Native;
using OnnxRetrieval.Training.Towers;
using TorchSharp;
using static TorchSharp.torch;

namespace OnnxRetrieval.Training.Optimization;

/// <summary>
/// Adam (Kingma and Ba, ICLR 2015), lazy: a row's moments change only in the steps that read it, and its bias correction
/// counts these steps alone.
/// </summary>
/// <param name="beta1">Decay of the first moment.</param>
/// <param name="beta2">Decay of the second moment.</param>
/// <param name="epsilon">Added to the root of the second moment.</param>
public class Adam(double beta1 = 0.9, double beta2 = 0.999, double epsilon = 1e-8) : Optimizer
{
    private readonly Scalar keepFirst = Scalars.Of(beta1);
    private readonly Scalar takeFirst = Scalars.Of(1 - beta1);
    private readonly Scalar keepSecond = Scalars.Of(beta2);
    private readonly Scalar takeSecond = Scalars.Of(1 - beta2);
    private readonly Scalar tiny = Scalars.Of(epsilon);

    /// <inheritdoc/>
    protected override void Update(Parameter parameter, Tensor? rows, Tensor gradient, double rate)
    {
        var first = StateOf(parameter, "first", 0);
        var second = StateOf(parameter, "second", 0);
        var steps = StateOf(parameter, "steps", 0, onePerRow: true);
        if (rows is null)
        {
            steps.add_(Scalars.One, Scalars.One);
            first.mul_(keepFirst).add_(gradient, takeFirst);
            second.mul_(keepSecond).addcmul_(gradient, gradient, takeSecond);
            parameter.Value.sub_(Move(first, second, steps, rate));
            return;
        }
        var rowFirst = first.index_select(0, rows).mul_(keepFirst).add_(gradient, takeFirst);
        var rowSecond = second
            .index_select(0, rows)
            .mul_(keepSecond)
            .addcmul_(gradient, gradient, takeSecond);
        var rowSteps = steps.index_select(0, rows).add_(Scalars.One, Scalars.One);
        first.index_copy_(0, rows, rowFirst);
        second.index_copy_(0, rows, rowSecond);
        steps.index_copy_(0, rows, rowSteps);
        parameter.Value.index_add_(
            0,
            rows,
            Move(rowFirst, rowSecond, rowSteps, rate),
            Scalars.MinusOne
        );
    }

    private Tensor Move(Tensor first, Tensor second, Tensor steps, double rate)
    {
        // rate · (first / (1 - beta1^t)) / (sqrt(second / (1 - beta2^t)) + epsilon), with t a row's own count.
        using var factor = rate.ToScalar();
        var scale1 = full_like(steps, keepFirst).pow_(steps).neg_().add_(Scalars.One, Scalars.One);
        var scale2 = full_like(steps, keepSecond).pow_(steps).neg_().add_(Scalars.One, Scalars.One);
        return second
            .div(scale2)
            .sqrt_()
            .add_(tiny, Scalars.One)
            .mul_(scale1)
            .reciprocal_()
            .mul_(first)
            .mul_(factor);
    }
}
