using OnnxRetrieval.Graph.Onnx;

namespace OnnxRetrieval.Graph;

/// <summary>A value of a model with its type and shape.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">The type of its elements.</param>
/// <param name="Shape">Its shape.</param>
internal sealed record ModelValue(string Name, ElementType Type, Dimension[] Shape);

/// <summary>Some values of a model, and all that they are computed from.</summary>
/// <param name="model">The model.</param>
/// <param name="wanted">The values.</param>
internal sealed class ModelPart(ModelProto model, IReadOnlyList<ModelValue> wanted)
{
    private readonly Dictionary<string, NodeProto> makers = Makers(model);

    /// <summary>The values.</summary>
    public IReadOnlyList<ModelValue> Wanted => wanted;

    /// <summary>The tables that are read, in the order of the model.</summary>
    public IEnumerable<TensorProto> Initializers
    {
        get
        {
            var names = Needed([]).Names;
            return model.Graph.Initializer.Where(tensor => names.Contains(tensor.Name));
        }
    }

    /// <summary>The versions of the operator sets that are used, by domain; "" is ai.onnx.</summary>
    public IReadOnlyDictionary<string, long> Domains
    {
        get
        {
            var used = Needed([]).Nodes.Select(node => Plain(node.Domain)).Append("").ToHashSet();
            return model
                .OpsetImport.Where(import => used.Contains(Plain(import.Domain)))
                .ToDictionary(import => Plain(import.Domain), import => import.Version);
        }
    }

    /// <summary>The inputs of the model that are read, in its order.</summary>
    public IReadOnlyList<ValueInfoProto> Inputs()
    {
        var names = Needed([]).Names;
        var held = model.Graph.Initializer.Select(tensor => tensor.Name).ToHashSet();
        // Old files list tables among the inputs too.
        return
        [
            .. model.Graph.Input.Where(input =>
                names.Contains(input.Name) && !held.Contains(input.Name)
            ),
        ];
    }

    /// <summary>The operators that the values are computed by, in the order of the model.</summary>
    /// <param name="given">Names of values that are given, so that what they are computed by is not needed.</param>
    public IReadOnlyList<NodeProto> Nodes(IEnumerable<string> given)
    {
        var needed = Needed(given).Nodes;
        return [.. model.Graph.Node.Where(needed.Contains)];
    }

    /// <summary>The type of a value as far as it is told; float of others, which nobody asks.</summary>
    public ElementType TypeOf(string name) =>
        wanted.FirstOrDefault(value => value.Name == name)?.Type ?? ElementType.Float;

    /// <summary>The shape of a value as far as it is told.</summary>
    public Dimension[] ShapeOf(string name) =>
        wanted.FirstOrDefault(value => value.Name == name)?.Shape ?? [];

    private (HashSet<NodeProto> Nodes, HashSet<string> Names) Needed(IEnumerable<string> given)
    {
        var names = new HashSet<string>(given, StringComparer.Ordinal);
        var nodes = new HashSet<NodeProto>(ReferenceEqualityComparer.Instance);
        var open = new Stack<string>(wanted.Select(value => value.Name));
        while (open.TryPop(out var name))
        {
            if (names.Add(name) && makers.TryGetValue(name, out var node) && nodes.Add(node))
            {
                foreach (var read in node.Input.Concat(SubgraphNames.ReadBy(node)))
                {
                    open.Push(read);
                }
            }
        }
        return (nodes, names);
    }

    // ai.onnx may also be called so.
    private static string Plain(string domain) => domain == "ai.onnx" ? "" : domain;

    private static Dictionary<string, NodeProto> Makers(ModelProto model)
    {
        var makers = new Dictionary<string, NodeProto>(StringComparer.Ordinal);
        foreach (var node in model.Graph.Node)
        {
            foreach (var output in node.Output.Where(output => output.Length > 0))
            {
                if (!makers.TryAdd(output, node))
                {
                    throw new GraphException($"The model computes '{output}' twice.");
                }
            }
        }
        return makers;
    }
}
