using OnnxRetrieval.Graph.Onnx;

namespace OnnxRetrieval.Graph;

/// <summary>
/// Names within the subgraphs that operators such as If and Loop have as attributes, which may be of values outside.
/// </summary>
public static class SubgraphNames
{
    /// <summary>The names that the subgraphs of an operator read, their own ones among them.</summary>
    public static IEnumerable<string> ReadBy(NodeProto node) =>
        node
            .Attribute.SelectMany(GraphsOf)
            .SelectMany(graph =>
                graph
                    .Node.SelectMany(inner => inner.Input.Concat(ReadBy(inner)))
                    .Concat(graph.Output.Select(output => output.Name))
            );

    /// <summary>The operators of a graph and of its subgraphs.</summary>
    public static IEnumerable<NodeProto> NodesOf(GraphProto graph) =>
        graph.Node.SelectMany(node =>
            node.Attribute.SelectMany(GraphsOf).SelectMany(NodesOf).Prepend(node)
        );

    /// <summary>An attribute whose subgraphs' values have other names; the attribute itself where it has none.</summary>
    public static AttributeProto Rename(AttributeProto attribute, Func<string, string> rename)
    {
        if (!GraphsOf(attribute).Any())
        {
            return attribute;
        }
        var copy = attribute.Clone();
        foreach (var graph in GraphsOf(copy))
        {
            Rename(graph, rename);
        }
        return copy;
    }

    private static IEnumerable<GraphProto> GraphsOf(AttributeProto attribute) =>
        attribute.G is { } graph ? attribute.Graphs.Prepend(graph) : attribute.Graphs;

    private static void Rename(GraphProto graph, Func<string, string> rename)
    {
        foreach (var value in graph.Input.Concat(graph.Output).Concat(graph.ValueInfo))
        {
            value.Name = rename(value.Name);
        }
        foreach (var tensor in graph.Initializer)
        {
            tensor.Name = rename(tensor.Name);
        }
        foreach (var node in graph.Node)
        {
            Rename(node.Input, rename);
            Rename(node.Output, rename);
            foreach (var inner in node.Attribute.SelectMany(GraphsOf))
            {
                Rename(inner, rename);
            }
        }
    }

    private static void Rename(
        Google.Protobuf.Collections.RepeatedField<string> names,
        Func<string, string> rename
    )
    {
        for (var i = 0; i < names.Count; i++)
        {
            // "" stands for an operand that is left out.
            names[i] = names[i].Length == 0 ? "" : rename(names[i]);
        }
    }
}
