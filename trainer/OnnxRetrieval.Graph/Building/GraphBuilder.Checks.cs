namespace OnnxRetrieval.Graph;

// What operators ask of their operands, and the shapes that follow.
public sealed partial class GraphBuilder
{
    private void RequireType(string operation, GraphValue value, params ElementType[] allowed)
    {
        Check(value);
        if (!allowed.Contains(value.Type))
        {
            throw new GraphException(
                $"{operation} takes {string.Join(", ", allowed)}, and {value} is {value.Type}."
            );
        }
    }

    private void RequireSameType(string operation, GraphValue first, GraphValue second)
    {
        Check(first);
        Check(second);
        if (first.Type != second.Type)
        {
            throw new GraphException(
                $"{operation} takes values of one type, and got {first} and {second}: cast one of them."
            );
        }
    }

    private static void RequireRank(string operation, GraphValue value, int rank)
    {
        if (value.Rank != rank)
        {
            throw new GraphException(
                $"{operation} takes a value of {rank} dimensions, and {value} has {value.Rank}."
            );
        }
    }

    private static int NormalizeAxis(string operation, int axis, int rank)
    {
        if (axis < -rank || axis >= rank)
        {
            throw new GraphException(
                $"{operation}: axis {axis} does not exist in {rank} dimensions."
            );
        }
        return axis < 0 ? axis + rank : axis;
    }

    private static int[] NormalizeAxes(string operation, ReadOnlySpan<int> axes, int rank)
    {
        var normalized = new int[axes.Length];
        for (var i = 0; i < axes.Length; i++)
        {
            normalized[i] = NormalizeAxis(operation, axes[i], rank);
        }
        Array.Sort(normalized);
        for (var i = 1; i < normalized.Length; i++)
        {
            if (normalized[i] == normalized[i - 1])
            {
                throw new GraphException($"{operation}: axis {normalized[i]} is named twice.");
            }
        }
        return normalized;
    }

    private static Dimension[] Broadcast(string operation, GraphValue first, GraphValue second) =>
        Broadcast(operation, first.Shape, second.Shape, $"{first} and {second}");

    // Shapes are aligned at their ends; a size of 1 stretches to the other's.
    private static Dimension[] Broadcast(
        string operation,
        IReadOnlyList<Dimension> first,
        IReadOnlyList<Dimension> second,
        string what
    )
    {
        var rank = Math.Max(first.Count, second.Count);
        var result = new Dimension[rank];
        for (var i = 1; i <= rank; i++)
        {
            var a = i <= first.Count ? first[^i] : 1;
            var b = i <= second.Count ? second[^i] : 1;
            result[^i] = Broadcast(operation, a, b, what);
        }
        return result;
    }

    private static Dimension Broadcast(string operation, Dimension a, Dimension b, string what)
    {
        if (a == b || b.Size == 1)
        {
            return a;
        }
        if (a.Size == 1)
        {
            return b;
        }
        if (a.Size is not null && b.Size is not null)
        {
            throw new GraphException(
                $"{operation}: the shapes of {what} do not fit together ({a} against {b})."
            );
        }
        // Either size may turn out to be 1, but a fixed one of more is what the result has.
        return a.Size is not null ? a
            : b.Size is not null ? b
            : Dimension.Unknown;
    }

    // The size that two dimensions that must be equal have.
    private static Dimension Same(string operation, Dimension a, Dimension b, string what)
    {
        if (a.Size is not null && b.Size is not null && a.Size != b.Size)
        {
            throw new GraphException($"{operation}: {what} differ ({a} against {b}).");
        }
        return a.Size is not null ? a
            : b.Size is not null ? b
            : a.Symbol is not null ? a
            : b;
    }
}
