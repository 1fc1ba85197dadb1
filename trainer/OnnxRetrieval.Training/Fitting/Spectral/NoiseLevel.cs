using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using OnnxRetrieval.Training.Data;

namespace OnnxRetrieval.Training.Fitting.Spectral;

/// <summary>
/// σ: the largest singular value that a <see cref="CenteredMatrix"/> of the data would have by chance, with its items shuffled
/// over all interactions (parallel analysis: Horn, Psychometrika 1965). What lies below it cannot be told from noise, so
/// strengths of the regularization are tried in proportion to it, whatever the size and density of the data.
/// </summary>
internal static class NoiseLevel
{
    private const int Products = 15;
    private const long Seed = 1;
    private static readonly ConditionalWeakTable<Interactions, StrongBox<double>> Known = [];

    /// <summary>The noise level of some training data, computed once.</summary>
    /// <param name="train">The training data.</param>
    /// <param name="userCount">The number of users.</param>
    /// <param name="itemCount">The number of items.</param>
    /// <returns>0 where chance leaves nothing, as with a single user.</returns>
    public static double Of(Interactions train, int userCount, int itemCount) =>
        Known
            .GetValue(
                train,
                interactions =>
                    new(
                        train.Count == 0
                            ? 0
                            : LargestSingularValue(
                                CenteredMatrix.Shuffled(
                                    UserItems.From(interactions, userCount),
                                    itemCount,
                                    FrequencyDecay.UsualExponent,
                                    new SeededRandom(Seed)
                                )
                            )
                    )
            )
            .Value;

    /// <summary>The largest singular value of a matrix by power iteration, which comes from below.</summary>
    internal static double LargestSingularValue(CenteredMatrix matrix)
    {
        var random = new SeededRandom(Seed);
        var vector = new float[matrix.Columns];
        for (var i = 0; i < vector.Length; i++)
        {
            vector[i] = (float)(random.NextDouble() - 0.5);
        }
        double value = 0;
        for (var product = 0; product < Products; product++)
        {
            var length = Length(vector);
            if (length == 0)
            {
                return 0;
            }
            TensorPrimitives.Divide(vector, (float)length, vector);
            var image = matrix.Times(vector, 1);
            value = Length(image);
            vector = matrix.TransposedTimes(image, 1);
        }
        return value;
    }

    /// <summary>
    /// Summed in a fixed order: those of TensorPrimitives follow where in memory an array lies, and a seed decides every bit.
    /// </summary>
    private static double Length(float[] vector)
    {
        double sum = 0;
        foreach (var value in vector)
        {
            sum += (double)value * value;
        }
        return Math.Sqrt(sum);
    }
}
