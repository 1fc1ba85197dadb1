using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using OnnxRetrieval.Training;

namespace OnnxRetrieval.Tool.Options;

/// <summary>How training options are read from JSON: the type is the format.</summary>
internal static class OptionsJson
{
    /// <summary>snake_case names, nothing unknown, comments and trailing commas allowed.</summary>
    public static JsonSerializerOptions Settings { get; } =
        new()
        {
            PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
            UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
            RespectNullableAnnotations = true,
            ReadCommentHandling = JsonCommentHandling.Skip,
            AllowTrailingCommas = true,
            WriteIndented = true,
            TypeInfoResolver = new DefaultJsonTypeInfoResolver(),
        };

    /// <summary>What JSON can say about a type.</summary>
    public static JsonTypeInfo Describe(Type type) => Settings.GetTypeInfo(type);

    /// <summary>The description of all training options.</summary>
    public static JsonTypeInfo Root { get; } = Describe(typeof(TrainingOptions));
}
