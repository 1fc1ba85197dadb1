using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using OnnxRetrieval.Graph.Onnx;

namespace OnnxRetrieval.Graph;

/// <summary>
/// Builds an ONNX graph call by call. Each operator method infers the type and the shape of its result, and throws a
/// <see cref="GraphException"/> at once for what ONNX would refuse when the file is loaded. The same calls give the same
/// bytes.
/// </summary>
/// <remarks>
/// The operators are written in the form of opset 13, or later where they are newer; where the form changed since, the
/// one that fits the opset of the finished graph is written.
/// </remarks>
public sealed partial class GraphBuilder
{
    /// <summary>The oldest opset of the operators' forms used here.</summary>
    public const int OldestOpset = 13;

    /// <summary>The newest opset whose forms are known here.</summary>
    public const int NewestOpset = 21;

    // ai.onnx.ml 2 brought the LabelEncoder's present form, which stays one until 4, and nothing here needs a later one.
    private const long OldestMachineLearningOpset = 2;
    private const string MachineLearningDomain = "ai.onnx.ml";

    private readonly string graphName;
    private readonly int? chosenOpset;
    private readonly HashSet<string> names = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> counters = new(StringComparer.Ordinal);
    private readonly List<(GraphValue Value, string? Doc)> inputs = [];
    private readonly List<(GraphValue Value, string? Doc)> outputs = [];
    private readonly List<Initializer> initializers = [];
    private List<Node> nodes = [];
    private int neededOpset = OldestOpset;
    private bool usesMachineLearning;
    private long machineLearningOpset = OldestMachineLearningOpset;

    /// <summary>An empty graph.</summary>
    /// <param name="name">The graph's name, shown by viewers.</param>
    /// <param name="opset">The version of the operator set; null: the lowest that has all operators used.</param>
    /// <exception cref="GraphException">The opset is not one of those known here.</exception>
    public GraphBuilder(string name, int? opset = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        if (opset is < OldestOpset or > NewestOpset)
        {
            throw new GraphException(
                $"Opset {opset} cannot be written: choose one from {OldestOpset} to {NewestOpset}, or none for the lowest that suffices."
            );
        }
        graphName = name;
        chosenOpset = opset;
    }

    /// <summary>The inputs declared so far, in order.</summary>
    public IEnumerable<GraphValue> Inputs => inputs.Select(input => input.Value);

    /// <summary>The outputs declared so far, in order.</summary>
    public IEnumerable<GraphValue> Outputs => outputs.Select(output => output.Value);

    /// <summary>Declares an input of the graph, which every caller must give.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="type">Its element type.</param>
    /// <param name="shape">Its shape, with symbols for what the caller chooses.</param>
    /// <param name="doc">What it means, for people.</param>
    public GraphValue Input(
        string name,
        ElementType type,
        ReadOnlySpan<Dimension> shape,
        string? doc = null
    )
    {
        Claim(name, "input");
        var value = new GraphValue(this, GraphValue.ValueKind.Input, name, type, shape.ToArray());
        inputs.Add((value, doc));
        return value;
    }

    /// <summary>What inputs are for, by name, as far as it was told.</summary>
    internal Dictionary<string, string> InputRoles { get; } = new(StringComparer.Ordinal);

    /// <summary>Declares a value as an output of the graph, under the name given.</summary>
    /// <returns>The output, which may go on being used in the graph.</returns>
    public GraphValue Output(GraphValue value, string name, string? doc = null)
    {
        Check(value);
        if (value.Kind != GraphValue.ValueKind.Node || value.IsOutput)
        {
            // An input, an initializer or another output keeps its own name.
            value = Identity(value, name);
        }
        else if (value.Name != name)
        {
            Claim(name, "output");
            names.Remove(value.Name);
            value.Name = name;
        }
        value.IsOutput = true;
        outputs.Add((value, doc));
        return value;
    }

    /// <summary>The finished model: one graph and the operator sets that it needs, without metadata.</summary>
    /// <exception cref="GraphException">The graph has no output, or needs a later opset than the one chosen.</exception>
    public ModelProto Build()
    {
        if (outputs.Count == 0)
        {
            throw new GraphException(
                $"Graph '{graphName}' has no output: declare one with {nameof(Output)}."
            );
        }
        ShareLookups();
        var opset = chosenOpset ?? neededOpset;
        if (opset >= AxesAreInputSince)
        {
            MakeAxesInputs(nodes);
        }
        var graph = new GraphProto { Name = graphName };
        graph.Node.AddRange(nodes.Select(node => node.ToProto()));
        graph.Initializer.AddRange(initializers.Select(initializer => initializer.ToProto()));
        graph.Input.AddRange(inputs.Select(input => ToValueInfo(input.Value, input.Doc)));
        graph.Output.AddRange(outputs.Select(output => ToValueInfo(output.Value, output.Doc)));
        var model = new ModelProto
        {
            IrVersion = IrVersionOf(opset),
            ProducerName = "OnnxRetrieval",
            ProducerVersion = typeof(GraphBuilder).Assembly.GetName().Version!.ToString(3),
            Graph = graph,
        };
        model.OpsetImport.Add(new OperatorSetIdProto { Version = opset });
        if (usesMachineLearning)
        {
            model.OpsetImport.Add(
                new OperatorSetIdProto
                {
                    Domain = MachineLearningDomain,
                    Version = machineLearningOpset,
                }
            );
        }
        foreach (var (domain, version) in otherDomains)
        {
            model.OpsetImport.Add(new OperatorSetIdProto { Domain = domain, Version = version });
        }
        return model;
    }

