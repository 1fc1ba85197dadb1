using OnnxRetrieval.Graph.Onnx;

namespace OnnxRetrieval.Graph;

/// <summary>Reads back the ids that a file knows.</summary>
public static class StoredVocabulary
{
    /// <summary>The ids that one input is looked up in; null: none that the file tells.</summary>
    /// <param name="model">The file.</param>
    /// <param name="input">The input's name, such as <c>user_id</c>.</param>
    public static IdTable? Of(ModelProto model, string input)
    {
        ArgumentNullException.ThrowIfNull(model);
        var lookup = SubgraphNames
            .NodesOf(model.Graph)
            .FirstOrDefault(node => node.OpType == "LabelEncoder" && node.Input[0] == input);
        return lookup?.Attribute.FirstOrDefault(attribute =>
            attribute.Name is "keys_strings" or "keys_int64s"
        ) switch
        {
            null => null,
            { Name: "keys_strings" } keys => new IdTable([
                .. keys.Strings.Select(id => id.ToStringUtf8()),
            ]),
            var keys => new IdTable([.. keys.Ints]),
        };
    }
}
