namespace OnnxRetrieval.Graph;

// A large vocabulary is held once, by one LabelEncoder, though several inputs are looked up in it.
public sealed partial class GraphBuilder
{
    /// <summary>
    /// How many ids make a vocabulary large. A runtime holds some 250 bytes for each; sharing one takes about ten small
    /// nodes, of some .5 µs each in every call, which in a small model would cost more than it saves.
    /// </summary>
    public const int LargeVocabulary = 16_384;

    private readonly List<RowLookup> rowLookups = [];

    /// <summary>Whether rows of these ids are looked up in this graph already, and it pays to look up more in one go.</summary>
    internal bool SharesLookups(IdTable ids) =>
        ids.Count >= LargeVocabulary && rowLookups.Any(lookup => lookup.Keys.HasSameIds(ids));

    /// <summary>
    /// Replaces lookups in one large vocabulary by one. Their operands are joined along the second dimension, so they must
    /// have the first one in common, be of one or two dimensions, and not depend on each other's results.
    /// </summary>
    private void ShareLookups()
    {
        while (rowLookups.Count > 0)
        {
            var first = rowLookups[0];
            List<RowLookup> group = [];
            foreach (var lookup in rowLookups)
            {
                if (lookup.CanShareWith(first) && !DependsOnAny(lookup.Node, group))
                {
                    group.Add(lookup);
                }
            }
            _ = rowLookups.RemoveAll(lookup => lookup == first || group.Contains(lookup));
            if (group.Count > 1)
            {
                Replace(group);
            }
        }
        SortNodes();
    }

    private void Replace(List<RowLookup> group)
    {
        _ = nodes.RemoveAll(node => group.Exists(lookup => lookup.Node == node));
        List<GraphValue> columns = [];
        List<GraphValue> widths = [];
        foreach (var (operand, _) in group.Select(lookup => lookup.Ends))
        {
            columns.Add(operand.Rank == 1 ? Unsqueeze(operand, [1]) : operand);
            widths.Add(operand.Rank == 1 ? Constant([1L]) : Slice(Shape(operand), 0, 1, 2));
        }
        var rows = LabelEncoder(
            Concat(columns.ToArray(), axis: 1),
            group[0].Keys,
            group[0].Missing
        );
        // That lookup is shared already.
        rowLookups.RemoveAt(rowLookups.Count - 1);
        var parts = new GraphValue[group.Count];
        for (var i = 0; i < parts.Length; i++)
        {
            var (operand, result) = group[i].Ends;
            parts[i] =
                operand.Rank == 2
                    ? result
                    : NewResult("Split", ElementType.Int64, [operand.Shape[0], 1], name: null);
            if (operand.Rank == 1)
            {
                nodes.Add(new Node("Squeeze", "", [parts[i], Axes([1])], [result], []));
            }
        }
        AddNode(
            "Split",
            [rows, Concat(widths.ToArray(), axis: 0)],
            parts,
            [Attribute("axis", 1)],
            OldestOpset,
            ""
        );
    }

    private bool DependsOnAny(Node node, List<RowLookup> group)
    {
        if (group.Count == 0)
        {
            return false;
        }
        var makers = Makers();
        var seen = new HashSet<Node>(ReferenceEqualityComparer.Instance);
        var open = new Stack<Node>([node]);
        while (open.TryPop(out var next))
        {
            foreach (var operand in next.Reads)
            {
                if (makers.TryGetValue(operand, out var maker) && seen.Add(maker))
                {
                    if (group.Exists(lookup => lookup.Node == maker))
                    {
                        return true;
                    }
                    open.Push(maker);
                }
            }
        }
        return false;
    }

    // Each node after those that make its operands, and otherwise where it was.
    private void SortNodes()
    {
        var makers = Makers();
        var sorted = new List<Node>(nodes.Count);
        var placed = new HashSet<Node>(ReferenceEqualityComparer.Instance);
        foreach (var node in nodes)
        {
            Place(node);
        }
        nodes.Clear();
        nodes.AddRange(sorted);

        void Place(Node node)
        {
            if (!placed.Add(node))
            {
                return;
            }
            foreach (var operand in node.Reads)
            {
                if (makers.TryGetValue(operand, out var maker))
                {
                    Place(maker);
                }
            }
            sorted.Add(node);
        }
    }

    private Dictionary<GraphValue, Node> Makers()
    {
        var makers = new Dictionary<GraphValue, Node>();
        foreach (var node in nodes)
        {
            foreach (var result in node.Results)
            {
                makers.Add(result, node);
            }
        }
        return makers;
    }

    private sealed record RowLookup(Node Node, IdTable Keys, long Missing)
    {
        public (GraphValue Operand, GraphValue Result) Ends => (Node.Operands[0]!, Node.Results[0]);

        public bool CanShareWith(RowLookup other)
        {
            var (shape, otherShape) = (Ends.Operand.Shape, other.Ends.Operand.Shape);
            return Keys.Count >= LargeVocabulary
                && Missing == other.Missing
                && shape.Count is 1 or 2
                && otherShape.Count is 1 or 2
                && shape[0] != Dimension.Unknown
                && shape[0] == otherShape[0]
                && Keys.HasSameIds(other.Keys);
        }
    }
}
