using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace OnnxRetrieval.Training;

/// <summary>How this library writes JSON: snake_case names, nothing for null.</summary>
public static class TrainingJson
{
    /// <summary>On one line, as in <c>history.jsonl</c> and in a file's metadata.</summary>
    public static JsonSerializerOptions Compact { get; } = Make(indented: false);

    /// <summary>For people, as in <c>metrics.json</c> and <c>manifest.json</c>.</summary>
    public static JsonSerializerOptions Indented { get; } = Make(indented: true);

    private static JsonSerializerOptions Make(bool indented) =>
        new()
        {
            WriteIndented = indented,
            NewLine = "\n",
            TypeInfoResolver = new DefaultJsonTypeInfoResolver(),
            PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
            UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
            DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
            // Negative infinity stands for "no metric yet" in a checkpoint.
            NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
            // Titles stay readable; the output is JSON in a file, never HTML.
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        };
}
