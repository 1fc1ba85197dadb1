namespace OnnxRetrieval.Training.Data.Files;

/// <summary>In which form a column leaves DuckDB.</summary>
internal enum ColumnForm
{
    /// <summary>BIGINT.</summary>
    Integer,

    /// <summary>DOUBLE.</summary>
    Number,

    /// <summary>VARCHAR whose digits may be an integer.</summary>
    LooseText,

    /// <summary>VARCHAR that is a text even where it looks like a number.</summary>
    Text,

    /// <summary>BIGINT, microseconds since 1970.</summary>
    Microseconds,
}

/// <summary>The SQL that reads a column, and the form that it gives.</summary>
/// <param name="Sql">An expression.</param>
/// <param name="Form">What it gives.</param>
internal readonly record struct ColumnReading(string Sql, ColumnForm Form)
{
    /// <summary>How an id is read.</summary>
    public static ColumnReading OfId(Table table, int column)
    {
        var (name, type) = (table.Columns[column].Name, table.Columns[column].Type);
        var sql = DuckDatabase.Name(name);
        if (table.Typing == Typing.Text)
        {
            return new(sql, ColumnForm.LooseText);
        }
        RefuseNested(table, name, type, "an id");
        if (table.Typing == Typing.Json)
        {
            return new(
                sql,
                IsInteger(type) || IsReal(type) ? ColumnForm.LooseText : ColumnForm.Text
            );
        }
        return type switch
        {
            "TINYINT"
            or "SMALLINT"
            or "INTEGER"
            or "BIGINT"
            or "UTINYINT"
            or "USMALLINT"
            or "UINTEGER" => new($"{sql}::BIGINT", ColumnForm.Integer),
            "DOUBLE" or "FLOAT" => new($"{sql}::DOUBLE", ColumnForm.Number),
            "BLOB" => new($"decode({sql})", ColumnForm.Text),
            _ => new(
                $"{sql}::VARCHAR",
                IsInteger(type) || IsReal(type) ? ColumnForm.LooseText : ColumnForm.Text
            ),
        };
    }

    /// <summary>How a rating is read.</summary>
    public static ColumnReading OfRating(Table table, int column)
    {
        var (name, type) = (table.Columns[column].Name, table.Columns[column].Type);
        var sql = DuckDatabase.Name(name);
        if (table.Typing == Typing.Text)
        {
            return new(sql, ColumnForm.LooseText);
        }
        RefuseNested(table, name, type, "a rating");
        if (table.Typing == Typing.Json || type == "VARCHAR")
        {
            return new(sql, ColumnForm.LooseText);
        }
        return IsInteger(type) || IsReal(type) || type == "BOOLEAN"
            ? new($"{sql}::DOUBLE", ColumnForm.Number)
            : throw new InputException(
                $"{table.Quoted}: column '{name}' is of type {type}, which is no rating. Name another with --rating, or say '--rating none'."
            );
    }

    /// <summary>How a time is read.</summary>
    public static ColumnReading OfTime(Table table, int column)
    {
        var (name, type) = (table.Columns[column].Name, table.Columns[column].Type);
        var sql = DuckDatabase.Name(name);
        if (table.Typing == Typing.Text)
        {
            return new(sql, ColumnForm.LooseText);
        }
        RefuseNested(table, name, type, "a time");
        if (table.Typing == Typing.Json || type == "VARCHAR")
        {
            return new(sql, ColumnForm.LooseText);
        }
        if (type == "DATE" || type.StartsWith("TIMESTAMP", StringComparison.Ordinal))
        {
            // An infinite timestamp is no time.
            return new(
                $"CASE WHEN isfinite({sql}) THEN epoch_us({sql}) END",
                ColumnForm.Microseconds
            );
        }
        if (IsReal(type) || type is "HUGEINT" or "UHUGEINT" or "UBIGINT")
        {
            return new($"{sql}::DOUBLE", ColumnForm.Number);
        }
        return IsInteger(type)
            ? new($"{sql}::BIGINT", ColumnForm.Integer)
            : throw new InputException(
                $"{table.Quoted}: column '{name}' is of type {type}, which is no time. Name another with --time, or convert it in a query."
            );
    }

    /// <summary>The SQL that reads a value of any kind as the text that an <see cref="EntityColumn"/> keeps.</summary>
    /// <param name="column">The column.</param>
    /// <param name="type">What is kept: the elements of lists stay apart only where it is a list.</param>
    public static string OfValue(DuckColumn column, ColumnType type)
    {
        var separator = type == ColumnType.List ? EntityColumn.ListSeparator : '|';
        var name = DuckDatabase.Name(column.Name);
        return column.IsList ? $"array_to_string({name}::VARCHAR[], chr({(int)separator}))"
            : column.Type == "BLOB" ? $"decode({name})"
            : $"{name}::VARCHAR";
    }

    private static bool IsInteger(string type) =>
        type.EndsWith("INT", StringComparison.Ordinal)
        || type is "INTEGER" or "UINTEGER"
        || (
            type.StartsWith("DECIMAL", StringComparison.Ordinal)
            && type.EndsWith(",0)", StringComparison.Ordinal)
        );

    private static bool IsReal(string type) =>
        type is "DOUBLE" or "FLOAT" || type.StartsWith("DECIMAL", StringComparison.Ordinal);

    private static void RefuseNested(Table table, string name, string type, string what)
    {
        if (
            type.EndsWith(']')
            || type.StartsWith("STRUCT", StringComparison.Ordinal)
            || type.StartsWith("MAP", StringComparison.Ordinal)
        )
        {
            throw new InputException(
                $"{table.Quoted}: column '{name}' is of type {type}, which is no {what[(what.IndexOf(' ', StringComparison.Ordinal) + 1)..]}. A row holds one interaction: unnest the column in a query."
            );
        }
    }
}
