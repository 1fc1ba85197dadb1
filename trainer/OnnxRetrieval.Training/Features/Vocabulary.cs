using OnnxRetrieval.Graph;
using OnnxRetrieval.Training.Data;
using OnnxRetrieval.Training.Data.Building;

namespace OnnxRetrieval.Training.Features;

/// <summary>Chooses the values that a feature knows, the most frequent first, those as frequent by ordinal.</summary>
internal static class Vocabulary
{
    /// <summary>How many entities have each part, once each.</summary>
    /// <param name="column">The column.</param>
    /// <param name="parts">The parts of each value.</param>
    /// <param name="partCount">The number of parts.</param>
    /// <param name="counted">The entities that count; null: all.</param>
    public static int[] Count(
        EntityColumn column,
        CompressedRows parts,
        int partCount,
        bool[]? counted
    )
    {
        var entities = new int[column.Values.Length];
        for (var entity = 0; entity < column.Count; entity++)
        {
            if (column.Codes[entity] >= 0 && counted?[entity] != false)
            {
                entities[column.Codes[entity]]++;
            }
        }
        var counts = new int[partCount];
        var lastValue = new int[partCount];
        Array.Fill(lastValue, -1);
        for (var value = 0; value < entities.Length; value++)
        {
            foreach (var part in parts[value])
            {
                if (lastValue[part] != value)
                {
                    lastValue[part] = value;
                    counts[part] += entities[value];
                }
            }
        }
        return counts;
    }

    /// <summary>Chooses.</summary>
    /// <param name="counts">How often each value occurs.</param>
    /// <param name="texts">The values.</param>
    /// <param name="least">How often one must occur.</param>
    /// <param name="most">How many there may be; null: any number.</param>
    /// <returns>Which are chosen, in their new order, and the new place of each value, -1 for those that are not.</returns>
    public static (int[] Chosen, int[] Places) Choose(
        int[] counts,
        string[] texts,
        int least,
        int? most
    )
    {
        var chosen = new List<int>();
        for (var value = 0; value < counts.Length; value++)
        {
            if (counts[value] >= least)
            {
                chosen.Add(value);
            }
        }
        chosen.Sort(
            (one, other) =>
                counts[one] != counts[other]
                    ? counts[other].CompareTo(counts[one])
                    : string.CompareOrdinal(texts[one], texts[other])
        );
        if (most < chosen.Count)
        {
            chosen.RemoveRange(most.Value, chosen.Count - most.Value);
        }
        var places = new int[counts.Length];
        Array.Fill(places, -1);
        for (var place = 0; place < chosen.Count; place++)
        {
            places[chosen[place]] = place;
        }
        return ([.. chosen], places);
    }

    /// <summary>
    /// Values as the model's input has them: integers where all that occur are written as integers (and none is -1, which
    /// stands for a missing one), else strings. The same rule as for ids.
    /// </summary>
    /// <param name="chosen">Those that are known.</param>
    /// <param name="all">All that occur.</param>
    public static IdTable TableOf(IEnumerable<string> chosen, string[] all)
    {
        var integers = new long[all.Length];
        for (var value = 0; value < all.Length; value++)
        {
            var text = System.Text.Encoding.UTF8.GetBytes(all[value]);
            if (!IdText.TryReadInteger(text, out integers[value]) || integers[value] == -1)
            {
                return new IdTable([.. chosen]);
            }
        }
        return new IdTable([
            .. chosen.Select(text =>
                long.Parse(text, System.Globalization.CultureInfo.InvariantCulture)
            ),
        ]);
    }
}
