using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using OnnxRetrieval.Tool.Models;
using Spectre.Console;

namespace OnnxRetrieval.Tool.Reports;

/// <summary>What <c>inspect</c> shows.</summary>
internal static class InspectionReport
{
    private const int MostParts = 12;

    /// <summary>As tables.</summary>
    public static void Write(IAnsiConsole console, ModelInspection model)
    {
        console.WriteLine(
            $"{model.Path}: {ByteCount.Shown(model.Bytes)}, made by {(model.Producer.Length > 0 ? CellText.Shown(model.Producer) : "an unnamed tool")}, operator sets {CellText.Shown(string.Join(", ", model.Opsets.Select(opset => $"{opset.Key} {opset.Value}")))}"
        );
        Values(console, "Inputs", model.Inputs);
        Values(console, "Outputs", model.Outputs);

        if (model.Vocabularies.Count > 0)
        {
            console.MarkupLine("[bold]Vocabularies[/]");
            var table = Table("name", "ids", "type");
            foreach (var vocabulary in model.Vocabularies)
            {
                Row(table, vocabulary.Name, Number(vocabulary.Size), vocabulary.Type);
            }
            console.Write(table);
        }

        console.MarkupLine("[bold]Parts, by size[/]");
        var parts = Table("name", "type", "shape", "size", "share");
        foreach (var part in model.Parts.Take(MostParts))
        {
            Row(
                parts,
                part.Name,
                part.Type,
                $"[{string.Join(", ", part.Shape)}]",
                ByteCount.Shown(part.Bytes),
                Share(part.Bytes, model.Bytes)
            );
        }
        var rest = model.Parts.Skip(MostParts).Sum(part => part.Bytes);
        if (rest > 0)
        {
            Row(
                parts,
                $"{model.Parts.Count - MostParts} smaller ones",
                "",
                "",
                ByteCount.Shown(rest),
                Share(rest, model.Bytes)
            );
        }
        console.Write(parts);

        console.MarkupLine("[bold]Operators[/]");
        var operators = Table("name", "nodes");
        foreach (var (name, count) in model.Operators)
        {
            Row(operators, name, Number(count));
        }
        console.Write(operators);

        console.MarkupLine("[bold]Metadata[/]");
        var metadata = Table("key", "value");
        foreach (var (key, value) in model.Metadata)
        {
            Row(metadata, key, value);
        }
        console.Write(metadata);
    }

    /// <summary>The same for programs; metadata that is JSON is given as such.</summary>
    public static JsonObject Json(ModelInspection model) =>
        new()
        {
            ["path"] = model.Path,
            ["bytes"] = model.Bytes,
            ["producer"] = model.Producer,
            ["opsets"] = Object(model.Opsets.Select(set => (set.Key, (JsonNode?)set.Value))),
            ["inputs"] = Array(model.Inputs, Json),
            ["outputs"] = Array(model.Outputs, Json),
            ["vocabularies"] = Array(
                model.Vocabularies,
                vocabulary => new JsonObject
                {
                    ["name"] = vocabulary.Name,
                    ["type"] = vocabulary.Type,
                    ["size"] = vocabulary.Size,
                }
            ),
            ["parts"] = Array(
                model.Parts,
                part => new JsonObject
                {
                    ["name"] = part.Name,
                    ["type"] = part.Type,
                    ["shape"] = Array(part.Shape, size => JsonValue.Create(size)),
                    ["bytes"] = part.Bytes,
                }
            ),
            ["operators"] = Object(
                model.Operators.Select(pair => (pair.Operator, (JsonNode?)pair.Count))
            ),
            ["metadata"] = Object(model.Metadata.Select(pair => (pair.Key, Parsed(pair.Value)))),
        };

    private static void Values(
        IAnsiConsole console,
        string title,
        IReadOnlyList<InspectedValue> values
    )
    {
        console.MarkupLine($"[bold]{Markup.Escape(title)}[/]");
        var table = Table("name", "type", "meaning");
        foreach (var value in values)
        {
            Row(
                table,
                value.Name,
                $"{value.Type} [{string.Join(", ", value.Shape)}]",
                value.Description
            );
        }
        console.Write(table);
    }

    private static Table Table(params string[] columns)
    {
        var table = new Table { Border = TableBorder.Simple };
        foreach (var column in columns)
        {
            var header = new TableColumn(column);
            if (column is "ids" or "size" or "share" or "nodes")
            {
                header.RightAligned();
            }
            table.AddColumn(header);
        }
        return table;
    }

    private static void Row(Table table, params string[] cells) =>
        table.AddRow([.. cells.Select(CellText.Cell)]);

    private static JsonObject Json(InspectedValue value) =>
        new()
        {
            ["name"] = value.Name,
            ["type"] = value.Type,
            ["shape"] = Array(
                value.Shape,
                size =>
                    long.TryParse(size, CultureInfo.InvariantCulture, out var number)
                        ? JsonValue.Create(number)
                        : JsonValue.Create(size)
            ),
            ["description"] = value.Description,
        };

    private static JsonArray Array<T>(IEnumerable<T> values, Func<T, JsonNode?> convert) =>
        [.. values.Select(convert)];

    private static JsonObject Object(IEnumerable<(string Key, JsonNode? Value)> entries)
    {
        var result = new JsonObject();
        foreach (var (key, value) in entries)
        {
            result[key] = value;
        }
        return result;
    }

    private static JsonNode? Parsed(string text)
    {
        if (text.StartsWith('{') || text.StartsWith('['))
        {
            try
            {
                return JsonNode.Parse(text);
            }
            catch (JsonException)
            {
                // A text that only looks like JSON is a text.
            }
        }
        return JsonValue.Create(text);
    }

    private static string Number(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    private static string Share(long part, long whole) =>
        ((double)part / whole).ToString("P1", CultureInfo.InvariantCulture);
}
