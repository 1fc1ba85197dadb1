using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace OnnxRetrieval.Tool.Reports;

/// <summary>Prints a command's result as one JSON document.</summary>
internal static class JsonReport
{
    private static readonly JsonSerializerOptions Settings = new()
    {
        WriteIndented = true,
        NewLine = "\n",
        // Titles are for people: é stays é. Nothing here ends up inside HTML.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Writes the document and a line end.</summary>
    public static void Write(TextWriter output, JsonObject document) =>
        output.WriteLine(document.ToJsonString(Settings));

    /// <summary>A number; what is none (NaN, infinite) is null, as JSON has no word for it.</summary>
    public static JsonNode? Number(float value) =>
        float.IsFinite(value) ? JsonValue.Create(value) : null;

    /// <summary>Numbers by name; what is no number (NaN) is null, as JSON has no word for it.</summary>
    public static JsonObject Numbers(IEnumerable<KeyValuePair<string, double>> values)
    {
        var numbers = new JsonObject();
        foreach (var (name, value) in values)
        {
            numbers[name] = double.IsFinite(value) ? JsonValue.Create(value) : null;
        }
        return numbers;
    }

    /// <summary>An array of texts.</summary>
    public static JsonArray Texts(IEnumerable<string> texts) =>
        [.. texts.Select(text => JsonValue.Create(text))];
}
