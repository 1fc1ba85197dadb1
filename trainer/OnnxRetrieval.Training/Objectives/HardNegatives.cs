using OnnxRetrieval.Training.Native;
using static TorchSharp.torch;

namespace OnnxRetrieval.Training.Objectives;

/// <summary>Leaves each query its hardest negatives.</summary>
internal static class HardNegatives
{
    /// <summary>Sets all but the highest scores of each row to minus infinity.</summary>
    /// <param name="scores">Scores <c>[n, m]</c>; overwritten.</param>
    /// <param name="count">Scores to leave; null: all.</param>
    public static void Keep(Tensor scores, int? count)
    {
        if (count is not { } kept || kept >= scores.shape[1])
        {
            return;
        }
        var (values, columns) = scores.topk(kept, dim: 1);
        scores.fill_(Scalars.MinusInfinity).scatter_(1, columns, values);
    }
}
