using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace OnnxRetrieval.Training.Reporting.Maps;

/// <summary>
/// Places points in two dimensions so that neighbours stay neighbours: t-SNE, with the exact gradient (van der Maaten and
/// Hinton, "Visualizing Data using t-SNE", JMLR 2008).
/// </summary>
/// <remarks>
/// <para>
/// How near two points are is, in the space they are from, a Gaussian of each point's own width, chosen so that its
/// distribution over the others has a given perplexity; p_ij is the mean of both directions' shares over all points. On
/// the map it is q_ij ∝ 1 / (1 + |y_i - y_j|²). The places minimize the divergence of q from p, by the gradient
/// 4 Σ_j (p_ij - q_ij) (y_i - y_j) / (1 + |y_i - y_j|²) with momentum and a gain for each number.
/// </para>
/// <para>
/// It begins with the places that are given, such as principal components (Kobak and Berens, 2019), and draws nothing at
/// random: equal points give equal maps on the same kind of processor, whatever the number of threads. Cost: points² ×
/// <see cref="Rounds"/>; 2,000 points take a second or two.
/// </para>
/// </remarks>
internal static class TSne
{
    /// <summary>How many neighbours count for a point, roughly.</summary>
    public const int Perplexity = 30;

    private const int ExaggeratedRounds = 250;
    private const int Rounds = 750;
    private const float Exaggeration = 12;
    private const float StartSize = 1e-4f;
    private const float EarlyMomentum = 0.5f;
    private const float LateMomentum = 0.8f;
    private const float LeastRate = 50;
    private const float LeastGain = 0.01f;
    private const int WidthSteps = 50;
    private const float WidthTolerance = 1e-4f;

