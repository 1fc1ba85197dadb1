using TorchSharp;
using static TorchSharp.torch;

namespace OnnxRetrieval.Training.Optimization;

/// <summary>
/// Clipping by the global norm (Pascanu, Mikolov and Bengio, "On the difficulty of training recurrent neural networks",
/// ICML 2013): where all gradients of a step together are longer than a bound, they are shortened to it, and keep their
/// direction.
/// </summary>
internal static class GradientClipping
{
    /// <summary>Shortens gradients in place.</summary>
    /// <param name="gradients">All gradients of a step, each row once.</param>
    /// <param name="bound">The greatest length of all of them as one vector, above 0.</param>
    public static void Apply(IReadOnlyCollection<Tensor> gradients, double bound)
    {
        var squares = 0.0;
        foreach (var gradient in gradients)
        {
            squares += gradient.square().sum().item<float>();
        }
        var norm = Math.Sqrt(squares);
        if (norm <= bound)
        {
            return;
        }
        using var scale = (bound / norm).ToScalar();
        foreach (var gradient in gradients)
        {
            gradient.mul_(scale);
        }
    }
}
