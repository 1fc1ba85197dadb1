namespace OnnxRetrieval.Training.Data.Files;

/// <summary>A column as DuckDB describes it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Its SQL type, such as <c>BIGINT</c> or <c>VARCHAR[]</c>.</param>
internal sealed record DuckColumn(string Name, string Type)
{
    /// <summary>Whether it holds lists or arrays of something plain.</summary>
    public bool IsList => Type.EndsWith(']');

    /// <summary>Whether it holds text, or values that are read as text.</summary>
    public bool IsText =>
        Type is "VARCHAR" or "UUID" || Type.StartsWith("ENUM", StringComparison.Ordinal);

    /// <summary>Whether it holds structures or maps, which describe nothing by themselves.</summary>
    public bool IsNested =>
        Type.StartsWith("STRUCT", StringComparison.Ordinal)
        || Type.StartsWith("MAP", StringComparison.Ordinal)
        || Type.EndsWith("][]", StringComparison.Ordinal);

    /// <summary>What it holds, for features.</summary>
    public ColumnType Holds =>
        IsList ? ColumnType.List
        : Type == "DATE" || Type.StartsWith("TIMESTAMP", StringComparison.Ordinal) ? ColumnType.Time
        : Type.EndsWith("INT", StringComparison.Ordinal)
        || Type is "INTEGER" or "UINTEGER" or "DOUBLE" or "FLOAT"
        || Type.StartsWith("DECIMAL", StringComparison.Ordinal)
            ? ColumnType.Number
        : ColumnType.Text;
}
