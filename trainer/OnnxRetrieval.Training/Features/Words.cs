namespace OnnxRetrieval.Training.Features;

/// <summary>From tokens, as they stand between spaces, to words, and back to the forms that a word may have.</summary>
internal static class Words
{
    // Behind a word in running text. Rarer marks are known where the data has them.
    private static readonly string[] Marks = ["", ",", ".", ":", "!", "?"];

    /// <summary>The word of a token: in lower case, without punctuation and symbols around it; "" where there is none.</summary>
    public static string Of(string token)
    {
        var span = token.AsSpan();
        while (!span.IsEmpty && !char.IsLetterOrDigit(span[0]) && !char.IsSurrogate(span[0]))
        {
            span = span[1..];
        }
        while (!span.IsEmpty && !IsOfWord(span[^1]))
        {
            span = span[..^1];
        }
        return span.ToString().ToLowerInvariant();
    }

    /// <summary>The usual forms of a word: capitals, and small or capitalized letters with a mark behind.</summary>
    public static IEnumerable<string> FormsOf(string word)
    {
        var capitalized = string.Concat(char.ToUpperInvariant(word[0]).ToString(), word.AsSpan(1));
        foreach (var mark in Marks)
        {
            yield return word + mark;
            yield return capitalized + mark;
        }
        yield return word.ToUpperInvariant();
    }

    // An accent may be a character of its own behind its letter.
    private static bool IsOfWord(char character) =>
        char.IsLetterOrDigit(character)
        || char.IsSurrogate(character)
        || char.GetUnicodeCategory(character)
            is System.Globalization.UnicodeCategory.NonSpacingMark
                or System.Globalization.UnicodeCategory.SpacingCombiningMark;
}
