using OnnxRetrieval.Graph.Onnx;

namespace OnnxRetrieval.Graph;

// Parts of other models.
public sealed partial class GraphBuilder
{
    private readonly SortedDictionary<string, long> otherDomains = new(StringComparer.Ordinal);

    /// <summary>Adds what some values of another model are computed by.</summary>
    /// <param name="part">The values, and the model that they are of. It must not change before this graph is written.</param>
    /// <param name="fed">What stands in place of the model's inputs, and of any other of its values, by name.</param>
    /// <param name="rename">The names of its other values here, by those in the model.</param>
    /// <returns>The values, in the order of <see cref="ModelPart.Wanted"/>.</returns>
    /// <exception cref="GraphException">The model's operators are of another opset, or an input is not fed.</exception>
    internal IReadOnlyList<GraphValue> Import(
        ModelPart part,
        IReadOnlyDictionary<string, GraphValue> fed,
        Func<string, string> rename
    )
    {
        TakeOverDomains(part);
        var values = new Dictionary<string, GraphValue>(fed, StringComparer.Ordinal);
        foreach (var tensor in part.Initializers.Where(tensor => !fed.ContainsKey(tensor.Name)))
        {
            values[tensor.Name] = Import(tensor, rename(tensor.Name));
        }
        foreach (var proto in part.Nodes(fed.Keys))
        {
            var operands = proto
                .Input.Select(name =>
                    name.Length == 0 ? null
                    : values.TryGetValue(name, out var operand) ? operand
                    : throw new GraphException(
                        $"Operator '{proto.Name}' ({proto.OpType}) of the other model reads '{name}', which nothing gives."
                    )
                )
                .ToArray();
            var results = new List<GraphValue>();
            foreach (var name in proto.Output)
            {
                // An output that nobody wants has no name, and keeps its place.
                var result = new GraphValue(
                    this,
                    GraphValue.ValueKind.Node,
                    name.Length == 0 ? "" : Claimed(rename(name)),
                    part.TypeOf(name),
                    part.ShapeOf(name)
                );
                results.Add(result);
                if (name.Length > 0)
                {
                    values[name] = result;
                }
            }
            var attributes = proto.Attribute.Select(attribute =>
                SubgraphNames.Rename(
                    attribute,
                    name => values.TryGetValue(name, out var value) ? value.Name : rename(name)
                )
            );
            nodes.Add(
                new Node(proto.OpType, proto.Domain, operands, [.. results], [.. attributes])
            );
        }
        return
        [
            .. part.Wanted.Select(wanted =>
                values.TryGetValue(wanted.Name, out var value)
                    ? value
                    : throw new GraphException($"The other model has no value '{wanted.Name}'.")
            ),
        ];
    }

    private GraphValue Import(TensorProto tensor, string name)
    {
        if (tensor.DataLocation == TensorProto.Types.DataLocation.External)
        {
            throw new GraphException(
                $"Table '{tensor.Name}' of the other model is in a file of its own: save the model as one file."
            );
        }
        var value = new GraphValue(
            this,
            GraphValue.ValueKind.Initializer,
            Claimed(name),
            (ElementType)tensor.DataType,
            [.. tensor.Dims.Select(Dimension.Of)]
        );
        initializers.Add(new Initializer(value, tensor));
        return value;
    }

    private string Claimed(string name)
    {
        Claim(name, "value of another model");
        return name;
    }

    private void TakeOverDomains(ModelPart part)
    {
        foreach (var (domain, version) in part.Domains)
        {
            switch (domain)
            {
                case "" when version != chosenOpset:
                    throw new GraphException(
                        $"The other model's operators are of opset {version}, and graph '{graphName}' is written with {(chosenOpset is null ? "the lowest that suffices" : $"opset {chosenOpset}")}: choose {version}."
                    );
                case "":
                    break;
                case MachineLearningDomain:
                    usesMachineLearning = true;
                    machineLearningOpset = Math.Max(machineLearningOpset, version);
                    break;
                default:
                    otherDomains[domain] = version;
                    break;
            }
        }
    }
}
