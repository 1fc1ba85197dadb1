namespace OnnxRetrieval.Graph;

// Operators that work along dimensions.
public sealed partial class GraphBuilder
{
    // Since this opset, all reductions take their axes as an input, as ReduceSum does since 13, and no longer as an attribute.
    private const int AxesAreInputSince = 18;
    private const string AxesAttribute = "axes";

    /// <summary>Sums along axes.</summary>
    public GraphValue ReduceSum(
        GraphValue value,
        ReadOnlySpan<int> axes,
        bool keepDimensions = false,
        string? name = null
    ) => Reduce("ReduceSum", value, axes, keepDimensions, name, axesAreInput: true);

    /// <summary>Means along axes.</summary>
    public GraphValue ReduceMean(
        GraphValue value,
        ReadOnlySpan<int> axes,
        bool keepDimensions = false,
        string? name = null
    ) => Reduce("ReduceMean", value, axes, keepDimensions, name);

    /// <summary>Greatest elements along axes.</summary>
    public GraphValue ReduceMax(
        GraphValue value,
        ReadOnlySpan<int> axes,
        bool keepDimensions = false,
        string? name = null
    ) => Reduce("ReduceMax", value, axes, keepDimensions, name);

    /// <summary>Square roots of the sums of squares along axes.</summary>
    public GraphValue ReduceL2(
        GraphValue value,
        ReadOnlySpan<int> axes,
        bool keepDimensions = false,
        string? name = null
    ) => Reduce("ReduceL2", value, axes, keepDimensions, name);

    /// <summary>
    /// For each element, how much those after it along an axis add up to, itself not counted: the last one's is 0.
    /// </summary>
    public GraphValue SumAfter(GraphValue value, int axis, string? name = null)
    {
        RequireType("CumSum", value, Numbers);
        axis = NormalizeAxis("CumSum", axis, value.Rank);
        return Add(
            "CumSum",
            [value, Constant((long)axis)],
            value.Type,
            [.. value.Shape],
            name,
            [Attribute("exclusive", 1), Attribute("reverse", 1)]
        );
    }

    /// <summary>e^value, scaled to sum to 1 along an axis.</summary>
    public GraphValue Softmax(GraphValue value, int axis = -1, string? name = null)
    {
        RequireType("Softmax", value, Floats);
        axis = NormalizeAxis("Softmax", axis, value.Rank);
        return Add(
            "Softmax",
            [value],
            value.Type,
            [.. value.Shape],
            name,
            [Attribute("axis", axis)]
        );
    }

    /// <summary>
    /// The <paramref name="k"/> greatest elements along an axis, greatest first, with their positions; of equal ones the
    /// first comes first.
    /// </summary>
    /// <param name="value">The value.</param>
    /// <param name="k">How many, int64 <c>[1]</c>; at most the axis' size.</param>
    /// <param name="axis">The axis.</param>
    /// <param name="symbol">What to call the results' size along the axis, where <paramref name="k"/> is no constant.</param>
    /// <param name="valuesName">The elements' name.</param>
    /// <param name="indicesName">The positions' name.</param>
    /// <param name="largest">Whether the largest are taken; else the smallest, the smallest first.</param>
    public (GraphValue Values, GraphValue Indices) TopK(
        GraphValue value,
        GraphValue k,
        int axis = -1,
        string symbol = "k",
        string? valuesName = null,
        string? indicesName = null,
        bool largest = true
    )
    {
        RequireType("TopK", value, Numbers);
        RequireType("TopK", k, ElementType.Int64);
        RequireRank("TopK", k, 1);
        _ = Same("TopK", k.Shape[0], 1, $"the length of k ({k}) and 1");
        axis = NormalizeAxis("TopK", axis, value.Rank);
        Dimension[] shape = [.. value.Shape];
        var count = k.Sizes is [{ Size: { } known }] ? Dimension.Of(known) : symbol;
        if (count.Size > shape[axis].Size)
        {
            throw new GraphException(
                $"TopK of {count} along axis {axis} asks for more than {value} has."
            );
        }
        shape[axis] = count;
        var values = NewResult("TopK_values", value.Type, shape, valuesName);
        var indices = NewResult("TopK_indices", ElementType.Int64, shape, indicesName);
        AddNode(
            "TopK",
            [value, k],
            [values, indices],
            largest
                ? [Attribute("axis", axis)]
                : [Attribute("axis", axis), Attribute("largest", 0)],
            OldestOpset,
            ""
        );
        return (values, indices);
    }

    private GraphValue Reduce(
        string operation,
        GraphValue value,
        ReadOnlySpan<int> axes,
        bool keepDimensions,
        string? name,
        bool axesAreInput = false
    )
    {
        RequireType(operation, value, Numbers);
        if (axes.IsEmpty)
        {
            throw new GraphException($"{operation} of {value}: name the axes.");
        }
        var normalized = NormalizeAxes(operation, axes, value.Rank);
        List<Dimension> shape = [];
        for (var axis = 0; axis < value.Rank; axis++)
        {
            if (!normalized.Contains(axis))
            {
                shape.Add(value.Shape[axis]);
            }
            else if (keepDimensions)
            {
                shape.Add(1);
            }
        }
        var longAxes = Array.ConvertAll(normalized, axis => (long)axis);
        var keep = Attribute("keepdims", keepDimensions ? 1 : 0);
        if (axesAreInput)
        {
            return Add(
                operation,
                [value, Constant(longAxes.AsSpan())],
                value.Type,
                [.. shape],
                name,
                [keep]
            );
        }
        // Until the opset is known.
        return Add(
            operation,
            [value],
            value.Type,
            [.. shape],
            name,
            [Attribute(AxesAttribute, longAxes), keep]
        );
    }

    private void MakeAxesInputs(List<Node> nodes)
    {
        for (var i = 0; i < nodes.Count; i++)
        {
            foreach (var branch in nodes[i].Branches)
            {
                MakeAxesInputs(branch.Nodes);
            }
            var axes = Array.Find(
                nodes[i].Attributes,
                attribute => attribute.Name == AxesAttribute
            );
            if (axes is not null)
            {
                nodes[i] = nodes[i] with
                {
                    Operands = [.. nodes[i].Operands, Constant([.. axes.Ints])],
                    Attributes = [.. nodes[i].Attributes.Where(attribute => attribute != axes)],
                };
            }
        }
    }
}
