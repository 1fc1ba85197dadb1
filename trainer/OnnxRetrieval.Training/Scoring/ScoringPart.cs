using System.Globalization;

namespace OnnxRetrieval.Training.Scoring;

/// <summary>One of several parts of equal size that a scoring is cut into, so that several machines share it.</summary>
/// <param name="Number">Which part, from 1 to <paramref name="Of"/>.</param>
/// <param name="Of">How many parts there are, at least 1.</param>
public sealed record ScoringPart(int Number, int Of)
{
    /// <summary>All of it.</summary>
    public static ScoringPart All { get; } = new(1, 1);

    /// <summary>Reads <c>i/n</c>; null where the text is no such part.</summary>
    public static ScoringPart? Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return
            text.Split('/') is [var number, var of]
            && TryRead(number, out var i)
            && TryRead(of, out var n)
            && i <= n
            ? new(i, n)
            : null;
    }

    /// <summary>The rows of this part: of all parts in order, each row once.</summary>
    /// <param name="count">All rows.</param>
    /// <returns>The first row, and the one after the last.</returns>
    public (long From, long To) RowsOf(long count) =>
        ((long)((Int128)count * (Number - 1) / Of), (long)((Int128)count * Number / Of));

    /// <summary>The file of this part: <c>recs.part-02-of-16.parquet</c>, so that files sort as the rows do.</summary>
    /// <param name="path">The file that the whole would have.</param>
    public string FileOf(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        var of = Of.ToString(CultureInfo.InvariantCulture);
        var number = Number.ToString(CultureInfo.InvariantCulture).PadLeft(of.Length, '0');
        return Of == 1
            ? path
            : Path.ChangeExtension(path, $".part-{number}-of-{of}{Path.GetExtension(path)}");
    }

    private static bool TryRead(string text, out int number) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number)
        && number >= 1;
}
