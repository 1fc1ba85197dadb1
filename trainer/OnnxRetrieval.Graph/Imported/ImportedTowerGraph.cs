using OnnxRetrieval.Graph.Onnx;

namespace OnnxRetrieval.Graph;

/// <summary>
/// A tower that another library trained and wrote as ONNX, such as one of PyTorch or Keras. Its inputs become query
/// features: 32-bit integers and doubles are taken as the contract's types, and inputs of the shape <c>[batch, 1]</c> as one
/// value a query.
/// </summary>
/// <remarks>
/// A query is known where an id of one of the vocabularies is; where there is none, every query is. What the model has
/// beside what its vectors need is left out.
/// </remarks>
public sealed class ImportedTowerGraph : ITowerGraph
{
    private const string Prefix = "/query/";
    private readonly ModelPart part;
    private readonly IReadOnlyList<ImportedInput> inputs;

    /// <summary>Reads a tower.</summary>
    /// <param name="model">The model; it must not change before the graph is written.</param>
    /// <param name="options">How to read it; null: the defaults.</param>
    /// <exception cref="GraphException">It cannot be a tower; the message says why, and how to export it.</exception>
    public ImportedTowerGraph(ModelProto model, ImportedTowerOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        options ??= new ImportedTowerOptions();
        if (model.Functions.Count > 0)
        {
            throw new GraphException(
                $"The tower has operators of its own ('{model.Functions[0].Name}'): export it with them inlined (in PyTorch by the exporter without 'dynamo', or by onnx.inliner)."
            );
        }
        part = new ModelPart(model, [VectorOf(model, options.Output)]);
        Opset = OpsetOf(part);
        inputs = [.. part.Inputs().Select(input => new ImportedInput(input, options))];
        RequireKnown(options, options.Names.Keys);
        RequireKnown(options, options.Vocabularies.Keys);
        if (inputs.Count == 0)
        {
            throw new GraphException("The tower's vectors do not depend on any input.");
        }
    }

    /// <summary>The opset of the tower's operators, which the whole graph must be written with.</summary>
    public int Opset { get; }

    /// <summary>The length of a vector; null: the model does not tell.</summary>
    public long? Dimensions => part.Wanted[0].Shape[1].Size;

    /// <inheritdoc/>
    public TowerOutput Emit(GraphBuilder graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        var fed = new Dictionary<string, GraphValue>(StringComparer.Ordinal);
        GraphValue? known = null;
        foreach (var input in inputs)
        {
            var (value, isKnown) = input.Emit(graph);
            fed.Add(input.SourceName, value);
            known =
                isKnown is null ? known
                : known is null ? isKnown
                : graph.Or(known, isKnown);
        }
        var vector = graph.Import(part, fed, name => Prefix + name)[0];
        return new TowerOutput(vector, known ?? AllKnown(graph, vector));
    }

    private static GraphValue AllKnown(GraphBuilder graph, GraphValue vector) =>
        graph.Expand(graph.Constant(true), graph.Slice(graph.Shape(vector), 0, 0, 1));

    private static ModelValue VectorOf(ModelProto model, string? name)
    {
        var outputs = model.Graph.Output;
        var fitting = outputs.Where(output =>
            name is null ? IsVectors(output) : output.Name == name
        );
        if (fitting.ToList() is not [var found])
        {
            throw new GraphException(
                name is null
                    ? $"The tower has no single output of floats with 2 dimensions to take as the vectors: name one of its outputs: {List(outputs)}."
                    : $"The tower has no output '{name}'. It has: {List(outputs)}."
            );
        }
        if (!IsVectors(found))
        {
            throw new GraphException(
                $"The tower's output {Text(found)} is not of type Float and shape [batch, dimensions]."
            );
        }
        var dimensions = found.Type.TensorType.Shape.Dim[1];
        return new(
            found.Name,
            ElementType.Float,
            [
                RetrievalContract.Batch,
                dimensions.DimValue > 0 ? Dimension.Of(dimensions.DimValue) : Dimension.Unknown,
            ]
        );
    }

    private static int OpsetOf(ModelPart part)
    {
        var opset = part.Domains.GetValueOrDefault("", 1);
        if (opset is < GraphBuilder.OldestOpset or > GraphBuilder.NewestOpset)
        {
            throw new GraphException(
                $"The tower is of opset {opset}, and can be taken with one from {GraphBuilder.OldestOpset} to {GraphBuilder.NewestOpset}: export it with such a one (opset_version={GraphBuilder.NewestOpset - 4})."
            );
        }
        return (int)opset;
    }

    private void RequireKnown(ImportedTowerOptions options, IEnumerable<string> names)
    {
        foreach (var name in names.Where(name => inputs.All(input => input.SourceName != name)))
        {
            throw new GraphException(
                $"The tower has no input '{name}'. It has: {string.Join(", ", inputs.Select(input => input.SourceName))}."
            );
        }
    }

    private static bool IsVectors(ValueInfoProto output) =>
        output.Type?.TensorType is { Shape.Dim.Count: 2 } type
        && type.ElemType == (int)ElementType.Float;

    private static string List(IEnumerable<ValueInfoProto> values) =>
        string.Join(", ", values.Select(Text));

    internal static string Text(ValueInfoProto value) =>
        value.Type?.TensorType is { } type
            ? $"'{value.Name}' ({(ElementType)type.ElemType} [{string.Join(", ", type.Shape?.Dim.Select(Size) ?? ["?"])}])"
            : $"'{value.Name}'";

    private static string Size(TensorShapeProto.Types.Dimension dimension) =>
        dimension.ValueCase switch
        {
            TensorShapeProto.Types.Dimension.ValueOneofCase.DimValue => $"{dimension.DimValue}",
            TensorShapeProto.Types.Dimension.ValueOneofCase.DimParam => dimension.DimParam,
            _ => "?",
        };
}
