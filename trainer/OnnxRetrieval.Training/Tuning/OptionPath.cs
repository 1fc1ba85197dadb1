using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;

namespace OnnxRetrieval.Training.Tuning;

/// <summary>
/// Training options by their path in the options file, such as <c>fit.learning_rate</c>. The type decides which there are, so
/// that a new option can be searched at once.
/// </summary>
internal static class OptionPath
{
    /// <summary>What decides the model and its training. The rest stays the same, so that trials can be compared.</summary>
    private static readonly string[] SearchedParts = ["recipe", "model", "fit"];

    private static readonly SortedDictionary<string, JsonPropertyInfo> Searchable = new(
        Find(typeof(TrainingOptions), "")
            .Where(pair => SearchedParts.Contains(pair.Path.Split('.')[0]))
            .ToDictionary(pair => pair.Path, pair => pair.Property),
        StringComparer.Ordinal
    );

    /// <summary>The paths that can be searched.</summary>
    public static IReadOnlyCollection<string> All => Searchable.Keys;

    /// <summary>The option at a path; null where there is none that can be searched.</summary>
    public static JsonPropertyInfo? At(string path) => Searchable.GetValueOrDefault(path);

    /// <summary>The type of an option's value, without its null.</summary>
    public static Type TypeOf(JsonPropertyInfo option) =>
        Nullable.GetUnderlyingType(option.PropertyType) ?? option.PropertyType;

    /// <summary>The value of an option as JSON; null where it is null.</summary>
    public static JsonNode? Value(TrainingOptions options, string path)
    {
        JsonNode? at = Json(options);
        foreach (var name in path.Split('.'))
        {
            at = at?[name];
        }
        return at;
    }

    /// <summary>Options with some values in the place of theirs.</summary>
    /// <param name="options">The options.</param>
    /// <param name="values">Values by path.</param>
    /// <exception cref="JsonException">A value is of another kind than its option.</exception>
    public static TrainingOptions With(
        TrainingOptions options,
        IEnumerable<KeyValuePair<string, JsonNode?>> values
    )
    {
        var json = Json(options);
        foreach (var (path, value) in values)
        {
            var section = json;
            var names = path.Split('.');
            foreach (var name in names[..^1])
            {
                section = section[name]!.AsObject();
            }
            section[names[^1]] = value?.DeepClone();
        }
        return json.Deserialize<TrainingOptions>(TrainingJson.Compact)!;
    }

    private static JsonObject Json(TrainingOptions options) =>
        JsonSerializer.SerializeToNode(options, TrainingJson.Compact)!.AsObject();

    private static IEnumerable<(string Path, JsonPropertyInfo Property)> Find(
        Type type,
        string parent
    )
    {
        foreach (var property in TrainingJson.Compact.GetTypeInfo(type).Properties)
        {
            var inner = TrainingJson.Compact.GetTypeInfo(property.PropertyType);
            if (inner.Kind == JsonTypeInfoKind.Object)
            {
                foreach (var found in Find(property.PropertyType, $"{parent}{property.Name}."))
                {
                    yield return found;
                }
            }
            else
            {
                yield return (parent + property.Name, property);
            }
        }
    }
}
