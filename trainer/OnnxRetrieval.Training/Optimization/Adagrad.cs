using OnnxRetrieval.Training.Native;
using OnnxRetrieval.Training.Towers;
using TorchSharp;
using static TorchSharp.torch;

namespace OnnxRetrieval.Training.Optimization;

/// <summary>
/// Adagrad (Duchi, Hazan and Singer, JMLR 2011) as Keras computes it: the accumulated squares start above zero, and epsilon
/// is inside the root.
/// </summary>
/// <param name="initialAccumulator">What each sum of squares starts from.</param>
/// <param name="epsilon">Added to the sum of squares.</param>
public sealed class Adagrad(double initialAccumulator = 0.1, double epsilon = 1e-7) : Optimizer
{
    private readonly Scalar tiny = Scalars.Of(epsilon);

    /// <inheritdoc/>
    protected override void Update(Parameter parameter, Tensor? rows, Tensor gradient, double rate)
    {
        using var step = (-rate).ToScalar();
        var squares = StateOf(parameter, "squares", initialAccumulator);
        if (rows is null)
        {
            squares.addcmul_(gradient, gradient, Scalars.One);
            parameter.Value.addcdiv_(gradient, squares.add(tiny, Scalars.One).sqrt_(), step);
            return;
        }
        squares.index_add_(0, rows, gradient.square(), Scalars.One);
        var root = squares.index_select(0, rows).add_(tiny, Scalars.One).sqrt_();
        parameter.Value.index_add_(0, rows, gradient.div_(root), step);
    }
}
