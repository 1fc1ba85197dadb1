using OnnxRetrieval.Graph.Onnx;
using OnnxRetrieval.Tool.Reports;

namespace OnnxRetrieval.Tool.Drawing;

/// <summary>Operators' attributes for people.</summary>
internal static class AttributeText
{
    private const int MostShown = 8;

    /// <summary>Its name and value; of a long list, its length.</summary>
    public static string Of(AttributeProto attribute) =>
        FormattableString.Invariant($"{attribute.Name} = {ValueOf(attribute)}");

    /// <summary>A list that is a table by itself, such as a vocabulary: its length and bytes; null: it is none.</summary>
    public static string? TableOf(AttributeProto attribute)
    {
        var count = attribute.Strings.Count + attribute.Ints.Count + attribute.Floats.Count;
        return count > MostShown && attribute.Name.StartsWith("keys", StringComparison.Ordinal)
            ? FormattableString.Invariant(
                $"{count:N0} ids {ByteCount.Shown(attribute.CalculateSize())}"
            )
            : null;
    }

    private static string ValueOf(AttributeProto attribute)
    {
        var elements = attribute
            .Strings.Select(text => text.ToStringUtf8())
            .Concat(attribute.Ints.Select(number => FormattableString.Invariant($"{number}")))
            .Concat(attribute.Floats.Select(number => FormattableString.Invariant($"{number}")));
        var count = attribute.Strings.Count + attribute.Ints.Count + attribute.Floats.Count;
        return attribute.Type switch
        {
            AttributeProto.Types.AttributeType.Int => FormattableString.Invariant($"{attribute.I}"),
            AttributeProto.Types.AttributeType.Float => FormattableString.Invariant(
                $"{attribute.F}"
            ),
            AttributeProto.Types.AttributeType.String => attribute.S.ToStringUtf8(),
            AttributeProto.Types.AttributeType.Graph =>
                $"a graph of {attribute.G.Node.Count} operators",
            AttributeProto.Types.AttributeType.Tensor => $"[{string.Join(", ", attribute.T.Dims)}]",
            _ when count > MostShown => FormattableString.Invariant($"{count:N0} values"),
            _ => string.Join(", ", elements),
        };
    }
}
