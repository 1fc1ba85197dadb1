using System.Globalization;
using System.Text;
using Spectre.Console;

namespace OnnxRetrieval.Tool.Reports;

/// <summary>
/// Text from data as it may stand in a table: on one line, not endless, and without characters that a terminal obeys
/// rather than shows.
/// </summary>
internal static class CellText
{
    /// <summary>The most characters of a cell, the ellipsis included.</summary>
    public const int Longest = 200;

    /// <summary>A cell with the text.</summary>
    public static Text Cell(string text) => new(Shown(text));

    /// <summary>The text as a cell shows it.</summary>
    public static string Shown(string text)
    {
        var shown = new StringBuilder(Math.Min(text.Length, Longest));
        foreach (var rune in text.EnumerateRunes())
        {
            if (shown.Length + rune.Utf16SequenceLength > Longest - 1)
            {
                return shown.Append('…').ToString();
            }
            shown.Append(Shown(rune).ToString());
        }
        return shown.ToString();
    }

    private static Rune Shown(Rune rune) =>
        rune.Value switch
        {
            '\t' or '\n' or '\r' => new Rune(' '),
            // Override or isolate the direction of what follows, beyond the cell.
            (>= 0x202A and <= 0x202E) or (>= 0x2066 and <= 0x2069) => Rune.ReplacementChar,
            _ => Rune.GetUnicodeCategory(rune)
                is UnicodeCategory.Control
                    or UnicodeCategory.LineSeparator
                    or UnicodeCategory.ParagraphSeparator
                ? Rune.ReplacementChar
                : rune,
        };
}
