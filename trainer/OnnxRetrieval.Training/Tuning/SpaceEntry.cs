using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;

namespace OnnxRetrieval.Training.Tuning;

/// <summary>Reads one entry of a space file, and says exactly what in it cannot be used.</summary>
/// <param name="file">The file's name, for messages.</param>
/// <param name="path">The option's path.</param>
internal sealed class SpaceEntry(string file, string path)
{
    private static readonly string[] RangeNames = ["min", "max", "log"];

    /// <summary>The option with its values.</summary>
    /// <param name="entry">A list of values, or a range.</param>
    public SearchedOption Read(JsonNode? entry)
    {
        var option = OptionPath.At(path) ?? throw Unknown();
        return entry switch
        {
            JsonArray values => List(values, option),
            JsonObject range => Range(range, OptionPath.TypeOf(option)),
            _ => throw Wrong(
                $"must be a list of values, such as [32, 64], or a range, such as {{ \"min\": 0.01, \"max\": 0.1 }}, not {Shown(entry)}"
            ),
        };
    }

    /// <summary>A value as it stands in JSON.</summary>
    public static string Shown(JsonNode? value) =>
        value?.ToJsonString(TrainingJson.Compact) ?? "null";

    private SearchedList List(JsonArray values, JsonPropertyInfo option)
    {
        if (values.Count == 0)
        {
            throw Wrong("is an empty list; give at least one value");
        }
        foreach (var value in values)
        {
            if (!Fits(value, option))
            {
                throw Wrong($"cannot be {Shown(value)}");
            }
        }
        return new([.. values.Select(value => value?.DeepClone())]);
    }

    private bool Fits(JsonNode? value, JsonPropertyInfo option)
    {
        if (value is null)
        {
            return option.IsSetNullable;
        }
        try
        {
            OptionPath.With(new TrainingOptions(), [KeyValuePair.Create(path, (JsonNode?)value)]);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private SearchedRange Range(JsonObject range, Type type)
    {
        if (type != typeof(int) && type != typeof(double))
        {
            throw Wrong("is no number, so it has no range; give a list of values");
        }
        if (range.FirstOrDefault(entry => !RangeNames.Contains(entry.Key)).Key is { } other)
        {
            throw Wrong($"has '{other}', which a range has not: there are min, max and log");
        }
        var (min, max) = (Number(range, "min", type), Number(range, "max", type));
        var log = range["log"] switch
        {
            null => false,
            JsonValue value when value.TryGetValue<bool>(out var whether) => whether,
            var value => throw Wrong($"has a 'log' that is neither true nor false: {Shown(value)}"),
        };
        if (min > max)
        {
            throw Wrong($"is an empty range: its min {min} is above its max {max}");
        }
        if (log && min <= 0)
        {
            throw Wrong($"is logarithmic, so its min must be above 0, not {min}");
        }
        return new(min, max, log, type == typeof(int));
    }

    private double Number(JsonObject range, string name, Type type)
    {
        if (range[name] is JsonValue value)
        {
            if (type == typeof(int) && value.TryGetValue<int>(out var whole))
            {
                return whole;
            }
            if (
                type == typeof(double)
                && value.TryGetValue<double>(out var number)
                && double.IsFinite(number)
            )
            {
                return number;
            }
        }
        var kind = type == typeof(int) ? "a whole number" : "a number";
        throw Wrong($"needs a '{name}' that is {kind}, not {Shown(range[name])}");
    }

    private InputException Wrong(string what) => new($"The space file '{file}': '{path}' {what}.");

    private InputException Unknown()
    {
        var meant = OptionPath.All.FirstOrDefault(known => Plain(known) == Plain(path));
        return new(
            $"The space file '{file}' names '{path}', which is no option that can be searched. "
                + (
                    meant is null
                        ? $"There are {string.Join(", ", OptionPath.All)}."
                        : $"Did you mean '{meant}'?"
                )
        );
    }

    // fit.learningRate means fit.learning_rate.
    private static string Plain(string name) =>
        name.Replace("_", "", StringComparison.Ordinal)
            .Replace("-", "", StringComparison.Ordinal)
            .ToLowerInvariant();
}
