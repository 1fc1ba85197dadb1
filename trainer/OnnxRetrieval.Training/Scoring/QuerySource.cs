using OnnxRetrieval.Training.Data;
using OnnxRetrieval.Training.Data.Files;
using OnnxRetrieval.Training.Export;
using OnnxRetrieval.Training.Features;

namespace OnnxRetrieval.Training.Scoring;

/// <summary>
/// Reads users, or whatever else a model is asked for, as its queries, a batch at a time and in the order of the rows: the id, and a column for each further
/// feature that the model takes and the source has.
/// </summary>
internal sealed class QuerySource
{
    private readonly DuckDatabase database;
    private readonly IReadOnlyList<Table> tables;
    private readonly IReadOnlyList<QueryFeature> inputs;
    private readonly Dictionary<string, string?> separators;
    private readonly string? idInput;
    private readonly QuerySourceOptions options;

    /// <summary>Opens a source.</summary>
    /// <param name="database">Reads it.</param>
    /// <param name="source">A file, a glob or a query.</param>
    /// <param name="options">Whom the rows describe.</param>
    /// <param name="info">The model that is asked.</param>
    /// <exception cref="InputException">The source cannot be read, or has nothing that the model takes.</exception>
    public QuerySource(
        DuckDatabase database,
        string source,
        QuerySourceOptions options,
        RetrieverInfo info
    )
    {
        this.database = database;
        this.options = options;
        idInput = info.QueryFeatures.FirstOrDefault(feature => feature.Role == "id")?.Name;
        inputs = [.. info.QueryFeatures.Where(feature => feature.Name != idInput)];
        separators = options.Features.ToDictionary(
            feature => feature.Name,
            feature => feature.Separator
        );
        tables = TableOpener.IsQuery(source)
            ?
            [
                TableOpener.OpenQuery(
                    database,
                    source,
                    $"The {options.What}' query ({options.Option})"
                ),
            ]
            :
            [
                .. InputFiles
                    .Find(database, [source])
                    .Select(file =>
                        TableOpener.Open(
                            database,
                            file,
                            [.. UsualIds, .. inputs.Select(input => input.Name)]
                        )
                    ),
            ];
        var missing = inputs
            .Where(input => tables.All(table => ColumnNames.Find(table.Columns, input.Name) < 0))
            .Select(input => input.Name)
            .ToList();
        if (idInput is null && missing.Count == inputs.Count)
        {
            throw new InputException(
                $"{tables[0].Quoted}: it has none of what the model takes: {string.Join(", ", inputs)}. It has: {ColumnNames.List(tables[0].Columns)}."
            );
        }
        Missing = missing;
        AreIntegers = tables.All(table =>
            ColumnReading.OfId(table, IdColumn(table)).Form == ColumnForm.Integer
        );
    }

    /// <summary>Features of the model that the source has no column for: they count as missing.</summary>
    public IReadOnlyList<string> Missing { get; }

    /// <summary>Whether ids are integers.</summary>
    public bool AreIntegers { get; }

    /// <summary>Rows without an id met so far, which were left out.</summary>
    public long WithoutId { get; private set; }

    private IEnumerable<string> UsualIds =>
        [.. idInput is null ? (string[])[] : [idInput], .. options.UsualIds, "id"];

    /// <summary>The number of rows.</summary>
    public long Count() => tables.Sum(Count);

    /// <summary>Reads rows as batches.</summary>
    /// <param name="from">The first row.</param>
    /// <param name="to">The row after the last.</param>
    /// <param name="batchSize">How many rows make a batch. Fewer where some have no id, and at the end.</param>
    /// <exception cref="InputException">A value is not what the model takes.</exception>
    public IEnumerable<QueryBatch> Read(long from, long to, int batchSize)
    {
        long first = 0;
        foreach (var table in tables)
        {
            var rows = tables.Count == 1 ? long.MaxValue / 2 : Count(table);
            var (begin, end) = (Math.Max(from, first), Math.Min(to, first + rows));
            if (begin < end)
            {
                foreach (var batch in Read(table, first, begin, end, batchSize))
                {
                    yield return batch;
                }
            }
            first += rows;
        }
    }

