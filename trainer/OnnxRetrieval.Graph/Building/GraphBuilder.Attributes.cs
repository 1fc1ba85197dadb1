using Google.Protobuf;
using OnnxRetrieval.Graph.Onnx;

namespace OnnxRetrieval.Graph;

// Attributes of nodes.
public sealed partial class GraphBuilder
{
    private static AttributeProto Attribute(string name, long value) =>
        new()
        {
            Name = name,
            I = value,
            Type = AttributeProto.Types.AttributeType.Int,
        };

    private static AttributeProto Attribute(string name, float value) =>
        new()
        {
            Name = name,
            F = value,
            Type = AttributeProto.Types.AttributeType.Float,
        };

    private static AttributeProto Attribute(string name, string value) =>
        new()
        {
            Name = name,
            S = ByteString.CopyFromUtf8(value),
            Type = AttributeProto.Types.AttributeType.String,
        };

    private static AttributeProto Attribute(string name, TensorProto value) =>
        new()
        {
            Name = name,
            T = value,
            Type = AttributeProto.Types.AttributeType.Tensor,
        };

    private static AttributeProto Attribute(string name, IEnumerable<long> values)
    {
        var attribute = new AttributeProto
        {
            Name = name,
            Type = AttributeProto.Types.AttributeType.Ints,
        };
        attribute.Ints.AddRange(values);
        return attribute;
    }

    private static AttributeProto Attribute(string name, IEnumerable<float> values)
    {
        var attribute = new AttributeProto
        {
            Name = name,
            Type = AttributeProto.Types.AttributeType.Floats,
        };
        attribute.Floats.AddRange(values);
        return attribute;
    }

    private static AttributeProto Attribute(string name, IEnumerable<ByteString> values)
    {
        var attribute = new AttributeProto
        {
            Name = name,
            Type = AttributeProto.Types.AttributeType.Strings,
        };
        attribute.Strings.AddRange(values);
        return attribute;
    }
}
