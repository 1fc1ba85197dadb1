using OnnxRetrieval.Graph.Onnx;

namespace OnnxRetrieval.Graph;

// Parts of the graph of which only one runs.
public sealed partial class GraphBuilder
{
    /// <summary>
    /// Values computed in one of two ways, of which only the one chosen runs. Both may use values made before, and neither
    /// looks ids up: large vocabularies are shared by what runs in any case.
    /// </summary>
    /// <param name="condition">Which, bool with one element.</param>
    /// <param name="then">Makes the values where the condition is true.</param>
    /// <param name="otherwise">Makes values of the same types and ranks where it is false.</param>
    /// <param name="names">The results' names.</param>
    /// <exception cref="GraphException">The two ways give values of different types or ranks.</exception>
    internal GraphValue[] If(
        GraphValue condition,
        Func<GraphValue[]> then,
        Func<GraphValue[]> otherwise,
        params IReadOnlyList<string> names
    )
    {
        RequireType("If", condition, ElementType.Bool);
        List<Branch> branches =
        [
            MakeBranch("then_branch", then),
            MakeBranch("else_branch", otherwise),
        ];
        var (first, second) = (branches[0].Results, branches[1].Results);
        var results = new GraphValue[names.Count];
        for (var i = 0; i < results.Length; i++)
        {
            if (first[i].Type != second[i].Type || first[i].Rank != second[i].Rank)
            {
                throw new GraphException(
                    $"If: one branch gives {first[i]}, and the other {second[i]}."
                );
            }
            results[i] = NewResult(
                "If",
                first[i].Type,
                [.. first[i].Shape.Zip(second[i].Shape, (a, b) => a == b ? a : Dimension.Unknown)],
                names[i]
            );
        }
        AddNode("If", [condition], results, [], OldestOpset, "");
        nodes[^1] = nodes[^1] with { Branches = branches };
        return results;
    }

    private Branch MakeBranch(string attribute, Func<GraphValue[]> make)
    {
        var outer = nodes;
        nodes = [];
        try
        {
            // A branch gives what it makes itself.
            var results = Array.ConvertAll(make(), value => Identity(value));
            return new Branch(attribute, nodes, results);
        }
        finally
        {
            nodes = outer;
        }
    }

    /// <summary>The nodes of a branch, and what it gives.</summary>
    private sealed record Branch(
        string Attribute,
        List<Node> Nodes,
        IReadOnlyList<GraphValue> Results
    )
    {
        /// <summary>All values that the branch reads, its own among them.</summary>
        public IEnumerable<GraphValue> Reads => Nodes.SelectMany(node => node.Reads);

        public AttributeProto ToProto()
        {
            var graph = new GraphProto { Name = Attribute };
            graph.Node.AddRange(Nodes.Select(node => node.ToProto()));
            graph.Output.AddRange(Results.Select(result => ToValueInfo(result, null)));
            return new AttributeProto
            {
                Name = Attribute,
                G = graph,
                Type = AttributeProto.Types.AttributeType.Graph,
            };
        }
    }
}
