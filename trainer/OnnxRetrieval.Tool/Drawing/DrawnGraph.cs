using OnnxRetrieval.Graph;
using OnnxRetrieval.Graph.Onnx;

namespace OnnxRetrieval.Tool.Drawing;

/// <summary>What a box of a drawn graph stands for.</summary>
internal enum DrawnKind
{
    /// <summary>A value that is given.</summary>
    Input,

    /// <summary>An operator.</summary>
    Operator,

    /// <summary>A value that is asked for.</summary>
    Output,
}

/// <summary>A box of a drawn graph.</summary>
/// <param name="Kind">What it stands for.</param>
/// <param name="Role">What it is for.</param>
/// <param name="Title">The operator, or the value's name.</param>
/// <param name="Lines">What stands below: a name, the shape of what it gives, tables with their shapes and bytes.</param>
/// <param name="Hover">All that is known of it.</param>
internal sealed record DrawnBox(
    DrawnKind Kind,
    GraphRole Role,
    string Title,
    IReadOnlyList<string> Lines,
    string Hover
);

/// <summary>A value of a drawn graph, from the box that gives it to those that read it.</summary>
/// <param name="From">The box that gives it.</param>
/// <param name="To">The boxes that read it.</param>
/// <param name="Value">Its name, type and shape as far as they are known.</param>
internal sealed record DrawnLink(int From, IReadOnlyList<int> To, string Value);

/// <summary>A graph as boxes and the values between them.</summary>
internal sealed class DrawnGraph
{
    private readonly List<DrawnBox> boxes = [];
    private readonly Dictionary<string, int> givers = [];
    private readonly Dictionary<string, List<int>> readers = [];
    private readonly GraphValues values;

    private DrawnGraph(GraphProto graph)
    {
        values = new GraphValues(graph);
        var roles = GraphRoles.Of(graph);
        IsRetrieval = roles.Count > 0;
        GraphRole RoleOf(NodeProto node) => roles.GetValueOrDefault(node, GraphRole.QueryTower);
        foreach (var input in graph.Input.Where(input => !values.IsTable(input.Name)))
        {
            var role = graph
                .Node.Where(node => ReadBy(node).Contains(input.Name))
                .Select(RoleOf)
                .DefaultIfEmpty(GraphRole.QueryTower)
                .Min();
            givers[input.Name] = boxes.Count;
            boxes.Add(
                new(
                    DrawnKind.Input,
                    role,
                    input.Name,
                    [values.TypeOf(input.Name)],
                    Joined([values.Describe(input.Name), input.DocString])
                )
            );
        }
        foreach (var node in graph.Node)
        {
            Add(node, RoleOf(node));
        }
        foreach (var output in graph.Output)
        {
            var role = givers.TryGetValue(output.Name, out var giver)
                ? boxes[giver].Role
                : GraphRole.Results;
            Read(output.Name);
            boxes.Add(
                new(
                    DrawnKind.Output,
                    role,
                    output.Name,
                    [values.TypeOf(output.Name)],
                    Joined([values.Describe(output.Name), output.DocString])
                )
            );
        }
        Links =
        [
            .. readers
                .Where(read => givers.ContainsKey(read.Key))
                .Select(read => new DrawnLink(
                    givers[read.Key],
                    [.. read.Value.Distinct()],
                    values.Describe(read.Key)
                )),
        ];
    }

    /// <summary>The boxes, each behind all that it depends on.</summary>
    public IReadOnlyList<DrawnBox> Boxes => boxes;

    /// <summary>The values between them.</summary>
    public IReadOnlyList<DrawnLink> Links { get; }

    /// <summary>Whether the roles of the boxes are known.</summary>
    public bool IsRetrieval { get; }

    /// <summary>Makes one of a graph.</summary>
    public static DrawnGraph Of(GraphProto graph) => new(graph);

    private void Add(NodeProto node, GraphRole role)
    {
        var tables = ReadBy(node).Where(values.IsTable).ToList();
        foreach (var read in ReadBy(node).Except(tables))
        {
            Read(read);
        }
        foreach (var output in node.Output.Where(output => output.Length > 0))
        {
            givers[output] = boxes.Count;
        }
        var attributes = node.Attribute.Select(AttributeText.Of).ToList();
        List<string> lines =
        [
            .. IsNamed(node) ? (string[])[node.Name] : [],
            .. node.Output.Take(1).Select(values.TypeOf).Where(type => type.Length > 0),
            .. tables.Where(values.IsLarge).Select(values.ShortOf),
            .. node.Attribute.Select(AttributeText.TableOf).OfType<string>(),
        ];
        boxes.Add(
            new(
                DrawnKind.Operator,
                role,
                node.OpType,
                lines,
                Joined([
                    $"{(node.Domain.Length == 0 ? "" : node.Domain + ".")}{node.OpType} {node.Name}",
                    .. attributes,
                    .. node
                        .Input.Where(input => input.Length > 0)
                        .Select(input => $"reads {values.Describe(input)}"),
                    .. node
                        .Output.Where(output => output.Length > 0)
                        .Select(output => $"gives {values.Describe(output)}"),
                ])
            )
        );
    }

    private void Read(string name)
    {
        if (!readers.TryGetValue(name, out var boxesThatRead))
        {
            readers[name] = boxesThatRead = [];
        }
        boxesThatRead.Add(boxes.Count);
    }

    private static List<string> ReadBy(NodeProto node) =>
        [
            .. node
                .Input.Concat(SubgraphNames.ReadBy(node))
                .Where(name => name.Length > 0)
                .Distinct(),
        ];

    // Not what only repeats the operator: /Unsqueeze_3.
    private static bool IsNamed(NodeProto node) =>
        node.Name.Length > 0
        && !node.Name.TrimStart('/').StartsWith(node.OpType, StringComparison.Ordinal);

    private static string Joined(IEnumerable<string> lines) =>
        string.Join('\n', lines.Where(line => line.Length > 0));
}
