using System.Collections;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using OnnxRetrieval.Training;

namespace OnnxRetrieval.Tool.Options;

/// <summary>Reads a JSON options file, and says exactly what in it cannot be used.</summary>
internal static class OptionsFile
{
    private const string SchemaProperty = "$schema";

    /// <summary>Reads a file. The result holds known properties of the right kinds only.</summary>
    /// <exception cref="InputException">The file cannot be read, is no JSON, or holds what no option is.</exception>
    public static JsonObject Read(string path)
    {
        string text;
        try
        {
            text = File.ReadAllText(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new InputException(
                $"The options file '{path}' cannot be read: {exception.Message}",
                exception
            );
        }
        return Parse(text, path);
    }

    /// <summary>Parses the text of a file.</summary>
    /// <param name="text">JSON.</param>
    /// <param name="path">Where it is from, for messages.</param>
    public static JsonObject Parse(string text, string path)
    {
        JsonNode? root;
        try
        {
            root = JsonNode.Parse(
                text,
                documentOptions: new JsonDocumentOptions
                {
                    CommentHandling = OptionsJson.Settings.ReadCommentHandling,
                    AllowTrailingCommas = OptionsJson.Settings.AllowTrailingCommas,
                    AllowDuplicateProperties = false,
                }
            );
        }
        catch (JsonException exception)
        {
            throw new InputException(
                $"The options file '{path}' is no valid JSON: {exception.Message}",
                exception
            );
        }
        if (root is not JsonObject options)
        {
            throw new InputException(
                $"The options file '{path}' must hold one JSON object, such as {{ \"fit\": {{ \"epochs\": 20 }} }}."
            );
        }
        // For editors; it says nothing to us.
        options.Remove(SchemaProperty);
        Check(options, OptionsJson.Root, "", path);
        return options;
    }

    private static void Check(JsonObject options, JsonTypeInfo type, string parent, string path)
    {
        foreach (var (name, value) in options)
        {
            var place = parent + name;
            var property = type.Properties.FirstOrDefault(property => property.Name == name);
            if (property is null)
            {
                throw new InputException(
                    $"The options file '{path}' has an unknown option '{place}'.{Hint(name, type)}"
                );
            }
            CheckValue(value, property, place, path);
        }
    }

    private static void CheckValue(
        JsonNode? value,
        JsonPropertyInfo property,
        string place,
        string path
    )
    {
        var kind = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
        if (value is null)
        {
            if (!property.IsSetNullable)
            {
                throw Wrong(place, path, $"{Expected(kind)}, not null");
            }
            return;
        }
        if (kind == typeof(int) && value.GetValueKind() == JsonValueKind.Number)
        {
            if (!value.AsValue().TryGetValue<int>(out _))
            {
                throw Wrong(place, path, $"{Expected(kind)}, not {value.ToJsonString()}");
            }
            return;
        }
        var fits = value.GetValueKind() switch
        {
            JsonValueKind.String => kind == typeof(string),
            JsonValueKind.Number => kind == typeof(double),
            JsonValueKind.True or JsonValueKind.False => kind == typeof(bool),
            JsonValueKind.Array => IsList(kind)
                && value
                    .AsArray()
                    .All(entry =>
                        entry?.GetValueKind() == EntryKind(kind)
                        && (
                            EntryKind(kind) != JsonValueKind.Number
                            || entry.AsValue().TryGetValue<int>(out _)
                        )
                    ),
            JsonValueKind.Object => IsSection(kind),
            _ => false,
        };
        if (!fits)
        {
            throw Wrong(place, path, $"{Expected(kind)}, not {value.ToJsonString()}");
        }
        if (value is JsonObject section)
        {
            Check(section, OptionsJson.Describe(kind), place + ".", path);
        }
        else if (value is JsonArray list && EntryKind(kind) == JsonValueKind.Object)
        {
            for (var entry = 0; entry < list.Count; entry++)
            {
                Check(
                    list[entry]!.AsObject(),
                    OptionsJson.Describe(EntryType(kind)),
                    $"{place}[{entry}].",
                    path
                );
            }
        }
    }

    private static InputException Wrong(string place, string path, string what) =>
        new($"The options file '{path}' has a wrong value: '{place}' must be {what}.");

    private static string Expected(Type kind) =>
        kind == typeof(int) ? "a whole number"
        : kind == typeof(double) ? "a number"
        : kind == typeof(bool) ? "true or false"
        : kind == typeof(string) ? "a text"
        : IsList(kind)
            ? EntryKind(kind) switch
            {
                JsonValueKind.Object => "a list of objects",
                JsonValueKind.Number => "a list of whole numbers",
                _ => "a list of texts",
            }
        : "an object";

    private static bool IsList(Type kind) =>
        kind != typeof(string) && kind.IsAssignableTo(typeof(IEnumerable));

    private static Type EntryType(Type list) => list.GetGenericArguments()[0];

    private static JsonValueKind EntryKind(Type list) =>
        EntryType(list) == typeof(string) ? JsonValueKind.String
        : EntryType(list) == typeof(int) ? JsonValueKind.Number
        : JsonValueKind.Object;

    private static bool IsSection(Type kind) =>
        OptionsJson.Describe(kind).Kind == JsonTypeInfoKind.Object;

    private static string Hint(string name, JsonTypeInfo type)
    {
        var names = type.Properties.Select(property => property.Name).ToList();
        if (Nearest.To(name, names) is { } meant)
        {
            return $" Did you mean '{meant}'?";
        }
        // Perhaps it stands in the wrong place.
        foreach (var section in type.Properties.Where(property => IsSection(property.PropertyType)))
        {
            if (
                OptionsJson
                    .Describe(section.PropertyType)
                    .Properties.Any(property => property.Name == name)
            )
            {
                return $" It belongs into '{section.Name}'.";
            }
        }
        return $" Known here: {string.Join(", ", names)}.";
    }
}