    /// <summary>Places points.</summary>
    /// <param name="points">The points, <c>[count, dimensions]</c>.</param>
    /// <param name="count">How many, at least 4.</param>
    /// <param name="start">Where they begin, <c>[count, 2]</c>, of any size.</param>
    /// <returns>Their places, <c>[count, 2]</c>, around 0.</returns>
    public static float[] Of(float[] points, int count, ReadOnlySpan<float> start)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 4);
        var shares = Shares(points, count);
        var (x, y) = Begin(start, count);
        var (moveX, moveY) = (new Motion(count), new Motion(count));
        var rate = MathF.Max(LeastRate, count / Exaggeration / 4);
        for (var round = 0; round < Rounds; round++)
        {
            var isEarly = round < ExaggeratedRounds;
            var gradient = Gradient(shares, x, y, isEarly ? Exaggeration : 1);
            var momentum = isEarly ? EarlyMomentum : LateMomentum;
            moveX.Apply(x, gradient.X, momentum, rate);
            moveY.Apply(y, gradient.Y, momentum, rate);
        }
        var places = new float[2 * count];
        for (var i = 0; i < count; i++)
        {
            (places[2 * i], places[2 * i + 1]) = (x[i], y[i]);
        }
        return places;
    }

    /// <summary>p_ij, <c>[count, count]</c>, 0 on the diagonal; all together 1.</summary>
    internal static float[] Shares(float[] points, int count)
    {
        var dimensions = points.Length / count;
        var perplexity = Math.Min(Perplexity, (count - 1) / 3f);
        var given = new float[count * count];
        Parallel.For(
            0,
            count,
            i =>
            {
                var row = given.AsSpan(i * count, count);
                var point = points.AsSpan(i * dimensions, dimensions);
                for (var j = 0; j < count; j++)
                {
                    var distance = TensorPrimitives.Distance(
                        point,
                        points.AsSpan(j * dimensions, dimensions)
                    );
                    row[j] = distance * distance;
                }
                ToShares(row, i, perplexity);
            }
        );
        var shares = new float[count * count];
        Parallel.For(
            0,
            count,
            i =>
            {
                for (var j = 0; j < count; j++)
                {
                    shares[i * count + j] =
                        (given[i * count + j] + given[j * count + i]) / (2f * count);
                }
            }
        );
        return shares;
    }

    /// <summary>The gradient of the divergence at a map, with the shares multiplied by an exaggeration.</summary>
    internal static (float[] X, float[] Y) Gradient(
        float[] shares,
        float[] x,
        float[] y,
        float exaggeration
    )
    {
        var count = x.Length;
        var rows = new Forces[count];
        Parallel.For(0, count, i => rows[i] = ForcesOn(shares.AsSpan(i * count, count), x, y, i));
        // In the order of the rows, so that the sum does not depend on the threads.
        var total = rows.Sum(row => (double)row.Weight);
        var (gradientX, gradientY) = (new float[count], new float[count]);
        for (var i = 0; i < count; i++)
        {
            var (pullX, pullY, pushX, pushY, _) = rows[i];
            gradientX[i] = 4 * (exaggeration * pullX - (float)(pushX / total));
            gradientY[i] = 4 * (exaggeration * pullY - (float)(pushY / total));
        }
        return (gradientX, gradientY);
    }

    // Squared distances become shares of a Gaussian whose width gives the perplexity.
    private static void ToShares(Span<float> row, int self, float perplexity)
    {
        var wanted = MathF.Log(perplexity);
        var distances = row.ToArray();
        distances[self] = float.PositiveInfinity;
        // Only differences of distances matter: with the least at 0 no row is all zeros.
        TensorPrimitives.Subtract(distances, TensorPrimitives.Min<float>(distances), distances);
        var (narrowness, low, high) = (1f, 0f, float.PositiveInfinity);
        for (var step = 0; step < WidthSteps; step++)
        {
            TensorPrimitives.Multiply(distances, -narrowness, row);
            TensorPrimitives.Exp(row, row);
            row[self] = 0;
            var sum = TensorPrimitives.Sum<float>(row);
            distances[self] = 0;
            var mean = TensorPrimitives.Dot<float>(row, distances) / sum;
            distances[self] = float.PositiveInfinity;
            var excess = MathF.Log(sum) + narrowness * mean - wanted;
            TensorPrimitives.Divide(row, sum, row);
            if (MathF.Abs(excess) < WidthTolerance)
            {
                return;
            }
            if (excess > 0)
            {
                low = narrowness;
                narrowness = float.IsInfinity(high) ? narrowness * 2 : (narrowness + high) / 2;
            }
            else
            {
                high = narrowness;
                narrowness = (narrowness + low) / 2;
            }
        }
    }

    private static Forces ForcesOn(
        ReadOnlySpan<float> shares,
        ReadOnlySpan<float> x,
        ReadOnlySpan<float> y,
        int self
    )
    {
        var lanes = Vector<float>.Count;
        var (ownX, ownY) = (new Vector<float>(x[self]), new Vector<float>(y[self]));
        Vector<float> pullX = default,
            pullY = default,
            pushX = default,
            pushY = default,
            weight = default;
        var sharesByLane = MemoryMarshal.Cast<float, Vector<float>>(shares);
        var xs = MemoryMarshal.Cast<float, Vector<float>>(x);
        var ys = MemoryMarshal.Cast<float, Vector<float>>(y);
        for (var lane = 0; lane < sharesByLane.Length; lane++)
        {
            var dx = ownX - xs[lane];
            var dy = ownY - ys[lane];
            var near = Vector<float>.One / (Vector<float>.One + dx * dx + dy * dy);
            var pull = sharesByLane[lane] * near;
            var push = near * near;
            pullX += pull * dx;
            pullY += pull * dy;
            pushX += push * dx;
            pushY += push * dy;
            weight += near;
        }
        var forces = new Forces(
            Vector.Sum(pullX),
            Vector.Sum(pullY),
            Vector.Sum(pushX),
            Vector.Sum(pushY),
            // A point is as near as can be to itself, and does not count.
            Vector.Sum(weight) - 1
        );
        for (var j = sharesByLane.Length * lanes; j < shares.Length; j++)
        {
            var (dx, dy) = (x[self] - x[j], y[self] - y[j]);
            var near = 1 / (1 + dx * dx + dy * dy);
            forces = new(
                forces.PullX + shares[j] * near * dx,
                forces.PullY + shares[j] * near * dy,
                forces.PushX + near * near * dx,
                forces.PushY + near * near * dy,
                forces.Weight + near
            );
        }
        return forces;
    }

    private static (float[] X, float[] Y) Begin(ReadOnlySpan<float> start, int count)
    {
        var (x, y) = (new float[count], new float[count]);
        for (var i = 0; i < count; i++)
        {
            (x[i], y[i]) = (start[2 * i], start[2 * i + 1]);
        }
        var size = MathF.Sqrt(TensorPrimitives.SumOfSquares<float>(x) / count);
        var scale = size > 0 ? StartSize / size : 1;
        TensorPrimitives.Multiply(x, scale, x);
        TensorPrimitives.Multiply(y, scale, y);
        return (x, y);
    }

    /// <summary>What a point is moved by, <c>Σ p n d</c> and <c>Σ n² d</c> for the nearness n and the difference d, and <c>Σ n</c>.</summary>
    private readonly record struct Forces(
        float PullX,
        float PullY,
        float PushX,
        float PushY,
        float Weight
    );

    /// <summary>How the points move along one axis.</summary>
    private sealed class Motion
    {
        private readonly float[] speeds;
        private readonly float[] gains;

        public Motion(int count)
        {
            speeds = new float[count];
            gains = new float[count];
            Array.Fill(gains, 1);
        }

        public void Apply(float[] places, float[] gradient, float momentum, float rate)
        {
            for (var i = 0; i < places.Length; i++)
            {
                // A gain grows while the point keeps its direction (Jacobs, 1988).
                var turns = gradient[i] > 0 == speeds[i] > 0;
                gains[i] = MathF.Max(LeastGain, turns ? gains[i] * 0.8f : gains[i] + 0.2f);
                speeds[i] = momentum * speeds[i] - rate * gains[i] * gradient[i];
                places[i] += speeds[i];
            }
            TensorPrimitives.Subtract(places, TensorPrimitives.Average<float>(places), places);
        }
    }
}
