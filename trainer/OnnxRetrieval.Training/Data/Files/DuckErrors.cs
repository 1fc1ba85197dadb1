using System.Text.RegularExpressions;

namespace OnnxRetrieval.Training.Data.Files;

/// <summary>From DuckDB's errors, written for those who write SQL, to messages for those who gave a file.</summary>
internal static partial class DuckErrors
{
    /// <summary>What DuckDB met in a file.</summary>
    public static InputException Explain(DuckQueryException error, string file)
    {
        var text = error.Message;
        var line = CsvLine().Match(text) is { Success: true } match ? match.Groups[1].Value : null;
        if (
            Has(text, "not utf-8 encoded")
            || Has(text, "Invalid unicode")
            || Has(text, "not valid UTF")
            || Has(text, "invalid UTF")
        )
        {
            return WrongEncoding(file, line, "latin-1", error);
        }
        var place = line is null ? $"'{file}'" : $"'{file}', line {line}";
        if (CsvWidth().Match(text) is { Success: true } width)
        {
            return new(
                $"{place}: the line has {width.Groups[2].Value} fields where the first has {width.Groups[1].Value}. A field that holds the delimiter must stand in quotes; mend the line or remove it.",
                error
            );
        }
        if (Has(text, "quote"))
        {
            return new(
                $"{place}: a quotation mark is not closed or stands inside a field. Inside a quoted field it is written twice (\"\").",
                error
            );
        }
        if (Has(text, "Maximum line size"))
        {
            return new(
                $"{place}: a line is longer than 2,000,000 bytes. Is this a text file with a row a line?",
                error
            );
        }
        if (
            Has(text, "GZIP")
            || Has(text, "zlib")
            || Has(text, "miniz")
            || Has(text, "ZSTD")
            || Has(text, "decompress")
        )
        {
            return new(
                $"'{file}' cannot be unpacked: it is damaged, cut short, or not compressed as its name says. Copy it again, or rename it.",
                error
            );
        }
        if (JsonPlace().Match(text) is { Success: true } json)
        {
            return new(
                $"'{file}': no valid JSON {json.Groups[1].Value}. Expected an object a row, one a line or in one array.",
                error
            );
        }
        if (file.Contains(".parquet", StringComparison.OrdinalIgnoreCase) || IsParquet(text))
        {
            return new(
                $"'{file}' is not a Parquet file, or is damaged or cut short ({FirstLine(text)}). Copy it again.",
                error
            );
        }
        return new($"{place} cannot be read: {FirstLine(text)}", error);
    }

    /// <summary>What DuckDB met in a query.</summary>
    public static InputException ExplainQuery(DuckQueryException error, string option)
    {
        var lines = error.Message.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        // What comes after LINE repeats our wrapped statement, not what the user wrote.
        var said = lines
            .TakeWhile(line => !line.StartsWith("LINE ", StringComparison.Ordinal))
            .Select(line => line.Trim())
            .Where(line => line.Length > 0)
            .Take(3);
        return new($"{option} failed: {string.Join(' ', said)}", error);
    }

    /// <summary>A text file that is not UTF-8.</summary>
    public static InputException WrongEncoding(
        string file,
        string? line,
        string guess,
        Exception? cause = null
    )
    {
        var place = line is null ? $"'{file}'" : $"'{file}', line {line}";
        var message =
            $"{place}: this is not UTF-8 text. Convert the file (iconv -f {guess} -t utf-8), or read it by a query that names its encoding: SELECT * FROM read_csv('{Path.GetFileName(file)}', encoding = '{guess}').";
        return cause is null ? new(message) : new(message, cause);
    }

    /// <summary>A text file read without DuckDB that is not UTF-8.</summary>
    public static InputException NotUtf8(string file, string line) =>
        new(
            $"'{file}', line {line}: this is not UTF-8 text. Convert the file (iconv -f latin-1 -t utf-8)."
        );

    private static bool IsParquet(string text) =>
        Has(text, "magic bytes") || Has(text, "parquet") || Has(text, "TProtocol");

    private static string FirstLine(string text)
    {
        var line = text.AsSpan();
        var end = line.IndexOf('\n');
        line = end < 0 ? line : line[..end];
        // "Invalid Input Error: ..." says nothing to a person.
        var colon = line.IndexOf("Error: ", StringComparison.Ordinal);
        return (colon < 0 ? line : line[(colon + 7)..]).Trim().ToString();
    }

    private static bool Has(string text, string part) =>
        text.Contains(part, StringComparison.OrdinalIgnoreCase);

    [GeneratedRegex(@"CSV Error on Line: (\d+)")]
    private static partial Regex CsvLine();

    [GeneratedRegex(@"Expected Number of Columns: (\d+) Found: (\d+)")]
    private static partial Regex CsvWidth();

    [GeneratedRegex(@"Malformed JSON in file .*?, (at byte \d+ in (?:line|record/value) \d+)")]
    private static partial Regex JsonPlace();
}
