using System.Buffers.Text;

namespace OnnxRetrieval.Training.Data.Building;

/// <summary>Times as Unix seconds, whatever they were written as.</summary>
internal static class UnixTime
{
    /// <summary>
    /// Unix seconds from seconds, milliseconds, microseconds or nanoseconds, told apart by size: as seconds, 1e11 is the
    /// year 5138; as milliseconds it is 1973.
    /// </summary>
    public static long FromNumber(long number) =>
        Math.Abs((double)number) switch
        {
            < 1e11 => number,
            < 1e14 => FloorDivide(number, 1_000),
            < 1e17 => FloorDivide(number, 1_000_000),
            _ => FloorDivide(number, 1_000_000_000),
        };

    /// <summary>The same for a number with a fraction; false where it is NaN, infinite or beyond 64 bits.</summary>
    public static bool TryFromNumber(double number, out long seconds)
    {
        var whole = Math.Floor(number);
        if (!(Math.Abs(whole) < 9e18))
        {
            seconds = 0;
            return false;
        }
        seconds = FromNumber((long)whole);
        return true;
    }

    /// <summary>Unix seconds from microseconds.</summary>
    public static long FromMicroseconds(long microseconds) => FloorDivide(microseconds, 1_000_000);

    /// <summary>
    /// Reads a number as above, or ISO 8601: <c>2024-01-31</c>, then optionally <c>T</c> or a blank and
    /// <c>12:34[:56[.789]]</c>, then optionally <c>Z</c> or <c>+01:00</c> (UTC otherwise).
    /// </summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out long seconds)
    {
        text = text.Trim((byte)' ');
        if (Utf8Parser.TryParse(text, out long number, out var read) && read == text.Length)
        {
            seconds = FromNumber(number);
            return true;
        }
        if (TryParseIso(text, out seconds))
        {
            return true;
        }
        return Utf8Parser.TryParse(text, out double real, out read)
            && read == text.Length
            && TryFromNumber(real, out seconds);
    }

    private static bool TryParseIso(ReadOnlySpan<byte> text, out long seconds)
    {
        seconds = 0;
        if (
            text.Length < 10
            || text[4] != '-'
            || text[7] != '-'
            || !TryDigits(text[..4], out var year)
            || !TryDigits(text[5..7], out var month)
            || !TryDigits(text[8..10], out var day)
            || year < 1
            || month is < 1 or > 12
            || day < 1
            || day > DateTime.DaysInMonth(year, month)
        )
        {
            return false;
        }
        seconds = (new DateOnly(year, month, day).DayNumber - DateOnlyEpoch) * 86_400L;
        text = text[10..];
        if (text.Length == 0)
        {
            return true;
        }
        if (
            text.Length < 6
            || text[0] is not ((byte)'T' or (byte)' ')
            || text[3] != ':'
            || !TryDigits(text[1..3], out var hour)
            || !TryDigits(text[4..6], out var minute)
            || hour > 23
            || minute > 59
        )
        {
            return false;
        }
        seconds += (hour * 3_600) + (minute * 60);
        text = text[6..];
        if (text.Length > 0 && text[0] == ':')
        {
            if (text.Length < 3 || !TryDigits(text[1..3], out var second) || second > 60)
            {
                return false;
            }
            seconds += second;
            text = text[3..];
            if (text.Length > 0 && text[0] is (byte)'.' or (byte)',')
            {
                var end = 1;
                while (end < text.Length && char.IsAsciiDigit((char)text[end]))
                {
                    end++;
                }
                text = text[end..];
            }
        }
        return TryOffset(text.TrimStart((byte)' '), ref seconds);
    }

    private static readonly int DateOnlyEpoch = new DateOnly(1970, 1, 1).DayNumber;

    private static bool TryOffset(ReadOnlySpan<byte> text, ref long seconds)
    {
        if (text.Length == 0 || text.SequenceEqual("Z"u8) || text.SequenceEqual("UTC"u8))
        {
            return true;
        }
        if (text[0] is not ((byte)'+' or (byte)'-') || text.Length is not (3 or 5 or 6))
        {
            return false;
        }
        if (text.Length == 6 && text[3] != ':')
        {
            return false;
        }
        var minutes = 0;
        if (
            !TryDigits(text[1..3], out var hours)
            || (text.Length > 3 && !TryDigits(text[^2..], out minutes))
        )
        {
            return false;
        }
        var offset = (hours * 3_600) + (minutes * 60);
        seconds -= text[0] == '-' ? -offset : offset;
        return true;
    }

    private static bool TryDigits(ReadOnlySpan<byte> text, out int value)
    {
        value = 0;
        foreach (var digit in text)
        {
            if (!char.IsAsciiDigit((char)digit))
            {
                return false;
            }
            value = (value * 10) + (digit - '0');
        }
        return true;
    }

    private static long FloorDivide(long number, long divisor)
    {
        var quotient = Math.DivRem(number, divisor, out var remainder);
        return remainder < 0 ? quotient - 1 : quotient;
    }
}
