using static TorchSharp.torch;

namespace OnnxRetrieval.Training.Reporting.Maps;

/// <summary>The two directions in which points differ most.</summary>
internal static class PrincipalComponents
{
    /// <summary>Projects points.</summary>
    /// <param name="points">The points, <c>[count, dimensions]</c>.</param>
    /// <param name="count">How many.</param>
    /// <returns>Their places, <c>[count, 2]</c>, and the share of the variance that they hold.</returns>
    public static (float[] Places, double Explained) Of(float[] points, int count)
    {
        using var gradients = no_grad();
        using var scope = NewDisposeScope();
        var all = tensor(points, count, points.Length / count);
        var centred = all.sub(all.mean([0], keepdim: true));
        var (values, directions) = linalg.eigh(centred.t().matmul(centred));
        var dimensions = (int)values.shape[0];
        var kept = Math.Min(2, dimensions);
        // The eigenvalues are ascending.
        var first = directions.narrow(1, dimensions - kept, kept).flip(1);
        var places = centred.matmul(first);
        if (kept < 2)
        {
            places = cat([places, zeros_like(places)], 1);
        }
        var total = values.sum().item<float>();
        var held = values.narrow(0, dimensions - kept, kept).sum().item<float>();
        return (places.contiguous().data<float>().ToArray(), total > 0 ? held / total : 1);
    }
}
