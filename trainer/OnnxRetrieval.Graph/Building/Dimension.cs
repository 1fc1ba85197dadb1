using System.Globalization;

namespace OnnxRetrieval.Graph;

/// <summary>
/// The size of one dimension: a number, a symbol for a size that is known only when the graph runs (equal symbols are
/// equal sizes), or unknown.
/// </summary>
public readonly record struct Dimension
{
    private Dimension(long? size, string? symbol)
    {
        Size = size;
        Symbol = symbol;
    }

    /// <summary>A size of which nothing is known.</summary>
    public static Dimension Unknown => default;

    /// <summary>The size, where it is a number.</summary>
    public long? Size { get; }

    /// <summary>The symbol, where the size is one.</summary>
    public string? Symbol { get; }

    /// <summary>A fixed size.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The size is negative.</exception>
    public static Dimension Of(long size)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(size);
        return new(size, null);
    }

    /// <summary>A symbolic size.</summary>
    /// <exception cref="ArgumentException">The symbol is empty.</exception>
    public static Dimension Of(string symbol)
    {
        ArgumentException.ThrowIfNullOrEmpty(symbol);
        return new(null, symbol);
    }

    /// <summary>A fixed size.</summary>
    public static implicit operator Dimension(long size) => Of(size);

    /// <summary>A symbolic size.</summary>
    public static implicit operator Dimension(string symbol) => Of(symbol);

    /// <summary>The number or the symbol, or <c>?</c>.</summary>
    public override string ToString() =>
        Size?.ToString(CultureInfo.InvariantCulture) ?? Symbol ?? "?";

    /// <summary>A fixed size.</summary>
    public static Dimension FromInt64(long size) => Of(size);

    /// <summary>A symbolic size.</summary>
    public static Dimension FromString(string symbol) => Of(symbol);
}
