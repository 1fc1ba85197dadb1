namespace OnnxRetrieval.Training.Data;

/// <summary>
/// A column that describes users or items, for features: each value once, and which one every entity has. What sources
/// call numbers and dates is kept as text here too, so that a feature reads it in its own way.
/// </summary>
/// <param name="Name">The column's name.</param>
/// <param name="Type">What the source says that it holds.</param>
/// <param name="Values">
/// The values that occur, each once, none of them "". Elements of a list are separated by <see cref="ListSeparator"/>.
/// </param>
/// <param name="Codes">The place of each entity's value in <paramref name="Values"/>; -1 where it is missing.</param>
public sealed record EntityColumn(string Name, ColumnType Type, string[] Values, int[] Codes)
{
    /// <summary>What stands between the elements of a list: the unit separator of ASCII, which no text holds.</summary>
    public const char ListSeparator = '\x1F';

    /// <summary>The number of entities.</summary>
    public int Count => Codes.Length;

    /// <summary>The value of an entity as text, lists joined by <c>|</c>; "" where it is missing.</summary>
    public string this[int entity] => Codes[entity] < 0 ? "" : Shown(Values[Codes[entity]]);

    /// <summary>The values of all entities as text, lists joined by <c>|</c>; "" where they are missing.</summary>
    public string[] ToTexts()
    {
        var shown = Type == ColumnType.List ? Array.ConvertAll(Values, Shown) : Values;
        return Array.ConvertAll(Codes, code => code < 0 ? "" : shown[code]);
    }

    private string Shown(string value) =>
        Type == ColumnType.List ? value.Replace(ListSeparator, '|') : value;
}

/// <summary>What a source says that a column holds.</summary>
public enum ColumnType
{
    /// <summary>Text, or a source without types, such as CSV.</summary>
    Text,

    /// <summary>Numbers.</summary>
    Number,

    /// <summary>Dates or times.</summary>
    Time,

    /// <summary>Lists of anything plain.</summary>
    List,
}
