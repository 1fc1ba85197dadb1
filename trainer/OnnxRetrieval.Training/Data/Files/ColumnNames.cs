namespace OnnxRetrieval.Training.Data.Files;

/// <summary>How columns are found: by the name given, else by the usual names, whichever comes first. Case does not matter where no name fits exactly.</summary>
internal static class ColumnNames
{
    public static readonly string[] User = ["user_id", "userid", "user", "uid", "u"];

    public static readonly string[] Item =
    [
        "item_id",
        "itemid",
        "item",
        "movie_id",
        "movieid",
        "product_id",
        "productid",
        "iid",
        "i",
    ];

    public static readonly string[] Rating = ["rating", "stars", "score"];

    public static readonly string[] Time = ["timestamp", "time", "unix_time", "date", "ts", "t"];

    /// <summary>The place of a column by its name, or -1.</summary>
    public static int Find(IReadOnlyList<DuckColumn> columns, string name)
    {
        foreach (
            var comparison in (ReadOnlySpan<StringComparison>)
                [StringComparison.Ordinal, StringComparison.OrdinalIgnoreCase]
        )
        {
            for (var column = 0; column < columns.Count; column++)
            {
                if (string.Equals(columns[column].Name, name, comparison))
                {
                    return column;
                }
            }
        }
        return -1;
    }

    /// <summary>The place of the first column that has one of the usual names, or -1.</summary>
    public static int Guess(IReadOnlyList<DuckColumn> columns, IEnumerable<string> names)
    {
        foreach (var name in names)
        {
            var column = Find(columns, name);
            if (column >= 0)
            {
                return column;
            }
        }
        return -1;
    }

    /// <summary>The names that are there, for a message.</summary>
    public static string List(IReadOnlyList<DuckColumn> columns) =>
        string.Join(", ", columns.Select(column => Shown(column.Name)));

    private static string Shown(string name) =>
        name.Trim() == name ? Shorten(name) : $"'{Shorten(name)}'";

    /// <summary>A value short enough to stand in a message.</summary>
    public static string Shorten(string text) =>
        text.Length <= 60 ? text : $"{text.AsSpan(0, 57)}…";
}
