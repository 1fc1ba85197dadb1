using System.Text.Json.Nodes;
using OnnxRetrieval.Training.Data;

namespace OnnxRetrieval.Training.Tuning;

/// <summary>An option that is searched: which values it may take, every one as likely.</summary>
internal abstract record SearchedOption
{
    /// <summary>Draws a value.</summary>
    public abstract JsonNode? Draw(SeededRandom random);

    /// <summary>As in a space file.</summary>
    public abstract JsonNode Json();

    /// <summary>Values that show whether the option can take all of them: every one of a list, the ends of a range.</summary>
    public abstract IEnumerable<JsonNode?> Extremes();
}

/// <summary>One of some values: <c>[32, 64, 128]</c>.</summary>
/// <param name="Values">The values.</param>
internal sealed record SearchedList(IReadOnlyList<JsonNode?> Values) : SearchedOption
{
    /// <inheritdoc/>
    public override JsonNode? Draw(SeededRandom random) =>
        Values[random.Next(Values.Count)]?.DeepClone();

    /// <inheritdoc/>
    public override JsonNode Json() =>
        new JsonArray([.. Values.Select(value => value?.DeepClone())]);

    /// <inheritdoc/>
    public override IEnumerable<JsonNode?> Extremes() => Values;
}

/// <summary>
/// A number between two others: <c>{"min": 0.001, "max": 0.1, "log": true}</c>. Numbers that are not whole are drawn to three
/// digits, for people to read.
/// </summary>
/// <param name="Min">The least.</param>
/// <param name="Max">The most.</param>
/// <param name="Log">Whether its logarithm, rather than the number, is as likely everywhere.</param>
/// <param name="Whole">Whether it is a whole number.</param>
internal sealed record SearchedRange(double Min, double Max, bool Log, bool Whole) : SearchedOption
{
    private const int Digits = 3;

    /// <inheritdoc/>
    public override JsonNode Draw(SeededRandom random)
    {
        // So that a whole number at the end is as likely as the others.
        var (low, high) = Whole ? (Min - 0.5, Max + 0.5) : (Min, Max);
        var at = random.NextDouble();
        var value = Log
            ? Math.Exp(Math.Log(low) + at * (Math.Log(high) - Math.Log(low)))
            : low + at * (high - low);
        return Number(Math.Clamp(Whole ? Math.Round(value) : Short(value), Min, Max));
    }

    /// <inheritdoc/>
    public override JsonNode Json()
    {
        var json = new JsonObject { ["min"] = Number(Min), ["max"] = Number(Max) };
        if (Log)
        {
            json["log"] = true;
        }
        return json;
    }

    /// <inheritdoc/>
    public override IEnumerable<JsonNode?> Extremes() => [Number(Min), Number(Max)];

    /// <summary>A number to as many digits as are drawn.</summary>
    public static double Short(double value) =>
        double.Parse(
            value.ToString($"g{Digits}", System.Globalization.CultureInfo.InvariantCulture),
            System.Globalization.CultureInfo.InvariantCulture
        );

    private JsonValue Number(double value) =>
        Whole ? JsonValue.Create((int)value) : JsonValue.Create(value);
}
