using System.Numerics.Tensors;
using OnnxRetrieval.Training.Data;
using OnnxRetrieval.Training.Fitting;

namespace OnnxRetrieval.Training.Evaluation;

/// <summary>
/// Confidence intervals of means over users, by the percentile bootstrap (Efron and Tibshirani, "An Introduction to the
/// Bootstrap", 1993, chapter 13): users are drawn with replacement, as many as there are, and the interval holds the
/// middle of the means of many such draws.
/// </summary>
public static class Bootstrap
{
    /// <summary>Draws of all users.</summary>
    public const int Resamples = 1000;

    /// <summary>The share of the means that an interval holds.</summary>
    public const double Level = 0.95;

    /// <summary>
    /// Means of some columns over the same draws of users, so that differences of columns are of pairs: chance in who is
    /// drawn cancels.
    /// </summary>
    /// <param name="columns">A value of each user, <c>[columns][users]</c>; at least one user.</param>
    /// <param name="seed">Decides the draws.</param>
    /// <param name="cancellation">Stops between draws.</param>
    /// <returns>Means, <c>[columns][<see cref="Resamples"/>]</c>.</returns>
    public static double[][] Means(
        IReadOnlyList<float[]> columns,
        int seed,
        CancellationToken cancellation = default
    )
    {
        var means = columns.Select(_ => new double[Resamples]).ToArray();
        if (columns.Count == 0)
        {
            return means;
        }
        var users = columns[0].Length;
        Parallel.For(
            0,
            Resamples,
            new ParallelOptions { CancellationToken = cancellation },
            () => new float[users],
            (resample, _, times) =>
            {
                Array.Clear(times);
                var random = new SeededRandom(Seeds.Mix(seed, resample));
                for (var draw = 0; draw < users; draw++)
                {
                    times[random.Next(users)]++;
                }
                for (var column = 0; column < means.Length; column++)
                {
                    means[column][resample] =
                        TensorPrimitives.Dot(times, columns[column]) / (double)users;
                }
                return times;
            },
            _ => { }
        );
        return means;
    }

    /// <summary>The middle <see cref="Level"/> of some means.</summary>
    public static Interval Percentiles(IEnumerable<double> means)
    {
        var sorted = means.Order().ToArray();
        return new(At((1 - Level) / 2), At((1 + Level) / 2));

        double At(double share)
        {
            var place = share * (sorted.Length - 1);
            var below = (int)place;
            var above = Math.Min(below + 1, sorted.Length - 1);
            return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
        }
    }
}

/// <summary>An interval of values.</summary>
/// <param name="Low">Its lower end.</param>
/// <param name="High">Its upper end.</param>
public readonly record struct Interval(double Low, double High);
