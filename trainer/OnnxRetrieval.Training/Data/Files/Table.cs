namespace OnnxRetrieval.Training.Data.Files;

/// <summary>A file or a query that DuckDB can read.</summary>
/// <param name="Source">How to call it in a message: the file's path, or "the query".</param>
/// <param name="From">What stands behind FROM.</param>
/// <param name="Columns">Its columns; their types are those that the source declares or that were found in its JSON.</param>
/// <param name="Typing">How far the types are to be believed.</param>
internal sealed record Table(
    string Source,
    string From,
    IReadOnlyList<DuckColumn> Columns,
    Typing Typing
)
{
    /// <summary>The source in quotes where it is a file.</summary>
    public string Quoted => Typing == Typing.Query ? Source : $"'{Source}'";

    /// <summary>A statement that reads expressions over some columns, in the order of the rows.</summary>
    public string Select(IEnumerable<DuckColumn> columns, IEnumerable<string> expressions)
    {
        var from = From;
        if (Typing == Typing.Json)
        {
            // Named columns are read as the text that stands in the file: a number of thirty digits keeps them all.
            var types = columns
                .DistinctBy(column => column.Name)
                .Select(column =>
                    $"{DuckDatabase.Text(column.Name)}: '{(column.IsList ? "VARCHAR[]" : "VARCHAR")}'"
                );
            from = $"read_json({From}, columns = {{{string.Join(", ", types)}}})";
        }
        return $"SELECT {string.Join(", ", expressions)} FROM {from}";
    }

    /// <summary>The place of the column that the user named.</summary>
    /// <exception cref="InputException">It is not there.</exception>
    public int Named(string name, string option)
    {
        var column = ColumnNames.Find(Columns, name);
        return column >= 0
            ? column
            : throw new InputException(
                $"{Quoted} has no column '{name}' ({option}). It has: {ColumnNames.List(Columns)}."
            );
    }

    /// <summary>A DuckDB error met while reading this.</summary>
    public InputException Explain(DuckQueryException error) =>
        Typing == Typing.Query
            ? DuckErrors.ExplainQuery(error, Source)
            : DuckErrors.Explain(error, Source);
}

/// <summary>How far a table's types are to be believed.</summary>
internal enum Typing
{
    /// <summary>All is text, as in CSV: types are found from the values.</summary>
    Text,

    /// <summary>JSON: all is read as text, but a quoted number is a text.</summary>
    Json,

    /// <summary>Columns have types, as in Parquet.</summary>
    Declared,

    /// <summary>The answer of a query: columns have types.</summary>
    Query,
}
