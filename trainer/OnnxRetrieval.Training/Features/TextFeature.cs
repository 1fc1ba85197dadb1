namespace OnnxRetrieval.Training.Features;

/// <summary>
/// The words of a text: what stands between spaces, in lower case, without the punctuation around it. The input is the text
/// as it is, "" where it is missing; a graph splits it at spaces and finds words by the forms of each that are known.
/// </summary>
public sealed class TextFeature : CodedFeature
{
    private readonly Func<int, string> raw;

    internal TextFeature(
        string name,
        string[] words,
        WordForms forms,
        EntityCodes codes,
        Func<int, string> raw
    )
        : base(name, FeatureKind.Text, words.Length + 1, codes)
    {
        Words = words;
        Forms = forms;
        this.raw = raw;
    }

    /// <summary>The known words: word <c>r</c> has row <c>r</c>.</summary>
    public IReadOnlyList<string> Words { get; }

    /// <summary>The forms in which they are found in a raw text.</summary>
    public WordForms Forms { get; }

    /// <inheritdoc/>
    public override FeatureValue Raw(int entity) => new(raw(entity));
}

/// <summary>
/// Forms of words as they stand in a raw text: those met in the data, and the usual ones of capitals and of punctuation
/// behind a word.
/// </summary>
/// <param name="Tokens">The forms, each once.</param>
/// <param name="Rows">The row of the word that each is a form of.</param>
public sealed record WordForms(string[] Tokens, int[] Rows);
