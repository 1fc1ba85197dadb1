using System.Numerics.Tensors;

namespace OnnxRetrieval.Training.Clustering;

/// <summary>Cuts a cluster into parts of about equal size, each of rows near each other.</summary>
/// <remarks>
/// A cluster is cut across its principal direction, which a few steps of the power method find, and the halves are cut again.
/// </remarks>
internal sealed class PrincipalSplit(ReadOnlyMemory<float> rows, int dimensions)
{
    private const int PowerSteps = 6;

    /// <summary>Cuts.</summary>
    /// <param name="members">The cluster's rows. They are put into another order.</param>
    /// <param name="parts">Into how many parts, at most as many as there are members.</param>
    /// <param name="cut">Receives each part's rows, in rising order.</param>
    public void Cut(Span<int> members, int parts, ICollection<int[]> cut)
    {
        if (parts <= 1)
        {
            members.Sort();
            cut.Add(members.ToArray());
            return;
        }
        var direction = PrincipalDirection(members);
        var keys = new (float Place, int Row)[members.Length];
        for (var i = 0; i < members.Length; i++)
        {
            keys[i] = (TensorPrimitives.Dot(Row(members[i]), direction), members[i]);
        }
        // Equal rows come in the order of their numbers.
        Array.Sort(keys);
        for (var i = 0; i < members.Length; i++)
        {
            members[i] = keys[i].Row;
        }
        var half = parts / 2;
        var middle = (int)((long)members.Length * half / parts);
        Cut(members[..middle], half, cut);
        Cut(members[middle..], parts - half, cut);
    }

    private float[] PrincipalDirection(ReadOnlySpan<int> members)
    {
        var mean = new float[dimensions];
        foreach (var row in members)
        {
            TensorPrimitives.Add(mean, Row(row), mean);
        }
        TensorPrimitives.Divide(mean, members.Length, mean);
        // From the first row's side, which is within the cluster's span.
        var direction = new float[dimensions];
        TensorPrimitives.Subtract(Row(members[0]), mean, direction);
        var (next, centred) = (new float[dimensions], new float[dimensions]);
        for (var step = 0; step < PowerSteps; step++)
        {
            Array.Clear(next);
            foreach (var row in members)
            {
                TensorPrimitives.Subtract(Row(row), mean, centred);
                var weight = TensorPrimitives.Dot<float>(centred, direction);
                TensorPrimitives.MultiplyAdd(centred, weight, next, next);
            }
            var length = TensorPrimitives.Norm<float>(next);
            if (length == 0)
            {
                break;
            }
            TensorPrimitives.Divide(next, length, direction);
        }
        return direction;
    }

    private ReadOnlySpan<float> Row(int row) => rows.Span.Slice(row * dimensions, dimensions);
}
