using System.Globalization;
using System.Text;
using OnnxRetrieval.Training.Data.Building;

namespace OnnxRetrieval.Training.Data.Files;

/// <summary>Reads what describes the candidates: their id and columns as text, lists joined by <c>|</c>.</summary>
internal sealed class CandidateReader(
    DuckDatabase database,
    DataOptions options,
    string? itemColumn,
    DatasetBuilder builder
)
{
    private readonly List<int> items = [];
    private readonly HashSet<int> seen = [];
    private readonly List<string> names = [];
    private readonly List<List<string>> values = [];
    private long missing;
    private long duplicates;

    /// <summary>Reads all candidates, numbering those that nobody met after the others.</summary>
    public CandidateTable Read(string source)
    {
        var expected = new HashSet<string>([
            options.CandidateId ?? "",
            itemColumn ?? "",
            .. options.Columns,
            .. ColumnNames.Item,
            "id",
            "title",
        ]);
        expected.Remove("");
        List<Table> tables = TableOpener.IsQuery(source)
            ? [TableOpener.OpenQuery(database, source, "The candidates' query (--candidates)")]
            :
            [
                .. InputFiles
                    .Find(database, [source])
                    .Select(file => TableOpener.Open(database, file, expected)),
            ];
        var columns = ChooseColumns(tables[0]);
        names.AddRange(columns);
        values.AddRange(columns.Select(_ => new List<string>()));
        foreach (var table in tables)
        {
            Read(table);
        }
        if (items.Count == 0)
        {
            throw new InputException(
                $"The candidates ({ColumnNames.Shorten(source)}) have no row with an id."
            );
        }
        if (missing > 0)
        {
            builder.Note($"{missing:N0} rows of the candidates have no id and were dropped.");
        }
        if (duplicates > 0)
        {
            builder.Note(
                $"{duplicates:N0} rows of the candidates repeat an id; the first of each was kept."
            );
        }
        return new(items, ChosenColumns.TitleFirst(Kept()));
    }

    private int IdColumn(Table table)
    {
        if (options.CandidateId is not null)
        {
            return table.Named(options.CandidateId, "--candidate-id");
        }
        string[] usual = itemColumn is null
            ? [.. ColumnNames.Item, "id"]
            : [itemColumn, .. ColumnNames.Item, "id"];
        var column = ColumnNames.Guess(table.Columns, usual);
        return column >= 0
            ? column
            : throw new InputException(
                $"{table.Quoted}: no column is named as the candidate's id usually is ({string.Join(", ", usual.Distinct(StringComparer.OrdinalIgnoreCase))}). Name it with --candidate-id. It has: {ColumnNames.List(table.Columns)}."
            );
    }

    private List<string> ChooseColumns(Table table)
    {
        if (options.Columns.Count > 0)
        {
            foreach (var name in options.Columns)
            {
                ChosenColumns.RefuseReserved(name);
            }
            return
            [
                .. options.Columns.Select(name =>
                    table.Columns[table.Named(name, "--columns")].Name
                ),
            ];
        }
        var id = IdColumn(table);
        var chosen = new List<string>();
        for (var column = 0; column < table.Columns.Count; column++)
        {
            var (name, _) = table.Columns[column];
            var isText =
                table.Typing == Typing.Text
                || table.Columns[column].IsText
                || table.Columns[column].IsList;
            if (column == id || !isText)
            {
                continue;
            }
            if (ChosenColumns.IsReserved(name))
            {
                builder.Note(
                    $"Column '{name}' of the candidates was left out: an exported model has an input or output of that name. Rename it in a query to keep it."
                );
                continue;
            }
            chosen.Add(name);
        }
        return chosen;
    }

    private void Read(Table table)
    {
        var id = ColumnReading.OfId(table, IdColumn(table));
        var columns = names.Select(name => table.Columns[table.Named(name, "--columns")]).ToList();
        var sql = table.Select(
            [table.Columns[IdColumn(table)], .. columns],
            [id.Sql, .. columns.Select(Expression)]
        );
        try
        {
            foreach (var chunk in database.Query(sql))
            {
                Read(table, chunk, id.Form, columns.Count);
            }
        }
        catch (DuckQueryException e)
        {
            throw table.Explain(e);
        }
    }

    private void Read(Table table, DuckChunk chunk, ColumnForm form, int columns)
    {
        var hasId = new bool[chunk.Rows];
        Array.Fill(hasId, true);
        IdColumnReader.FindMissing(chunk, 0, form, hasId);
        var numbers = new int[chunk.Rows];
        var bad = IdColumnReader.Number(chunk, 0, form, hasId, builder.Items, numbers);
        if (bad >= 0)
        {
            throw IdColumnReader.Refuse(
                $"{table.Quoted}, column '{table.Columns[IdColumn(table)].Name}'",
                chunk,
                0,
                bad
            );
        }
        var kept = new List<int>(chunk.Rows);
        for (var row = 0; row < chunk.Rows; row++)
        {
            if (!hasId[row])
            {
                missing++;
            }
            else if (!seen.Add(numbers[row]))
            {
                duplicates++;
            }
            else
            {
                items.Add(numbers[row]);
                kept.Add(row);
            }
        }
        for (var column = 0; column < columns; column++)
        {
            var texts = chunk.Texts(column + 1);
            var hasValue = chunk.Valid(column + 1);
            foreach (var row in kept)
            {
                values[column].Add(hasValue[row] ? Encoding.UTF8.GetString(texts[row]) : "");
            }
        }
    }

    // Text files have no types: by default a column of numbers alone is not one to show.
    private List<CandidateColumn> Kept()
    {
        var kept = new List<CandidateColumn>();
        for (var column = 0; column < names.Count; column++)
        {
            var isNumeric = values[column]
                .TrueForAll(value =>
                    value.Length == 0
                    || double.TryParse(
                        value,
                        NumberStyles.Float,
                        CultureInfo.InvariantCulture,
                        out _
                    )
                );
            if (options.Columns.Count > 0 || !isNumeric)
            {
                kept.Add(new(names[column], values[column]));
            }
        }
        var name = kept.FindIndex(column =>
            column.Name.Equals("name", StringComparison.OrdinalIgnoreCase)
        );
        if (
            options.Columns.Count == 0
            && name >= 0
            && !kept.Exists(column =>
                column.Name.Equals("title", StringComparison.OrdinalIgnoreCase)
            )
        )
        {
            builder.Note(
                $"Column '{kept[name].Name}' of the candidates serves as their title, as no column is named so."
            );
            kept[name] = kept[name] with { Name = "title" };
        }
        return kept;
    }

    private static string Expression(DuckColumn column)
    {
        var name = DuckDatabase.Name(column.Name);
        return column.IsList ? $"array_to_string({name}::VARCHAR[], '|')"
            : column.Type == "BLOB" ? $"decode({name})"
            : $"{name}::VARCHAR";
    }
}
