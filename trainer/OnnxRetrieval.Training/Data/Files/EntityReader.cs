using OnnxRetrieval.Training.Data.Building;

namespace OnnxRetrieval.Training.Data.Files;

/// <summary>Reads what describes users or items, from files or a query: their id and columns.</summary>
internal sealed class EntityReader(DuckDatabase database, EntitySource source, Action<string> note)
{
    private readonly List<int> numbers = [];
    private readonly HashSet<int> seen = [];
    private readonly List<EntityColumnBuilder> builders = [];
    private long missing;
    private long duplicates;

    /// <summary>Rows whose id was not let in.</summary>
    public long Strangers { get; private set; }

    /// <summary>Opens a file, a glob or a query.</summary>
    /// <param name="text">What the user gave.</param>
    /// <param name="expected">Names of columns, beside the id, of which one is expected in a CSV's header line.</param>
    public List<Table> Open(string text, IEnumerable<string> expected)
    {
        var names = new HashSet<string>([source.Id ?? "", .. source.UsualIds, .. expected]);
        names.Remove("");
        return TableOpener.IsQuery(text)
            ? [TableOpener.OpenQuery(database, text, $"The {source.What}' query ({source.Option})")]
            :
            [
                .. InputFiles
                    .Find(database, [text])
                    .Select(file => TableOpener.Open(database, file, names)),
            ];
    }

    /// <summary>The place of a table's id column.</summary>
    /// <exception cref="InputException">There is none, or it cannot be told.</exception>
    public int IdColumn(Table table)
    {
        if (source.Id is not null)
        {
            return table.Named(source.Id, source.IdOption);
        }
        var column = ColumnNames.Guess(table.Columns, source.UsualIds);
        return column >= 0
            ? column
            : throw new InputException(
                $"{table.Quoted}: no column is named as the id of {source.What} usually is ({string.Join(", ", source.UsualIds.Distinct(StringComparer.OrdinalIgnoreCase))}). Name it with {source.IdOption}. It has: {ColumnNames.List(table.Columns)}."
            );
    }

    /// <summary>Reads columns of all tables.</summary>
    /// <param name="tables">The tables, which all have the columns.</param>
    /// <param name="columns">Their names.</param>
    /// <param name="option">The option that asks for them.</param>
    public EntityTable Read(
        IReadOnlyList<Table> tables,
        IReadOnlyList<string> columns,
        string option
    )
    {
        builders.AddRange(
            columns.Select(name => new EntityColumnBuilder(
                name,
                // Where files differ, all is text.
                tables
                    .Select(table => table.Columns[table.Named(name, option)].Holds)
                    .Distinct()
                    .ToList()
                    is [var type]
                    ? type
                    : ColumnType.Text
            ))
        );
        foreach (var table in tables)
        {
            Read(table, [.. columns.Select(name => table.Columns[table.Named(name, option)])]);
        }
        if (numbers.Count == 0)
        {
            throw new InputException(
                Strangers > 0
                    ? $"None of the {Strangers:N0} {source.What} of {tables[0].Quoted} ({source.Option}) has an interaction. Is '{tables[0].Columns[IdColumn(tables[0])].Name}' the column with their id? Name it with {source.IdOption}."
                    : $"The {source.What} ({tables[0].Quoted}) have no row with an id."
            );
        }
        if (missing > 0)
        {
            note($"{missing:N0} rows of the {source.What} have no id and were dropped.");
        }
        if (duplicates > 0)
        {
            note(
                $"{duplicates:N0} rows of the {source.What} repeat an id; the first of each was kept."
            );
        }
        return new(numbers, [.. builders.Select(builder => builder.Finish())]);
    }

    private void Read(Table table, IReadOnlyList<DuckColumn> columns)
    {
        var idColumn = IdColumn(table);
        var id = ColumnReading.OfId(table, idColumn);
        var sql = table.Select(
            [table.Columns[idColumn], .. columns],
            [
                id.Sql,
                .. columns.Select(
                    (column, place) => ColumnReading.OfValue(column, builders[place].Type)
                ),
            ]
        );
        try
        {
            foreach (var chunk in database.Query(sql))
            {
                Read(table, idColumn, chunk, id.Form);
            }
        }
        catch (DuckQueryException e)
        {
            throw table.Explain(e);
        }
    }

    private void Read(Table table, int idColumn, DuckChunk chunk, ColumnForm form)
    {
        var hasId = new bool[chunk.Rows];
        Array.Fill(hasId, true);
        IdColumnReader.FindMissing(chunk, 0, form, hasId);
        var ids = new int[chunk.Rows];
        var bad = IdColumnReader.Number(chunk, 0, form, hasId, source.Ids, ids);
        if (bad >= 0)
        {
            throw IdColumnReader.Refuse(
                $"{table.Quoted}, column '{table.Columns[idColumn].Name}'",
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
            else if (ids[row] < 0)
            {
                Strangers++;
            }
            else if (!seen.Add(ids[row]))
            {
                duplicates++;
            }
            else
            {
                numbers.Add(ids[row]);
                kept.Add(row);
            }
        }
        for (var column = 0; column < builders.Count; column++)
        {
            var texts = chunk.Texts(column + 1);
            var hasValue = chunk.Valid(column + 1);
            foreach (var row in kept)
            {
                builders[column].Add(hasValue[row] ? texts[row] : []);
            }
        }
    }
}
