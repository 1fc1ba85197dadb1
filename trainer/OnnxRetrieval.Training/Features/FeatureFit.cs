using OnnxRetrieval.Training.Data;
using OnnxRetrieval.Training.Data.Files;

namespace OnnxRetrieval.Training.Features;

/// <summary>Makes a feature of a column: what it knows comes from the entities that training may see.</summary>
/// <param name="column">The column.</param>
/// <param name="seen">The entities that training may see; null: all.</param>
/// <param name="what">Whose column it is, for errors: "the users".</param>
/// <param name="option">The option that names it, for errors.</param>
/// <param name="idOf">The id of an entity, for errors.</param>
internal sealed class FeatureFit(
    EntityColumn column,
    bool[]? seen,
    string what,
    string option,
    Func<int, string> idOf
)
{
    private const int DefaultLeastCount = 2;
    private const int DefaultMostWords = 20_000;
    private const int DefaultBuckets = 10;

    /// <summary>Makes the feature.</summary>
    /// <exception cref="InputException">The column's values do not fit the kind.</exception>
    public EncodedFeature Fit(FeatureOptions options)
    {
        var kind = FeatureOptionsCheck.KindOf(options, option) ?? KindGuess.Of(column);
        if (column.Type == ColumnType.List && kind is not FeatureKind.List)
        {
            throw Refuse(kind, "holds lists. Use the kind list");
        }
        return kind switch
        {
            FeatureKind.Category => Category(options),
            FeatureKind.List => List(options),
            FeatureKind.Text => Text(options),
            FeatureKind.Number => Number(kind, Numbers(kind)),
            FeatureKind.Age when options.Buckets == 0 => Number(kind, Numbers(kind)),
            _ => Buckets(kind, Numbers(kind), options.Buckets ?? DefaultBuckets),
        };
    }

    private CategoryFeature Category(FeatureOptions options)
    {
        // 3.0 is the integer 3: a column of integers with a gap often becomes one of reals.
        var (texts, ofValue) = Distinct(
            column.Values,
            column.Type == ColumnType.Number ? ColumnNumbers.Whole : text => text
        );
        var each = new CompressedRows([.. Enumerable.Range(0, ofValue.Length + 1)], ofValue);
        var (chosen, places) = Choose(each, texts, options, null, FeatureKind.Category);
        var values = Vocabulary.TableOf(chosen.Select(text => texts[text]), texts);
        var codes = EntityCodes.Of(
            column,
            Array.ConvertAll(ofValue, text => places[text]),
            values.Count
        );
        return new(
            column.Name,
            values,
            codes,
            entity =>
                entity < column.Count && column.Codes[entity] is >= 0 and var value
                    ? texts[ofValue[value]]
                    : ""
        );
    }

    private ListFeature List(FeatureOptions options)
    {
        var parts = ColumnParts.OfList(column, options.Separator);
        var (chosen, places) = Choose(parts.OfValue, parts.Parts, options, null, FeatureKind.List);
        var values = Vocabulary.TableOf(chosen.Select(part => parts.Parts[part]), parts.Parts);
        var codes = EntityCodes.Of(column, parts.OfValue.Map(places), values.Count);
        return new(column.Name, values, codes, entity => parts.Of(column, entity));
    }

    private TextFeature Text(FeatureOptions options)
    {
        var tokens = ColumnParts.OfText(column);
        var (words, wordOfToken) = Distinct(tokens.Parts, Words.Of);
        var (chosen, places) = Choose(
            tokens.OfValue.Map(wordOfToken),
            words,
            options,
            DefaultMostWords,
            FeatureKind.Text
        );
        var rowOfToken = Array.ConvertAll(wordOfToken, word => word < 0 ? -1 : places[word]);
        string[] known = [.. chosen.Select(word => words[word])];
        var codes = EntityCodes.Of(column, tokens.OfValue.Map(rowOfToken), known.Length);
        return new(column.Name, known, Forms(known, tokens.Parts, rowOfToken), codes, RawText);
    }

    // The different forms of some texts, and the place of each text's own, -1 where that is "".
    private static (string[] Forms, int[] OfText) Distinct(
        string[] texts,
        Func<string, string> formOf
    )
    {
        var numbers = new Dictionary<string, int>(StringComparer.Ordinal);
        var forms = new List<string>();
        var ofText = new int[texts.Length];
        for (var text = 0; text < texts.Length; text++)
        {
            var form = formOf(texts[text]);
            if (form.Length == 0)
            {
                ofText[text] = -1;
            }
            else if (!numbers.TryGetValue(form, out ofText[text]))
            {
                ofText[text] = forms.Count;
                numbers.Add(form, forms.Count);
                forms.Add(form);
            }
        }
        return ([.. forms], ofText);
    }

    // Known words first, so that where a graph is read, the likely forms stand together.
    private static WordForms Forms(string[] words, string[] tokens, int[] rowOfToken)
    {
        var forms = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var word = 0; word < words.Length; word++)
        {
            foreach (var form in Words.FormsOf(words[word]))
            {
                // A few letters have no way back from their capital.
                if (Words.Of(form) == words[word])
                {
                    forms.TryAdd(form, word);
                }
            }
        }
        var met = new List<int>();
        for (var token = 0; token < tokens.Length; token++)
        {
            if (rowOfToken[token] >= 0 && !forms.ContainsKey(tokens[token]))
            {
                met.Add(token);
            }
        }
        met.Sort((one, other) => string.CompareOrdinal(tokens[one], tokens[other]));
        foreach (var token in met)
        {
            forms.Add(tokens[token], rowOfToken[token]);
        }
        return new([.. forms.Keys], [.. forms.Values]);
    }

    private BucketsFeature Buckets(FeatureKind kind, ColumnNumbers numbers, int count)
    {
        var sorted = Seen(kind, numbers);
        Array.Sort(sorted);
        var edges = new List<float>();
        for (var bucket = 1; bucket < count; bucket++)
        {
            var edge = sorted[(int)((long)bucket * sorted.Length / count)];
            // Nothing lies below the least number, and between two equal edges.
            if (edge > (edges.Count > 0 ? edges[^1] : sorted[0]))
            {
                edges.Add(edge);
            }
        }
        if (edges.Count == 0)
        {
            throw Refuse(
                kind,
                $"has the value {column.Values[Array.IndexOf(numbers.OfValues, sorted[0])]} nearly everywhere, which makes no two buckets. Leave the feature out, or use the kind category"
            );
        }
        float[] all = [.. edges];
        var rows = Array.ConvertAll(numbers.OfValues, number => BucketsFeature.RowOf(all, number));
        return new(
            column.Name,
            kind,
            all,
            EntityCodes.Of(column, rows, all.Length + 1),
            entity => numbers[entity]
        );
    }

    private NumberFeature Number(FeatureKind kind, ColumnNumbers numbers)
    {
        var all = Seen(kind, numbers);
        var mean = all.Average(number => (double)number);
        var deviation = Math.Sqrt(all.Average(number => (number - mean) * (number - mean)));
        var scale = (float)deviation;
        return new(
            column.Name,
            kind,
            (float)mean,
            scale > 0 && float.IsFinite(scale) ? scale : 1,
            entity => numbers[entity],
            column.Count
        );
    }

    // The numbers of the entities that training may see.
    private float[] Seen(FeatureKind kind, ColumnNumbers numbers)
    {
        var all = new List<float>();
        for (var entity = 0; entity < column.Count; entity++)
        {
            if (seen?[entity] != false && !float.IsNaN(numbers[entity]))
            {
                all.Add(numbers[entity]);
            }
        }
        return all.Count > 0
            ? [.. all]
            : throw Refuse(kind, $"has no number for any of {what} to train on");
    }

    private ColumnNumbers Numbers(FeatureKind kind)
    {
        var numbers = new ColumnNumbers(column);
        var bad =
            numbers.FirstDate >= 0 && kind != FeatureKind.Age
                ? numbers.FirstDate
                : numbers.FirstBad;
        if (bad < 0)
        {
            return numbers;
        }
        var place =
            $"has '{ColumnNames.Shorten(column.Values[bad])}' at '{idOf(Array.IndexOf(column.Codes, bad))}'";
        throw Refuse(
            kind,
            kind == FeatureKind.Age
                    ? $"{place}, which is neither a date (2024-01-31) nor a number. Mend it"
                : bad == numbers.FirstDate ? $"{place}, which is a date. Use the kind age"
                : $"{place}, which is no number. Mend it, or use another kind"
        );
    }

    private (int[] Chosen, int[] Places) Choose(
        CompressedRows parts,
        string[] texts,
        FeatureOptions options,
        int? most,
        FeatureKind kind
    )
    {
        var least = options.LeastCount ?? DefaultLeastCount;
        var counts = Vocabulary.Count(column, parts, texts.Length, seen);
        var (chosen, places) = Vocabulary.Choose(counts, texts, least, options.MostValues ?? most);
        return chosen.Length > 0
            ? (chosen, places)
            : throw Refuse(
                kind,
                counts.Length == 0 || counts.Max() == 0
                    ? $"has no value for any of {what} to train on"
                    : $"has no {(kind == FeatureKind.Text ? "word" : "value")} that {least} of {what} share, so nothing can be learned of it. Lower least_count, or leave the feature out"
            );
    }

    private string RawText(int entity) => entity < column.Count ? column[entity] : "";

    private InputException Refuse(FeatureKind kind, string why) =>
        new($"{option} {column.Name}:{kind.Name()}: column '{column.Name}' of {what} {why}.");
}
