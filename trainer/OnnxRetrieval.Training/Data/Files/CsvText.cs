namespace OnnxRetrieval.Training.Data.Files;

/// <summary>Texts as CSV files have them (RFC 4180).</summary>
public static class CsvText
{
    /// <summary>A field; in double quotes where it holds what would end it.</summary>
    public static string Field(string text) =>
        text.AsSpan().ContainsAny("\",\r\n")
            ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\""
            : text;
}
