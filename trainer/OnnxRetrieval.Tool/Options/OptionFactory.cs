using System.CommandLine;
using System.CommandLine.Parsing;
using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace OnnxRetrieval.Tool.Options;

/// <summary>Makes the command-line option of a property of the training options: its name, its help, its reading.</summary>
internal static class OptionFactory
{
    /// <summary>What the help calls the value of an option that takes files.</summary>
    public const string FileName = "FILE";

    // Where the name of the property alone would not be clear on a command line.
    private static readonly Dictionary<string, string> Names = new()
    {
        ["data.directory"] = "--data",
        ["split.kind"] = "--split",
        ["split.seed"] = "--split-seed",
        ["model.query_features"] = "--query-feature",
        ["model.candidate_features"] = "--candidate-feature",
        ["export.name"] = "--name",
    };

    private static readonly Dictionary<string, string> ValueNames = new()
    {
        ["data.dataset"] = "NAME",
        ["data.directory"] = "DIR",
        ["data.interactions"] = FileName,
        ["data.query"] = "SQL",
        ["data.train"] = FileName,
        ["data.valid"] = FileName,
        ["data.test"] = FileName,
        ["data.candidates"] = FileName,
        ["data.users"] = FileName,
        ["data.columns"] = "COLUMN",
        ["split.kind"] = "KIND",
        ["model.query_features"] = "FEATURE",
        ["model.candidate_features"] = "FEATURE",
        ["export.name"] = "NAME",
        ["recipe"] = "NAME",
        ["fit.objective"] = "NAME",
        ["evaluation.baselines"] = "NAME",
    };

    /// <summary>The option of a property, or null where its type cannot be given on a command line.</summary>
    /// <param name="section">The section's name in JSON; "" at the top.</param>
    /// <param name="property">The property.</param>
    /// <param name="severalValues">Whether a list takes all values up to the next option, and not one each time it is given.</param>
    public static BoundOption? Create(string section, PropertyInfo property, bool severalValues)
    {
        if (property.GetCustomAttribute<JsonIgnoreAttribute>() is not null)
        {
            return null;
        }
        var name = JsonNamingPolicy.SnakeCaseLower.ConvertName(property.Name);
        var path = section.Length == 0 ? name : $"{section}.{name}";
        var flag = Names.GetValueOrDefault(
            path,
            "--" + JsonNamingPolicy.KebabCaseLower.ConvertName(property.Name)
        );
        var type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
        Option option;
        Func<ParseResult, JsonNode?> read;
        if (type == typeof(int))
        {
            (option, read) = Number<int>(flag, "a whole number", int.TryParse);
        }
        else if (type == typeof(double))
        {
            (option, read) = Number<double>(flag, "a number", double.TryParse);
        }
        else if (type == typeof(bool))
        {
            var whether = new Option<bool>(flag);
            (option, read) = (whether, parsed => parsed.GetValue(whether));
        }
        else if (type == typeof(string))
        {
            var text = new Option<string>(flag);
            if (property.GetCustomAttribute<AllowedValuesAttribute>() is { } allowed)
            {
                OneOf(text, [.. allowed.Values.OfType<string>()]);
            }
            (option, read) = (text, parsed => parsed.GetValue(text));
        }
        else if (type == typeof(IReadOnlyList<string>))
        {
            var texts = new Option<string[]>(flag)
            {
                Arity = ArgumentArity.OneOrMore,
                AllowMultipleArgumentsPerToken = severalValues,
            };
            if (severalValues)
            {
                RefuseOptions(texts);
            }
            (option, read) = (
                texts,
                parsed => new JsonArray([.. parsed.GetValue(texts)!.Select(Text)])
            );
        }
        else if (type == typeof(IReadOnlyList<int>))
        {
            (option, read) = Numbers(flag);
        }
        else if (RecordOf(type) is { } record)
        {
            var texts = new Option<string[]>(flag) { Arity = ArgumentArity.OneOrMore };
            var parse = Parser(record);
            texts.Validators.Add(result =>
            {
                foreach (var token in result.Tokens)
                {
                    try
                    {
                        parse(token.Value);
                    }
                    catch (FormatException exception)
                    {
                        result.AddError($"{flag}: {exception.Message}");
                    }
                }
            });
            (option, read) = (
                texts,
                parsed => new JsonArray([
                    .. parsed
                        .GetValue(texts)!
                        .Select(text =>
                            JsonSerializer.SerializeToNode(
                                parse(text),
                                record,
                                OptionsJson.Settings
                            )
                        ),
                ])
            );
        }
        else
        {
            return null;
        }
        option.Description =
            property.GetCustomAttribute<DescriptionAttribute>()?.Description
            + (
                RecordOf(type) is not null ? " Can be given several times."
                : type != typeof(IReadOnlyList<string>) ? ""
                : severalValues ? " Takes several, and can be given several times."
                : " Can be given several times."
            );
        option.HelpName = ValueNames.GetValueOrDefault(
            path,
            type == typeof(int) ? "N"
                : type == typeof(IReadOnlyList<int>) ? "N,N"
                : type == typeof(double) ? "X"
                : type == typeof(bool) ? null!
                : section == "data" ? "COLUMN"
                : "TEXT"
        );
        return new(
            section,
            name,
            option,
            parsed => parsed.GetResult(option) is { Implicit: false } ? read(parsed) : null
        );
    }

