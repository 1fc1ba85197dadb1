using OnnxRetrieval.Graph.Onnx;

namespace OnnxRetrieval.Graph;

// Graphs within the graph: of which only one runs, or which runs for each row.
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
            MakeBranch("then_branch", [], then),
            MakeBranch("else_branch", [], otherwise),
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

    /// <summary>
    /// Values computed row by row: what the first dimension of some values holds is given to the same small graph in turn,
    /// and its results are stacked. It may use values made before, and looks no ids up.
    /// </summary>
    /// <param name="values">The values, <c>[rows, …]</c>.</param>
    /// <param name="body">Makes the results of one row of each, <c>[…]</c>.</param>
    /// <param name="names">The results' names.</param>
    /// <returns>The results, <c>[rows, …]</c>.</returns>
    internal GraphValue[] Scan(
        IReadOnlyList<GraphValue> values,
        Func<GraphValue[], GraphValue[]> body,
        params IReadOnlyList<string> names
    )
    {
        var rows = values
            .Select(value =>
            {
                Check(value);
                return NewResult("row", value.Type, [.. value.Shape.Skip(1)], name: null);
            })
            .ToArray();
        var branch = MakeBranch("body", rows, () => body(rows));
        var results = branch
            .Results.Zip(
                names,
                (result, name) =>
                    NewResult("Scan", result.Type, [values[0].Shape[0], .. result.Shape], name)
            )
            .ToArray();
        AddNode(
            "Scan",
            values.ToArray(),
            results,
            [Attribute("num_scan_inputs", values.Count)],
            OldestOpset,
            ""
        );
        nodes[^1] = nodes[^1] with { Branches = [branch] };
        return results;
    }

    private Branch MakeBranch(
        string attribute,
        IReadOnlyList<GraphValue> inputs,
        Func<GraphValue[]> make
    )
    {
        var outer = nodes;
        nodes = [];
        try
        {
            // A branch gives what it makes itself.
            var results = Array.ConvertAll(
                make(),
                value =>
                    nodes.Exists(node => node.Results.Contains(value)) ? value : Identity(value)
            );
            return new Branch(attribute, inputs, nodes, results);
        }
        finally
        {
            nodes = outer;
        }
    }

    /// <summary>The nodes of a branch, what it is given, and what it gives.</summary>
    private sealed record Branch(
        string Attribute,
        IReadOnlyList<GraphValue> Inputs,
        List<Node> Nodes,
        IReadOnlyList<GraphValue> Results
    )
    {
        /// <summary>All values that the branch reads, its own among them.</summary>
        public IEnumerable<GraphValue> Reads => Nodes.SelectMany(node => node.Reads);

        public AttributeProto ToProto()
        {
            var graph = new GraphProto { Name = Attribute };
            graph.Input.AddRange(Inputs.Select(input => ToValueInfo(input, null)));
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
