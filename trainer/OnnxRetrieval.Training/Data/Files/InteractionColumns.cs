namespace OnnxRetrieval.Training.Data.Files;

/// <summary>Which column of a table holds what; -1 where there is none.</summary>
internal readonly record struct InteractionColumns(int User, int Item, int Rating, int Time)
{
    /// <summary>What <c>--rating</c> and <c>--time</c> say where a column of a usual name is not meant.</summary>
    public const string None = "none";

    /// <summary>Every name that a header line may be known by.</summary>
    public static HashSet<string> Expected(DataOptions options) =>
        [
            options.User ?? "",
            options.Item ?? "",
            options.Rating ?? "",
            options.Time ?? "",
            .. ColumnNames.User,
            .. ColumnNames.Item,
            .. ColumnNames.Rating,
            .. ColumnNames.Time,
        ];

    /// <summary>Finds the columns by the options, else by their usual names.</summary>
    public static InteractionColumns Find(Table table, DataOptions options)
    {
        var user = Required(table, options.User, ColumnNames.User, "a user's", "--user");
        var item = Required(table, options.Item, ColumnNames.Item, "an item's", "--item");
        var rating = Optional(table, options.Rating, ColumnNames.Rating, "--rating");
        var time = Optional(table, options.Time, ColumnNames.Time, "--time");
        if (user == item)
        {
            throw new InputException(
                $"Users and items cannot both come from column '{table.Columns[user].Name}' of {table.Quoted}. Name two with --user and --item. It has: {ColumnNames.List(table.Columns)}."
            );
        }
        return new(user, item, rating, time);
    }

    private static int Required(
        Table table,
        string? name,
        string[] usual,
        string what,
        string option
    )
    {
        if (name is not null)
        {
            return table.Named(name, option);
        }
        var column = ColumnNames.Guess(table.Columns, usual);
        return column >= 0
            ? column
            : throw new InputException(
                $"{table.Quoted}: no column is named as {what} id usually is ({string.Join(", ", usual)}). Name it with {option}. It has: {ColumnNames.List(table.Columns)}."
            );
    }

    private static int Optional(Table table, string? name, string[] usual, string option) =>
        name switch
        {
            null => ColumnNames.Guess(table.Columns, usual),
            None => -1,
            _ => table.Named(name, option),
        };
}
