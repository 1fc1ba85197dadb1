using System.Globalization;
using System.Text;
using OnnxRetrieval.Graph.Onnx;

namespace OnnxRetrieval.Graph.Tests.Golden;

/// <summary>A model as text: one line for each thing in it, in its order.</summary>
internal static class ModelText
{
    public static string Of(ModelProto model)
    {
        var text = new StringBuilder();
        var opsets = model.OpsetImport.Select(set =>
            $"{(set.Domain.Length == 0 ? "ai.onnx" : set.Domain)} {set.Version}"
        );
        Line(text, $"format {model.IrVersion}; {string.Join(", ", opsets)}");
        Line(text, $"graph {model.Graph.Name}");
        foreach (var input in model.Graph.Input)
        {
            Line(text, $"input {Value(input)}");
            Line(text, $"  {input.DocString}");
        }
        foreach (var tensor in model.Graph.Initializer)
        {
            var type = (ElementType)tensor.DataType;
            Line(text, $"initializer {tensor.Name}: {type} [{string.Join(", ", tensor.Dims)}]");
        }
        foreach (var node in model.Graph.Node)
        {
            var attributes = node.Attribute.Select(Attribute);
            Line(
                text,
                $"{string.Join(", ", node.Output)} = {node.OpType}({string.Join(", ", node.Input)}) {string.Join(' ', attributes)}".TrimEnd()
            );
        }
        foreach (var output in model.Graph.Output)
        {
            Line(text, $"output {Value(output)}");
            Line(text, $"  {output.DocString}");
        }
        foreach (var entry in model.MetadataProps)
        {
            // The version is a hash over the model with the version of the library in it.
            var value = entry.Key == RetrievalMetadata.ModelVersion ? "…" : entry.Value;
            Line(text, $"metadata {entry.Key}: {value}");
        }
        return text.ToString();
    }

    private static void Line(StringBuilder text, string line) => text.Append(line).Append('\n');

    private static string Value(ValueInfoProto value)
    {
        var tensor = value.Type.TensorType;
        var dimensions = tensor.Shape.Dim.Select(dimension =>
            dimension.ValueCase switch
            {
                TensorShapeProto.Types.Dimension.ValueOneofCase.DimValue =>
                    dimension.DimValue.ToString(CultureInfo.InvariantCulture),
                TensorShapeProto.Types.Dimension.ValueOneofCase.DimParam => dimension.DimParam,
                _ => "?",
            }
        );
        return $"{value.Name}: {(ElementType)tensor.ElemType} [{string.Join(", ", dimensions)}]";
    }

    private static string Attribute(AttributeProto attribute)
    {
        var value = attribute.Type switch
        {
            AttributeProto.Types.AttributeType.Float => attribute.F.ToString(
                CultureInfo.InvariantCulture
            ),
            AttributeProto.Types.AttributeType.Int => attribute.I.ToString(
                CultureInfo.InvariantCulture
            ),
            AttributeProto.Types.AttributeType.String => $"\"{attribute.S.ToStringUtf8()}\"",
            AttributeProto.Types.AttributeType.Ints => $"[{string.Join(", ", attribute.Ints)}]",
            AttributeProto.Types.AttributeType.Floats => $"[{string.Join(", ", attribute.Floats)}]",
            AttributeProto.Types.AttributeType.Strings =>
                $"[{string.Join(", ", attribute.Strings.Select(bytes => bytes.ToStringUtf8()))}]",
            AttributeProto.Types.AttributeType.Tensor =>
                $"{(ElementType)attribute.T.DataType} [{string.Join(", ", attribute.T.Dims)}] 0x{Convert.ToHexString(attribute.T.RawData.Span)}",
            _ => throw new NotSupportedException(attribute.Type.ToString()),
        };
        return $"{attribute.Name}={value}";
    }
}
