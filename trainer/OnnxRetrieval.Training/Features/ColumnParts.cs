using OnnxRetrieval.Training.Data;

namespace OnnxRetrieval.Training.Features;

/// <summary>What the values of a column consist of, each part kept once: the elements of lists, or the tokens of texts.</summary>
/// <param name="Parts">The parts, in the order of their first appearance.</param>
/// <param name="OfValue">The parts of each value, in order, repeats included.</param>
internal sealed record ColumnParts(string[] Parts, CompressedRows OfValue)
{
    private const string DefaultSeparator = "|";

    // Where a graph splits a text, in every host.
    private const string WordSeparator = " ";

    /// <summary>The elements of lists; those of a text are trimmed.</summary>
    /// <param name="column">The column.</param>
    /// <param name="separator">What separates them where the column holds text; null: <c>|</c>.</param>
    public static ColumnParts OfList(EntityColumn column, string? separator) =>
        column.Type == ColumnType.List
            ? Split(column, EntityColumn.ListSeparator.ToString(), trims: false)
            : Split(column, separator ?? DefaultSeparator, trims: true);

    /// <summary>What stands between the spaces of texts.</summary>
    public static ColumnParts OfText(EntityColumn column) =>
        Split(column, WordSeparator, trims: false);

    /// <summary>The parts of an entity; none for one beyond the column, which is the unknown one.</summary>
    public string[] Of(EntityColumn column, int entity) =>
        entity < column.Count && column.Codes[entity] is >= 0 and var value
            ? Array.ConvertAll(OfValue[value].ToArray(), part => Parts[part])
            : [];

    private static ColumnParts Split(EntityColumn column, string separator, bool trims)
    {
        var numbers = new Dictionary<string, int>(StringComparer.Ordinal);
        var known = numbers.GetAlternateLookup<ReadOnlySpan<char>>();
        var parts = new List<string>();
        var starts = new int[column.Values.Length + 1];
        var entries = new List<int>();
        for (var value = 0; value < column.Values.Length; value++)
        {
            var text = column.Values[value].AsSpan();
            foreach (var range in text.Split(separator))
            {
                var part = trims ? text[range].Trim() : text[range];
                if (part.IsEmpty)
                {
                    continue;
                }
                if (!known.TryGetValue(part, out var number))
                {
                    number = parts.Count;
                    parts.Add(part.ToString());
                    numbers.Add(parts[^1], number);
                }
                entries.Add(number);
            }
            starts[value + 1] = entries.Count;
        }
        return new([.. parts], new(starts, [.. entries]));
    }
}
