namespace OnnxRetrieval.Training.Data.Files;

/// <summary>What programs write into text files for a number that is none.</summary>
internal static class SpecialText
{
    /// <summary>Whether a text says that there is no value.</summary>
    public static bool IsMissing(ReadOnlySpan<byte> text)
    {
        text = text.Trim((byte)' ');
        return text.IsEmpty
            || Is(text, "null"u8)
            || Is(text, "na"u8)
            || Is(text, "n/a"u8)
            || Is(text, "none"u8)
            || text.SequenceEqual("\\N"u8);
    }

    /// <summary>Whether a text is a number that is NaN or infinite.</summary>
    public static bool IsNotFinite(ReadOnlySpan<byte> text, out double value)
    {
        value = double.NaN;
        text = text.Trim((byte)' ');
        if (!text.IsEmpty && text[0] is (byte)'+' or (byte)'-')
        {
            text = text[1..];
        }
        return Is(text, "nan"u8) || Is(text, "inf"u8) || Is(text, "infinity"u8);
    }

    private static bool Is(ReadOnlySpan<byte> text, ReadOnlySpan<byte> word) =>
        System.Text.Ascii.EqualsIgnoreCase(text, word);
}