    // The version of the file format that came with each opset: the lowest that readers accept it with.
    private static long IrVersionOf(int opset) =>
        opset switch
        {
            <= 14 => 7,
            <= 18 => 8,
            <= 20 => 9,
            _ => 10,
        };

    private static ValueInfoProto ToValueInfo(GraphValue value, string? doc)
    {
        var shape = new TensorShapeProto();
        foreach (var dimension in value.Shape)
        {
            var proto = new TensorShapeProto.Types.Dimension();
            if (dimension.Size is { } size)
            {
                proto.DimValue = size;
            }
            else if (dimension.Symbol is { } symbol)
            {
                proto.DimParam = symbol;
            }
            shape.Dim.Add(proto);
        }
        return new ValueInfoProto
        {
            Name = value.Name,
            DocString = doc ?? "",
            Type = new TypeProto
            {
                TensorType = new TypeProto.Types.Tensor
                {
                    ElemType = (int)value.Type,
                    Shape = shape,
                },
            },
        };
    }

    private void Claim(string name, string what)
    {
        if (string.IsNullOrEmpty(name))
        {
            throw new GraphException($"An {what} of graph '{graphName}' has no name.");
        }
        if (!names.Add(name))
        {
            throw new GraphException(
                $"The {what} '{name}' of graph '{graphName}' has a name that another value has already: every value needs its own."
            );
        }
    }

    /// <summary>A name of its own that the names of one part's values can begin with, such as <c>/age</c> or <c>/age_2</c>.</summary>
    /// <param name="stem">What it is made of, such as <c>age</c>.</param>
    public string Scope(string stem) => FreshName(stem);

    private string FreshName(string stem)
    {
        // The stroke keeps inner values apart from the names that people give to features and columns.
        stem = "/" + stem;
        string name;
        do
        {
            var number = counters.GetValueOrDefault(stem);
            counters[stem] = number + 1;
            name =
                number == 0
                    ? stem
                    : string.Create(CultureInfo.InvariantCulture, $"{stem}_{number + 1}");
        } while (!names.Add(name));
        return name;
    }

    private void Check([NotNull] GraphValue? value)
    {
        ArgumentNullException.ThrowIfNull(value);
        if (value.Owner != this)
        {
            throw new GraphException(
                $"Value {value} belongs to graph '{value.Owner.graphName}' and cannot be used in graph '{graphName}'."
            );
        }
    }

    /// <summary>Adds a node with one result.</summary>
    private GraphValue Add(
        string operation,
        ReadOnlySpan<GraphValue?> operands,
        ElementType type,
        Dimension[] shape,
        string? name,
        ReadOnlySpan<AttributeProto> attributes = default,
        int since = OldestOpset,
        string domain = "",
        IReadOnlyList<Dimension>? sizes = null
    )
    {
        var result = NewResult(operation, type, shape, name, sizes);
        AddNode(operation, operands, [result], attributes, since, domain);
        return result;
    }

    private GraphValue NewResult(
        string operation,
        ElementType type,
        Dimension[] shape,
        string? name,
        IReadOnlyList<Dimension>? sizes = null
    )
    {
        if (name is null)
        {
            name = FreshName(operation);
        }
        else
        {
            Claim(name, $"result of {operation}");
        }
        return new GraphValue(this, GraphValue.ValueKind.Node, name, type, shape) { Sizes = sizes };
    }

    private void AddNode(
        string operation,
        ReadOnlySpan<GraphValue?> operands,
        GraphValue[] results,
        ReadOnlySpan<AttributeProto> attributes,
        int since,
        string domain
    )
    {
        foreach (var operand in operands)
        {
            if (operand is not null)
            {
                Check(operand);
            }
        }
        if (domain == MachineLearningDomain)
        {
            usesMachineLearning = true;
        }
        else if (since > chosenOpset)
        {
            throw new GraphException(
                $"{operation} needs opset {since}, and graph '{graphName}' is to be written with opset {chosenOpset}."
            );
        }
        else
        {
            neededOpset = Math.Max(neededOpset, since);
        }
        nodes.Add(new Node(operation, domain, operands.ToArray(), results, attributes.ToArray()));
    }

    private sealed record Node(
        string Operation,
        string Domain,
        GraphValue?[] Operands,
        GraphValue[] Results,
        AttributeProto[] Attributes
    )
    {
        /// <summary>Subgraphs, of which one runs, or the only one for each row.</summary>
        public IReadOnlyList<Branch> Branches { get; init; } = [];

        /// <summary>All values that it reads, those that its subgraphs read among them.</summary>
        public IEnumerable<GraphValue> Reads =>
            Operands.OfType<GraphValue>().Concat(Branches.SelectMany(branch => branch.Reads));

        public NodeProto ToProto()
        {
            // A node bears the name of its first result, so that messages of a host lead back to the value.
            var proto = new NodeProto
            {
                OpType = Operation,
                Domain = Domain,
                Name = Results[0].Name,
            };
            proto.Input.AddRange(Operands.Select(operand => operand?.Name ?? ""));
            proto.Output.AddRange(Results.Select(result => result.Name));
            proto.Attribute.AddRange(Attributes);
            proto.Attribute.AddRange(Branches.Select(branch => branch.ToProto()));
            return proto;
        }
    }

    private sealed record Initializer(GraphValue Value, TensorProto Tensor)
    {
        public TensorProto ToProto()
        {
            Tensor.Name = Value.Name;
            return Tensor;
        }
    }
}
