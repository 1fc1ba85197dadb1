using System.Globalization;
using System.Text;

namespace OnnxRetrieval.Training.Data.Files;

/// <summary>
/// How a CSV file is written, found from its first lines. DuckDB's own guess is not used: it skips leading rows that do
/// not fit later ones without a word, and reads ids such as 007 as numbers.
/// </summary>
internal static class CsvTable
{
    private const int SampleLines = 20;
    private static readonly string[] Delimiters = ["\t", ",", ";", "|", "::", " "];

    public static Table Open(
        DuckDatabase database,
        string file,
        IReadOnlyCollection<string> expected
    )
    {
        RefuseOtherFormats(file);
        var lines = FirstLines(database, file);
        if (lines.Count == 0)
        {
            throw new InputException($"'{file}' is empty: it has no line with text.");
        }
        var delimiter = FindDelimiter(lines, expected);
        var fields = Fields(lines[0], delimiter);
        var hasHeader =
            fields.Exists(field => expected.Contains(field, StringComparer.OrdinalIgnoreCase))
            || fields.TrueForAll(field => !IsNumber(field));
        var columns = hasHeader ? Distinct(fields) : Numbered(fields.Count);
        var sql = new StringBuilder("read_csv(").Append(DuckDatabase.Text(file));
        sql.Append(", auto_detect = false, delim = ").Append(DuckDatabase.Text(delimiter));
        sql.Append(", quote = '\"', escape = '\"', header = ").Append(hasHeader);
        sql.Append(", columns = {");
        sql.AppendJoin(", ", columns.Select(name => $"{DuckDatabase.Text(name)}: 'VARCHAR'"));
        sql.Append("})");
        return new(
            file,
            sql.ToString(),
            [.. columns.Select(name => new DuckColumn(name, "VARCHAR"))],
            Typing.Text
        );
    }

    private static void RefuseOtherFormats(string file)
    {
        Span<byte> start = stackalloc byte[4];
        using var stream = File.OpenRead(file);
        start = start[..stream.ReadAtLeast(start, 4, throwOnEndOfStream: false)];
        if (start.StartsWith<byte>([0xFF, 0xFE]) || start.StartsWith<byte>([0xFE, 0xFF]))
        {
            throw DuckErrors.WrongEncoding(file, null, "utf-16");
        }
        if (start.StartsWith<byte>([0xFD, 0x37, 0x7A, 0x58]) || start.StartsWith("BZh"u8))
        {
            throw new InputException(
                $"'{file}' is packed by xz or bzip2. Unpack it, or pack it by gzip or zstd."
            );
        }
        if (start.StartsWith("PK\x03\x04"u8))
        {
            throw new InputException(
                $"'{file}' is a zip archive or an Excel workbook. Unpack it, or save the sheet as CSV."
            );
        }
    }

    // Lines as they are, through DuckDB because it unpacks gzip and zstd: no character of a text file is U+0001.
    // Not strictly: a line end inside a quoted field may be another than that of the rows.
    private static List<string> FirstLines(DuckDatabase database, string file)
    {
        var lines = new List<string>();
        var sql =
            $"SELECT line FROM read_csv({DuckDatabase.Text(file)}, auto_detect = false, delim = '\x01', quote = '', escape = '', header = false, columns = {{'line': 'VARCHAR'}}, strict_mode = false) LIMIT {SampleLines}";
        foreach (var chunk in database.Query(sql))
        {
            foreach (var line in chunk.TextColumn(0))
            {
                if (!string.IsNullOrWhiteSpace(line))
                {
                    lines.Add(lines.Count == 0 ? line.TrimStart('\uFEFF') : line);
                }
            }
        }
        return lines;
    }

    private static string FindDelimiter(List<string> lines, IReadOnlyCollection<string> expected)
    {
        var best = ",";
        var bestScore = 0;
        foreach (var delimiter in Delimiters)
        {
            var fields = Fields(lines[0], delimiter);
            if (fields.Count == 1)
            {
                continue;
            }
            // A header with expected names settles it; then lines of equal length; then more fields.
            var named = fields.Count(field =>
                expected.Contains(field, StringComparer.OrdinalIgnoreCase)
            );
            var isEven = lines.TrueForAll(line =>
                line.Count(letter => letter == '"') % 2 == 1
                || Fields(line, delimiter).Count == fields.Count
            );
            var score = (named * 100_000) + (isEven ? 10_000 : 0) + Math.Min(fields.Count, 9_999);
            if (score > bestScore)
            {
                best = delimiter;
                bestScore = score;
            }
        }
        return best;
    }

    private static List<string> Fields(string line, string delimiter)
    {
        var fields = new List<string>();
        var field = new StringBuilder();
        var isQuoted = false;
        for (var i = 0; i < line.Length; i++)
        {
            if (line[i] == '"')
            {
                if (isQuoted && i + 1 < line.Length && line[i + 1] == '"')
                {
                    field.Append('"');
                    i++;
                }
                else if (isQuoted || field.Length == 0)
                {
                    isQuoted = !isQuoted;
                }
                else
                {
                    field.Append('"');
                }
            }
            else if (
                !isQuoted
                && string.CompareOrdinal(line, i, delimiter, 0, delimiter.Length) == 0
            )
            {
                fields.Add(field.ToString());
                field.Clear();
                i += delimiter.Length - 1;
            }
            else
            {
                field.Append(line[i]);
            }
        }
        fields.Add(field.ToString());
        return fields;
    }

    private static bool IsNumber(string field) =>
        double.TryParse(field, NumberStyles.Float, CultureInfo.InvariantCulture, out _);

    private static List<string> Numbered(int count) =>
        [.. Enumerable.Range(0, count).Select(i => $"column{i}")];

    private static List<string> Distinct(List<string> fields)
    {
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var names = new List<string>(fields.Count);
        for (var i = 0; i < fields.Count; i++)
        {
            var name = fields[i].Length == 0 ? $"column{i}" : fields[i];
            var distinct = name;
            for (var suffix = 1; !seen.Add(distinct); suffix++)
            {
                distinct = $"{name}_{suffix}";
            }
            names.Add(distinct);
        }
        return names;
    }
}
