namespace OnnxRetrieval.Graph.Onnx;

// What the message of the ONNX format has beside its fields.
public sealed partial class ModelProto
{
    /// <summary>A copy whose tables are shared, those too that no message can hold.</summary>
    internal ModelProto Copy()
    {
        var copy = Clone();
        if (Graph is not null)
        {
            foreach (var (copied, tensor) in copy.Graph.Initializer.Zip(Graph.Initializer))
            {
                copied.ShareNumbers(tensor);
            }
        }
        return copy;
    }
}
