using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace OnnxRetrieval.Training.Features;

/// <summary>
/// A feature by configuration: in JSON an object, on a command line <c>NAME[:KIND[:KEY=VALUE,...]]</c>, such as
/// <c>genres:list</c> or <c>age:buckets:buckets=5</c>. Null values are found from the column.
/// </summary>
public sealed record FeatureOptions : IParsable<FeatureOptions>
{
    /// <summary>The column, and the name of the model's input. For <c>hour</c> and <c>weekday</c> the input's name alone.</summary>
    [Description("The column, and the name of the model's input.")]
    public string Name { get; init; } = "";

    /// <summary>The kind, a <see cref="FeatureKind"/> in lower case; null: by the column's values.</summary>
    [AllowedValues(
        "category",
        "list",
        "number",
        "buckets",
        "age",
        "text",
        "hour",
        "weekday",
        "history",
        null
    )]
    [Description(
        "'category', 'list', 'number' (standardized), 'buckets' (by quantiles), 'age' (of a date or year), 'text' (its words), 'hour', 'weekday' or 'history'. Default: by the column's values."
    )]
    public string? Kind { get; init; }

    /// <summary>For <c>buckets</c> and <c>age</c>: how many ranges; 10 where null. 0 makes a number of an age.</summary>
    [Description(
        "For 'buckets' and 'age': how many ranges, 2 to 1000; 0 makes a standardized number of an age. Default: 10."
    )]
    public int? Buckets { get; init; }

    /// <summary>For <c>category</c>, <c>list</c> and <c>text</c>: how many entities must have a value that is to be known; 2 where null.</summary>
    [Description(
        "For 'category', 'list' and 'text': how many users or items must have a value for it to be known; rarer ones train what stands for unknown values. Default: 2."
    )]
    public int? LeastCount { get; init; }

    /// <summary>For <c>category</c>, <c>list</c> and <c>text</c>: how many values are known at most, the most frequent; for text 20,000 where null, else all.</summary>
    [Description(
        "For 'category', 'list' and 'text': how many values are known at most, the most frequent. Default: 20000 words for 'text', all for the others."
    )]
    public int? MostValues { get; init; }

    /// <summary>For <c>list</c>: what separates the elements where a column holds text; <c>|</c> where null.</summary>
    [Description(
        "For 'list': what separates the elements where the column holds text. Default: '|'."
    )]
    public string? Separator { get; init; }

    /// <summary>Reads the form of the command line.</summary>
    /// <exception cref="FormatException">It is not of that form; the message says why.</exception>
    public static FeatureOptions Parse(string s, IFormatProvider? provider = null)
    {
        ArgumentNullException.ThrowIfNull(s);
        var parts = s.Split(':', 3);
        var feature = new FeatureOptions
        {
            Name = parts[0].Trim(),
            Kind = parts.Length > 1 && parts[1].Length > 0 ? parts[1].Trim() : null,
        };
        if (feature.Name.Length == 0)
        {
            throw new FormatException(
                $"'{s}' names no column: a feature is NAME[:KIND[:KEY=VALUE,...]], such as genres:list."
            );
        }
        if (feature.Kind is not null)
        {
            FeatureKinds.Parse(feature.Kind);
        }
        if (parts.Length == 3)
        {
            foreach (var (key, value) in Settings(parts[2], s))
            {
                feature = feature.With(key, value, s);
            }
        }
        return feature;
    }

    /// <inheritdoc/>
    public static bool TryParse(
        [NotNullWhen(true)] string? s,
        IFormatProvider? provider,
        [MaybeNullWhen(false)] out FeatureOptions result
    )
    {
        result = null;
        if (s is null)
        {
            return false;
        }
        try
        {
            result = Parse(s, provider);
            return true;
        }
        catch (FormatException)
        {
            return false;
        }
    }

    /// <summary>The form of the command line.</summary>
    public override string ToString()
    {
        var text = new StringBuilder(Name);
        var settings = new List<string>();
        void Add(string key, object? value)
        {
            if (value is not null)
            {
                settings.Add(string.Create(CultureInfo.InvariantCulture, $"{key}={value}"));
            }
        }
        Add("buckets", Buckets);
        Add("least_count", LeastCount);
        Add("most_values", MostValues);
        Add("separator", Separator);
        if (Kind is not null || settings.Count > 0)
        {
            text.Append(':').Append(Kind);
        }
        if (settings.Count > 0)
        {
            text.Append(':').AppendJoin(',', settings);
        }
        return text.ToString();
    }

    // A piece without '=' goes on with the value before it, so that a separator may be a comma.
    private static List<(string Key, string Value)> Settings(string text, string whole)
    {
        var settings = new List<(string Key, string Value)>();
        foreach (var piece in text.Split(','))
        {
            var end = piece.IndexOf('=', StringComparison.Ordinal);
            if (end > 0)
            {
                settings.Add((piece[..end].Trim(), piece[(end + 1)..]));
            }
            else if (settings.Count > 0)
            {
                settings[^1] = (settings[^1].Key, $"{settings[^1].Value},{piece}");
            }
            else
            {
                throw new FormatException(
                    $"'{piece}' in '{whole}' is not KEY=VALUE, such as buckets=5."
                );
            }
        }
        return settings;
    }

    private FeatureOptions With(string key, string value, string whole)
    {
        int Number() =>
            int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                ? number
                : throw new FormatException(
                    $"{key} takes a whole number, not '{value}', in '{whole}'."
                );
        return key switch
        {
            "buckets" => this with { Buckets = Number() },
            "least_count" => this with { LeastCount = Number() },
            "most_values" => this with { MostValues = Number() },
            "separator" => this with { Separator = value },
            _ => throw new FormatException(
                $"There is no key '{key}' ('{whole}'): known are buckets, least_count, most_values, separator."
            ),
        };
    }
}
