using Google.Protobuf;
using OnnxRetrieval.Graph;
using OnnxRetrieval.Graph.Onnx;

namespace OnnxRetrieval.Tool.Models;

/// <summary>A value that goes into a model or comes out of it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">The element type, such as <c>string</c>.</param>
/// <param name="Shape">Sizes, or names of sizes that are known only when run.</param>
/// <param name="Description">What the file says of it; "" where nothing.</param>
internal sealed record InspectedValue(
    string Name,
    string Type,
    IReadOnlyList<string> Shape,
    string Description
);

/// <summary>A table inside the file: an initializer, or an operator's attribute such as a vocabulary.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">The element type.</param>
/// <param name="Shape">Its sizes.</param>
/// <param name="Bytes">Bytes that it takes in the file.</param>
internal sealed record InspectedPart(
    string Name,
    string Type,
    IReadOnlyList<long> Shape,
    long Bytes
);

/// <summary>The vocabulary that turns the ids of one input into rows.</summary>
/// <param name="Name">The name of the operator that holds it.</param>
/// <param name="Type">The ids' type.</param>
/// <param name="Size">The number of ids.</param>
internal sealed record InspectedVocabulary(string Name, string Type, long Size);

/// <summary>What an ONNX file holds.</summary>
internal sealed record ModelInspection
{
    private ModelInspection() { }

    public required string Path { get; init; }
    public required long Bytes { get; init; }
    public required IReadOnlyDictionary<string, long> Opsets { get; init; }
    public required string Producer { get; init; }
    public required IReadOnlyList<InspectedValue> Inputs { get; init; }
    public required IReadOnlyList<InspectedValue> Outputs { get; init; }
    public required IReadOnlyList<InspectedVocabulary> Vocabularies { get; init; }

    /// <summary>Tables by size, the largest first.</summary>
    public required IReadOnlyList<InspectedPart> Parts { get; init; }

    /// <summary>How many nodes of each operator, the most frequent first.</summary>
    public required IReadOnlyList<(string Operator, int Count)> Operators { get; init; }

    public required IReadOnlyDictionary<string, string> Metadata { get; init; }

    /// <summary>Looks at a file that was read.</summary>
    /// <param name="model">What was read.</param>
    /// <param name="path">The file.</param>
    /// <exception cref="GraphException">Its metadata is not sound.</exception>
    public static ModelInspection Of(ModelProto model, string path)
    {
        var graph = model.Graph;
        var attributes = graph
            .Node.SelectMany(node => node.Attribute.Select(attribute => (node, attribute)))
            .ToList();
        return new ModelInspection
        {
            Path = System.IO.Path.GetFullPath(path),
            Bytes = new FileInfo(path).Length,
            Opsets = model.OpsetImport.ToDictionary(
                opset => opset.Domain.Length == 0 ? "ai.onnx" : opset.Domain,
                opset => opset.Version
            ),
            Producer = $"{model.ProducerName} {model.ProducerVersion}".Trim(),
            Inputs = [.. graph.Input.Select(Value)],
            Outputs = [.. graph.Output.Select(Value)],
            Vocabularies = [.. graph.Node.SelectMany(Vocabulary)],
            Parts =
            [
                .. graph
                    .Initializer.Select(tensor => Part(tensor, tensor.Name))
                    .Concat(attributes.SelectMany(pair => Part(pair.node, pair.attribute)))
                    .OrderByDescending(part => part.Bytes)
                    .ThenBy(part => part.Name, StringComparer.Ordinal),
            ],
            Operators =
            [
                .. graph
                    .Node.GroupBy(node =>
                        node.Domain.Length == 0 ? node.OpType : $"{node.Domain}.{node.OpType}"
                    )
                    .Select(group => (group.Key, group.Count()))
                    .OrderByDescending(pair => pair.Item2)
                    .ThenBy(pair => pair.Key, StringComparer.Ordinal),
            ],
            Metadata = RetrievalMetadata.Of(model),
        };
    }

    /// <summary>What a graph tells of a value.</summary>
    public static InspectedValue Value(ValueInfoProto value)
    {
        var tensor = value.Type?.TensorType;
        return new(
            value.Name,
            tensor is null ? "not a tensor" : TypeName(tensor.ElemType),
            [
                .. (tensor?.Shape?.Dim ?? []).Select(size =>
                    size.ValueCase switch
                    {
                        TensorShapeProto.Types.Dimension.ValueOneofCase.DimValue =>
                            size.DimValue.ToString(
                                System.Globalization.CultureInfo.InvariantCulture
                            ),
                        TensorShapeProto.Types.Dimension.ValueOneofCase.DimParam => size.DimParam,
                        _ => "?",
                    }
                ),
            ],
            value.DocString
        );
    }

    private static IEnumerable<InspectedVocabulary> Vocabulary(NodeProto node)
    {
        if (node.OpType != "LabelEncoder")
        {
            yield break;
        }
        foreach (var attribute in node.Attribute)
        {
            var (type, size) = attribute.Name switch
            {
                "keys_strings" => ("string", attribute.Strings.Count),
                "keys_int64s" => ("int64", attribute.Ints.Count),
                "keys_tensor" => (TypeName(attribute.T.DataType), Count(attribute.T)),
                _ => ("", 0L),
            };
            if (type.Length > 0)
            {
                yield return new(node.Name, type, size);
            }
        }
    }

    private static IEnumerable<InspectedPart> Part(NodeProto node, AttributeProto attribute)
    {
        var name = $"{node.Name}.{attribute.Name}";
        if (attribute.T is { } tensor)
        {
            yield return Part(tensor, name);
        }
        else if (attribute.Strings.Count > 1)
        {
            yield return new(name, "string", [attribute.Strings.Count], Size(attribute));
        }
        else if (attribute.Ints.Count > 1)
        {
            yield return new(name, "int64", [attribute.Ints.Count], Size(attribute));
        }
        else if (attribute.Floats.Count > 1)
        {
            yield return new(name, "float", [attribute.Floats.Count], Size(attribute));
        }
    }

    private static InspectedPart Part(TensorProto tensor, string name) =>
        new(
            name,
            TypeName(tensor.DataType),
            [.. tensor.Dims],
            Math.Max(Size(tensor), tensor.ByteLength)
        );

    private static long Size(IMessage message) => message.CalculateSize();

    private static long Count(TensorProto tensor) =>
        tensor.Dims.Aggregate(1L, (product, size) => product * size);

    /// <summary>The name of an element type.</summary>
    public static string TypeName(int type) =>
        ((TensorProto.Types.DataType)type).ToString().ToLowerInvariant();
}
