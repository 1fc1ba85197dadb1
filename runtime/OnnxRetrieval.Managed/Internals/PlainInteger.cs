using System.Globalization;

namespace OnnxRetrieval.Internals;

/// <summary>Text to integer ids. Only the form that the integer itself is written in counts: no sign +, no leading zero, no blank.</summary>
internal static class PlainInteger
{
    public static bool TryParse(ReadOnlySpan<char> text, out long value)
    {
        value = 0;
        var digits = text.StartsWith('-') ? text[1..] : text;
        if (digits.IsEmpty || !char.IsAsciiDigit(digits[0]))
        {
            return false;
        }
        // "0" is plain; "00", "-0" and "042" are not.
        if (digits[0] == '0' && (digits.Length > 1 || text.Length > 1))
        {
            return false;
        }
        return long.TryParse(
            text,
            NumberStyles.AllowLeadingSign,
            CultureInfo.InvariantCulture,
            out value
        );
    }
}
