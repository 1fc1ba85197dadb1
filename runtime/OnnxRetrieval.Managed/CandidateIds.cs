using System.Collections;
using System.Globalization;

namespace OnnxRetrieval;

/// <summary>The candidates' ids in the order of the model's rows.</summary>
public sealed class CandidateIds : IReadOnlyList<string>
{
    private readonly TextTable? texts;
    private readonly long[]? integers;

    internal CandidateIds(TextTable texts) => this.texts = texts;

    internal CandidateIds(long[] integers) => this.integers = integers;

    /// <summary><see cref="FeatureType.Text"/> or <see cref="FeatureType.Integer"/>.</summary>
    public FeatureType IdType => texts is null ? FeatureType.Integer : FeatureType.Text;

    /// <summary>The number of candidates.</summary>
    public int Count => texts?.Count ?? integers!.Length;

    /// <summary>The id of a row; an integer id in plain decimal form.</summary>
    public string this[int index] =>
        texts?[index] ?? integers![index].ToString(CultureInfo.InvariantCulture);

    /// <summary>The id of a row, where ids are integers.</summary>
    /// <exception cref="InvalidOperationException">Ids are texts.</exception>
    public long IntegerAt(int index) =>
        integers is null
            ? throw new InvalidOperationException("The candidates' ids are texts.")
            : integers[index];

    /// <summary>Walks the ids in row order.</summary>
    public IEnumerator<string> GetEnumerator()
    {
        for (var index = 0; index < Count; index++)
        {
            yield return this[index];
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>The id of a row as UTF-8, where ids are texts: no string is made.</summary>
    internal ReadOnlySpan<byte> Utf8At(int index) => texts!.Utf8At(index);
}
