namespace OnnxRetrieval.Graph;

/// <summary>
/// A text, such as a title: the mean of its known words' rows in a table of vectors, a word that is given twice counting
/// twice; the table's last row where no word is known. Input: string <c>[batch]</c>; "" is missing.
/// </summary>
/// <remarks>
/// Words are what stands between spaces (U+0020), and are compared byte by byte, so that every host finds the same ones:
/// no letter is made small, no mark cut off. Spellings that should count as one word, such as <c>Star</c> and
/// <c>star,</c>, are tokens of one row.
/// <para>The graph needs opset 20, whose StringSplit splits the text.</para>
/// </remarks>
public sealed class TextFeatureGraph : IFeatureGraph
{
    /// <summary>What stands between words.</summary>
    public const string Delimiter = " ";

    private readonly string inputName;
    private readonly IdTable tokens;
    private readonly long[] rows;
    private readonly ReadOnlyMemory<float> table;

    /// <summary>A feature.</summary>
    /// <param name="inputName">Its name, such as <c>title</c>.</param>
    /// <param name="tokens">The words in each spelling that counts, all different, without spaces.</param>
    /// <param name="rows">The row of each token in the table, <c>[tokens.Count]</c>; spellings of one word have one row.</param>
    /// <param name="table"><c>[words + 1, width]</c>, the last row for texts without a known word.</param>
    /// <param name="width">The length of a vector.</param>
    /// <exception cref="GraphException">Name, tokens, rows or table are not as told.</exception>
    public TextFeatureGraph(
        string inputName,
        IdTable tokens,
        ReadOnlyMemory<int> rows,
        ReadOnlyMemory<float> table,
        int width
    )
    {
        FeatureChecks.RequireName(inputName);
        FeatureChecks.RequireVocabulary(tokens, inputName);
        FeatureChecks.RequireTable(
            table,
            width < 1 ? 0 : table.Length / width,
            width,
            "vectors",
            inputName
        );
        if (!tokens.IsString || rows.Length != tokens.Count)
        {
            throw new GraphException(
                $"Feature '{inputName}' has {tokens.Count} tokens and {rows.Length} rows for them: tokens are texts, each with a row."
            );
        }
        var words = (table.Length / width) - 1;
        for (var i = 0; i < tokens.Count; i++)
        {
            if (tokens.Strings[i].Contains(Delimiter, StringComparison.Ordinal))
            {
                throw new GraphException(
                    $"Token '{tokens[i]}' of feature '{inputName}' has a space in it, where texts are split: it would never be found."
                );
            }
            if ((uint)rows.Span[i] >= (uint)words)
            {
                throw new GraphException(
                    $"Token '{tokens[i]}' of feature '{inputName}' has row {rows.Span[i]}, and its table has {words} words."
                );
            }
        }
        this.inputName = inputName;
        this.tokens = tokens;
        this.rows = Array.ConvertAll(rows.ToArray(), row => (long)row);
        this.table = table;
        Width = width;
    }

    /// <summary>The length of a vector.</summary>
    public int Width { get; }

    /// <summary>The tokens of a text, as the graph splits it.</summary>
    public static string[] Split(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.Split(Delimiter, StringSplitOptions.RemoveEmptyEntries);
    }

    /// <inheritdoc/>
    public FeatureOutput Emit(GraphBuilder graph)
    {
        var scope = graph.Scope(inputName);
        var text = FeatureInput.One(
            graph,
            inputName,
            ElementType.String,
            FeatureRole.Text,
            $"Raw {inputName}, one text a query; \"\" where it is missing. Words are split at spaces."
        );
        var parts = graph.StringSplit(text, Delimiter, $"{inputName}_words");
        var words = graph.LabelEncoder(
            parts,
            tokens,
            rows,
            (table.Length / Width) - 1L,
            $"{scope}/words"
        );
        return new FeatureOutput(MeanOfRows.Emit(graph, scope, words, table, Width), Known: null);
    }
}
