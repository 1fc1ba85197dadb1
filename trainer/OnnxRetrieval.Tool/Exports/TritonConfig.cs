using System.Globalization;
using System.Text;
using OnnxRetrieval.Graph;
using OnnxRetrieval.Graph.Onnx;
using OnnxRetrieval.Training;

namespace OnnxRetrieval.Tool.Exports;

/// <summary>A model's <c>config.pbtxt</c>: what NVIDIA Triton Inference Server has to know of it.</summary>
/// <remarks>
/// Triton adds a batch dimension to every tensor of a model whose <c>max_batch_size</c> is above 0. The input <c>k</c> has
/// none, and <c>exclude</c> may have one row for a whole batch, so a model with them has a <c>max_batch_size</c> of 0: its
/// dimensions are told in full, a request may still hold any number of queries, and Triton joins no requests. A file
/// whose every tensor begins with the batch, such as one with a fixed number of results, is batched by Triton.
/// </remarks>
internal static class TritonConfig
{
    /// <summary>Its file name.</summary>
    public const string FileName = "config.pbtxt";

    // As many queries as are scored together quickly.
    private const int MostQueries = 64;

    /// <summary>The text of one.</summary>
    /// <param name="name">The model's name, which its folder has too.</param>
    /// <param name="graph">Its graph.</param>
    /// <exception cref="InputException">A value has a type that Triton does not know.</exception>
    public static string Of(string name, GraphProto graph)
    {
        var isBatched = graph.Input.Concat(graph.Output).All(BeginsWithBatch);
        var text = new StringBuilder();
        Line(text, $"name: \"{name}\"");
        Line(text, "backend: \"onnxruntime\"");
        Line(text, $"max_batch_size: {(isBatched ? MostQueries : 0)}");
        if (isBatched)
        {
            Line(text, "dynamic_batching { }");
        }
        Line(text, "version_policy { latest { num_versions: 1 } }");
        foreach (var input in graph.Input)
        {
            Write(text, "input", input, isBatched);
        }
        foreach (var output in graph.Output)
        {
            Write(text, "output", output, isBatched);
        }
        return text.ToString();
    }

    private static bool BeginsWithBatch(ValueInfoProto value) =>
        value.Type.TensorType.Shape.Dim is [{ DimParam: RetrievalContract.Batch }, ..];

    private static void Write(
        StringBuilder text,
        string field,
        ValueInfoProto value,
        bool isBatched
    )
    {
        var sizes = value
            .Type.TensorType.Shape.Dim.Skip(isBatched ? 1 : 0)
            .Select(size => size.DimValue > 0 ? size.DimValue : -1)
            .ToList();
        Line(text, $"{field} {{");
        if (value.DocString.Length > 0)
        {
            Line(text, $"  # {value.DocString.ReplaceLineEndings(" ")}");
        }
        Line(text, $"  name: \"{value.Name}\"");
        Line(text, $"  data_type: {TypeOf(value)}");
        // Triton knows no tensor without dimensions beside the batch: one of size 1 is taken away before the model has it.
        Line(text, $"  dims: [ {(sizes.Count == 0 ? "1" : string.Join(", ", sizes))} ]");
        if (sizes.Count == 0)
        {
            Line(text, "  reshape { shape: [ ] }");
        }
        Line(text, "}");
    }

    private static void Line(StringBuilder text, FormattableString line) =>
        text.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');

    private static void Line(StringBuilder text, string line) => text.Append(line).Append('\n');

    private static string TypeOf(ValueInfoProto value) =>
        (ElementType)value.Type.TensorType.ElemType switch
        {
            ElementType.String => "TYPE_STRING",
            ElementType.Int64 => "TYPE_INT64",
            ElementType.Int32 => "TYPE_INT32",
            ElementType.Float => "TYPE_FP32",
            ElementType.Double => "TYPE_FP64",
            ElementType.Bool => "TYPE_BOOL",
            var other => throw new InputException(
                $"'{value.Name}' is of type {other}, which no retrieval file has: Triton cannot be told of it."
            ),
        };
}
