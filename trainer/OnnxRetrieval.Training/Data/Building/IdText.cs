using System.Buffers.Text;

namespace OnnxRetrieval.Training.Data.Building;

/// <summary>When a text is a 64-bit integer: only where writing the integer gives the text back.</summary>
internal static class IdText
{
    /// <summary>
    /// Reads an integer that round-trips: no leading zero or plus sign, no "-0", nothing beyond 64 bits. What does not is
    /// a string: "007" and "7" are two ids.
    /// </summary>
    public static bool TryReadInteger(ReadOnlySpan<byte> text, out long value)
    {
        value = 0;
        if (text.Length is 0 or > 20)
        {
            return false;
        }
        var digits = text[0] == '-' ? text[1..] : text;
        if (digits.Length == 0 || !char.IsAsciiDigit((char)digits[0]))
        {
            return false;
        }
        if (digits[0] == '0')
        {
            return text.Length == 1;
        }
        return Utf8Parser.TryParse(text, out value, out var read) && read == text.Length;
    }
}
