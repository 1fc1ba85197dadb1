using OnnxRetrieval.Training.Data;

namespace OnnxRetrieval.Training.Features;

/// <summary>What the values of a column consist of, each part kept once: the elements of lists, or the tokens of texts.</summary>
/// <param name="Parts">The parts, in the order of their first appearance.</param>
/// <param name="OfValue">The parts of each value, in order, repeats included.</param>
internal sealed record ColumnParts(string[] Parts, CompressedRows OfValue)
{
    /// <summary>Splits all values of a column.</summary>
    /// <param name="column">The column.</param>
    /// <param name="separator">What stands between parts; blanks around them, and empty parts, are dropped.</param>
    public static ColumnParts Split(EntityColumn column, string separator)
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
                var part = text[range].Trim();
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