    // The table's first row is row 'first' of all.
    private IEnumerable<QueryBatch> Read(
        Table table,
        long first,
        long begin,
        long end,
        int batchSize
    )
    {
        var idColumn = table.Columns[IdColumn(table)];
        var id = ColumnReading.OfId(table, IdColumn(table));
        List<(QueryFeature Input, DuckColumn Column)> features =
        [
            .. inputs
                .Select(input => (input, At: ColumnNames.Find(table.Columns, input.Name)))
                .Where(feature => feature.At >= 0)
                .Select(feature => (feature.input, table.Columns[feature.At])),
        ];
        var select = table.Select(
            [idColumn, .. features.Select(feature => feature.Column)],
            [id.Sql, .. features.Select(feature => ValueSql(feature.Input, feature.Column))]
        );
        var batch = new QueryBatchBuilder(
            AreIntegers,
            idInput,
            [
                .. features.Select(feature => new FeatureColumn(
                    feature.Input,
                    feature.Column.Holds,
                    separators.GetValueOrDefault(feature.Input.Name)
                )),
            ]
        );
        var sql = $"{select} LIMIT {end - begin} OFFSET {begin - first}";
        var next = begin;
        foreach (var chunk in database.Query(table, sql))
        {
            var hasId = new bool[chunk.Rows];
            Array.Fill(hasId, true);
            IdColumnReader.FindMissing(chunk, 0, id.Form, hasId);
            for (var row = 0; row < chunk.Rows; row++)
            {
                next++;
                if (!hasId[row])
                {
                    WithoutId++;
                    continue;
                }
                if (!batch.TryAdd(chunk, row, id.Form))
                {
                    throw IdColumnReader.Refuse(
                        $"{table.Quoted}, column '{idColumn.Name}'",
                        chunk,
                        0,
                        row
                    );
                }
                if (batch.Count == batchSize)
                {
                    yield return batch.Take(next);
                }
            }
        }
        if (batch.Count > 0)
        {
            yield return batch.Take(next);
        }
    }

    private long Count(Table table)
    {
        var id = table.Columns[IdColumn(table)];
        long count = 0;
        foreach (var chunk in database.Query(table, table.Select([id], ["count(*)"])))
        {
            count = chunk.Integers(0)[0];
        }
        return count;
    }

    private int IdColumn(Table table)
    {
        if (options.Id is not null)
        {
            return table.Named(options.Id, options.IdOption);
        }
        var column = ColumnNames.Guess(table.Columns, UsualIds);
        return column >= 0
            ? column
            : throw new InputException(
                $"{table.Quoted}: no column is named as the id of {options.What} usually is ({string.Join(", ", UsualIds.Distinct())}). Name it with {options.IdOption}. It has: {ColumnNames.List(table.Columns)}."
            );
    }

    // A model takes times as seconds, and text has none to tell apart from other text.
    private static string ValueSql(QueryFeature input, DuckColumn column) =>
        input.Type == FeatureType.Integer && column.Holds == ColumnType.Time
            ? $"epoch({DuckDatabase.Name(column.Name)})::BIGINT::VARCHAR"
            : ColumnReading.OfValue(column, column.Holds);
}

/// <summary>Whom the rows of a source of queries describe, and how options and messages call it.</summary>
internal sealed record QuerySourceOptions
{
    /// <summary>The entities: "users".</summary>
    public required string What { get; init; }

    /// <summary>The option that names the source.</summary>
    public required string Option { get; init; }

    /// <summary>The name of the id column; null: found by its usual names.</summary>
    public required string? Id { get; init; }

    /// <summary>The option that names the id column.</summary>
    public required string IdOption { get; init; }

    /// <summary>The usual names of the id column.</summary>
    public required IReadOnlyList<string> UsualIds { get; init; }

    /// <summary>The features that the model was trained with, as far as its file tells.</summary>
    public required IReadOnlyList<FeatureOptions> Features { get; init; }

    /// <summary>Of a model's users, as <c>--users</c> names them.</summary>
    /// <param name="column">The name of the id column; null: found by its usual names.</param>
    /// <param name="info">The model.</param>
    public static QuerySourceOptions OfUsers(string? column, RetrieverInfo info) =>
        new()
        {
            What = "users",
            Option = "--users",
            Id = column,
            IdOption = "--user-column",
            UsualIds = ColumnNames.User,
            Features = ExportedOptions.Of(info.Metadata)?.Model.QueryFeatures ?? [],
        };
}