    /// <summary>The type of a list's elements where they are records with a form of one text.</summary>
    private static Type? RecordOf(Type list) =>
        list.IsGenericType
        && list.GetGenericTypeDefinition() == typeof(IReadOnlyList<>)
        && list.GetGenericArguments()[0] is var element
        && element.IsClass
        && element != typeof(string)
        && Array.Exists(
            element.GetInterfaces(),
            type => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IParsable<>)
        )
            ? element
            : null;

    private static Func<string, object> Parser(Type record) =>
        typeof(OptionFactory)
            .GetMethod(nameof(Parse), BindingFlags.NonPublic | BindingFlags.Static)!
            .MakeGenericMethod(record)
            .CreateDelegate<Func<string, object>>();

    private static object Parse<T>(string text)
        where T : class, IParsable<T> => T.Parse(text, CultureInfo.InvariantCulture);

    private static JsonNode? Text(string text) => JsonValue.Create(text);

    private delegate bool TryParse<T>(
        string text,
        NumberStyles style,
        IFormatProvider culture,
        out T value
    );

    private static (Option, Func<ParseResult, JsonNode?>) Number<T>(
        string flag,
        string what,
        TryParse<T> parse
    )
        where T : struct
    {
        var option = new Option<T?>(flag)
        {
            CustomParser = result =>
            {
                var text = result.Tokens[0].Value;
                var style =
                    typeof(T) == typeof(int) ? NumberStyles.AllowLeadingSign : NumberStyles.Float;
                if (
                    parse(text, style, CultureInfo.InvariantCulture, out var value)
                    && value
                        is not double.NaN
                            and not double.PositiveInfinity
                            and not double.NegativeInfinity
                )
                {
                    return value;
                }
                result.AddError($"{flag} takes {what}, not '{text}'.");
                return null;
            },
        };
        return (option, parsed => JsonValue.Create(parsed.GetValue(option)));
    }

    /// <summary>An option of several whole numbers in one value, separated by commas.</summary>
    private static (Option, Func<ParseResult, JsonNode?>) Numbers(string flag)
    {
        var option = new Option<int[]>(flag)
        {
            CustomParser = result =>
            {
                var numbers = new List<int>();
                foreach (var part in result.Tokens[0].Value.Split(','))
                {
                    if (!int.TryParse(part, CultureInfo.InvariantCulture, out var number))
                    {
                        result.AddError(
                            $"{flag} takes whole numbers separated by commas, such as 256,128, not '{result.Tokens[0].Value}'."
                        );
                        return null;
                    }
                    numbers.Add(number);
                }
                return [.. numbers];
            },
            Arity = ArgumentArity.ExactlyOne,
        };
        return (
            option,
            parsed => new JsonArray([
                .. parsed.GetValue(option)!.Select(number => JsonValue.Create(number)),
            ])
        );
    }

    // An option takes whatever is no option for one more value: a mistyped one, too.
    private static void RefuseOptions(Option<string[]> option) =>
        option.Validators.Add(result =>
        {
            foreach (
                var token in result.Tokens.Where(token =>
                    token.Value.StartsWith("--", StringComparison.Ordinal)
                )
            )
            {
                var names = (result.Parent as CommandResult)?.Command.Options ?? [];
                var meant = Nearest.To(token.Value, names.Select(other => other.Name)) is { } near
                    ? $" Did you mean '{near}'?"
                    : "";
                result.AddError($"There is no option '{token.Value}'.{meant}");
            }
        });

    private static void OneOf(Option<string> option, string[] values)
    {
        option.Validators.Add(result =>
        {
            foreach (var token in result.Tokens.Where(token => !values.Contains(token.Value)))
            {
                var meant = Nearest.To(token.Value, values) is { } near
                    ? $" Did you mean '{near}'?"
                    : "";
                result.AddError(
                    $"{option.Name} is one of {string.Join(", ", values)}, not '{token.Value}'.{meant}"
                );
            }
        });
        option.CompletionSources.Add(values);
    }
}
