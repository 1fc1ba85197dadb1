using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using OnnxRetrieval.Training;

namespace OnnxRetrieval.Tool.Options;

/// <summary>The JSON schema of the options file, made from the types, so that an editor can complete and check it.</summary>
internal static class OptionsSchema
{
    private static readonly JsonSerializerOptions Indented = new(OptionsJson.Settings)
    {
        // Apostrophes and the like are for people to read.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        NewLine = "\n",
    };

    /// <summary>The schema's text, the same at every call.</summary>
    public static string Create()
    {
        var schema = OptionsJson
            .Settings.GetJsonSchemaAsNode(
                typeof(TrainingOptions),
                new JsonSchemaExporterOptions
                {
                    TreatNullObliviousAsNonNullable = true,
                    TransformSchemaNode = Describe,
                }
            )
            .AsObject();
        schema["properties"]!
            .AsObject()
            .Insert(
                0,
                "$schema",
                new JsonObject { ["type"] = "string", ["description"] = "Where this schema is." }
            );
        schema.Insert(0, "$schema", "https://json-schema.org/draft/2020-12/schema");
        schema.Insert(1, "title", "Training options of onnx-retrieval");
        return schema.ToJsonString(Indented) + "\n";
    }

    private static JsonNode Describe(JsonSchemaExporterContext context, JsonNode schema)
    {
        if (
            context.PropertyInfo?.AttributeProvider is not { } property
            || schema is not JsonObject node
        )
        {
            return schema;
        }
        // Defaults are told in the description: null stands for "from the recipe".
        node.Remove("default");
        foreach (var attribute in property.GetCustomAttributes(inherit: true))
        {
            switch (attribute)
            {
                case DescriptionAttribute description:
                    node.Insert(0, "description", description.Description);
                    break;
                case AllowedValuesAttribute allowed:
                    node["enum"] = new JsonArray([
                        .. allowed.Values.Select(value => JsonValue.Create(value?.ToString())),
                    ]);
                    break;
            }
        }
        return node;
    }
}
