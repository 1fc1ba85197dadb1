using System.Diagnostics.CodeAnalysis;

namespace OnnxRetrieval;

/// <summary>
/// One raw value of a <see cref="Query"/>: text, an integer, a number, or a list of texts or integers. Converts from
/// these types, so that it is seldom written out.
/// </summary>
/// <remarks>
/// A value is converted where nothing is lost: an integer becomes text or a number where the model wants it, a text that is
/// an integer in plain form (<c>42</c>, not <c>042</c> or <c>+42</c>) becomes one. Any other text is an unknown value
/// to a model of integers.
/// </remarks>
[SuppressMessage(
    "Usage",
    "CA2225:Operator overloads have named alternates",
    Justification = "Constructors are the named alternates."
)]
public readonly struct FeatureValue
{
    internal readonly object? Reference;
    private readonly long bits;

    /// <summary>A text.</summary>
    public FeatureValue(string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        Reference = value;
        Kind = FeatureValueKind.Text;
    }

    /// <summary>An integer.</summary>
    public FeatureValue(long value)
    {
        bits = value;
        Kind = FeatureValueKind.Integer;
    }

    /// <summary>A number.</summary>
    public FeatureValue(float value)
    {
        bits = BitConverter.SingleToInt32Bits(value);
        Kind = FeatureValueKind.Number;
    }

    /// <summary>A list of texts. Null elements are refused when the query is used.</summary>
    public FeatureValue(IReadOnlyList<string> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        Reference = values;
        Kind = FeatureValueKind.Texts;
    }

    /// <summary>A list of integers.</summary>
    public FeatureValue(IReadOnlyList<long> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        Reference = values;
        Kind = FeatureValueKind.Integers;
    }

    internal FeatureValueKind Kind { get; }

    internal long Integer => bits;

    internal float Number => BitConverter.Int32BitsToSingle((int)bits);

    /// <summary>A text.</summary>
    public static implicit operator FeatureValue(string value) => new(value);

    /// <summary>An integer.</summary>
    public static implicit operator FeatureValue(long value) => new(value);

    /// <summary>A number.</summary>
    public static implicit operator FeatureValue(float value) => new(value);

    /// <summary>A number, rounded to 32 bits as models take it.</summary>
    public static implicit operator FeatureValue(double value) => new((float)value);

    /// <summary>A list of texts.</summary>
    public static implicit operator FeatureValue(string[] values) => new(values);

    /// <summary>A list of texts.</summary>
    public static implicit operator FeatureValue(List<string> values) => new(values);

    /// <summary>A list of integers.</summary>
    public static implicit operator FeatureValue(long[] values) => new(values);

    /// <summary>A list of integers.</summary>
    public static implicit operator FeatureValue(List<long> values) => new(values);
}
