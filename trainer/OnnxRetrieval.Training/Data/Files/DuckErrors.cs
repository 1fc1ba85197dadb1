using System.Globalization;
using System.Text.RegularExpressions;

namespace OnnxRetrieval.Training.Data.Files;

/// <summary>From DuckDB's errors, written for those who write SQL, to messages for those who gave a file.</summary>
internal static partial class DuckErrors
{
    /// <summary>What DuckDB met in a file.</summary>
    public static InputException Explain(DuckQueryException error, string file)
    {
        var text = Explanation(error.Message);
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
        if (Has(text, "unterminated quote") || Has(text, "quote should be"))
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
            || Has(text, "frame descriptor")
        )
        {
            return PackedFile.Damaged(file, error);
        }
        if (JsonPlace().Match(text) is { Success: true } json)
        {
            // DuckDB counts lines and records from 2.
            var number = long.Parse(json.Groups[2].Value, CultureInfo.InvariantCulture) - 1;
            return new(
                $"'{file}': no valid JSON {json.Groups[1].Value}{number:N0}. Expected an object a row, one a line or in one array.",
                error
            );
        }
        if (file.Contains(".parquet", StringComparison.OrdinalIgnoreCase) || IsParquet(text))
        {
            return new(
                $"'{file}' is not a Parquet file, or is damaged or cut short ({WithoutKind(text)}). Copy it again.",
                error
            );
        }
        return new($"{place} cannot be read: {WithoutKind(text)}", error);
    }

    /// <summary>What DuckDB met in a query.</summary>
    public static InputException ExplainQuery(DuckQueryException error, string option)
    {
        var text = Explanation(error.Message);
        if (Has(text, "httpfs"))
        {
            return new(
                $"{option} failed: it reads from an address, which needs DuckDB's extension httpfs. Download the file first and read it from this machine.",
                error
            );
        }
        if (Has(text, "not utf-8 encoded"))
        {
            return new(
                $"{option} failed: a file that it reads is not UTF-8 text. Name its encoding: read_csv('FILE', encoding = 'latin-1').",
                error
            );
        }
        return new($"{option} failed: {WithoutKind(text)}", error);
    }

    // The part that says what is wrong, in one line. What follows names options of DuckDB's, or repeats our statement.
    private static string Explanation(string message)
    {
        string[] ends = ["LINE ", "Possible ", "Did you mean", "file = ", "  file ="];
        var lines = message
            .Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .TakeWhile(line =>
                !Array.Exists(ends, end => line.StartsWith(end, StringComparison.Ordinal))
            );
        return string.Join(' ', lines);
    }

    // "Parser Error: syntax error ..." says no more than "syntax error ...".
    private static string WithoutKind(string text)
    {
        var colon = text.IndexOf("Error: ", StringComparison.Ordinal);
        return colon is >= 0 and < 40 ? text[(colon + 7)..] : text;
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

    private static bool Has(string text, string part) =>
        text.Contains(part, StringComparison.OrdinalIgnoreCase);

    [GeneratedRegex(@"CSV Error on Line: (\d+)")]
    private static partial Regex CsvLine();

    [GeneratedRegex(@"Expected Number of Columns: (\d+) Found: (\d+)")]
    private static partial Regex CsvWidth();

    [GeneratedRegex(@"Malformed JSON in file .*?, (at byte \d+ in (?:line|record/value) )(\d+)")]
    private static partial Regex JsonPlace();
}
