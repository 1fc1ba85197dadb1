using OnnxRetrieval.Training.Data.Building;

namespace OnnxRetrieval.Training.Data.Files;

/// <summary>Reads interactions from files or a query, in one part or in several that share their vocabularies.</summary>
internal static class InteractionFiles
{
    /// <summary>Reads all parts, and gives the names of the user and the item column.</summary>
    public static (string User, string Item) Read(
        DuckDatabase database,
        DataOptions options,
        IReadOnlyList<IReadOnlyList<string>> parts,
        DatasetBuilder builder,
        IProgress<string>? progress
    )
    {
        var expected = InteractionColumns.Expected(options);
        var opened = new List<List<(Table Table, InteractionColumns Columns)>>();
        foreach (var files in parts)
        {
            List<Table> tables;
            if (options.Query is not null)
            {
                // An aggregation gives its rows in an order that depends on the threads.
                database.Execute("SET threads = 1");
                tables = [TableOpener.OpenQuery(database, options.Query, "The query (--query)")];
            }
            else
            {
                tables =
                [
                    .. InputFiles
                        .Find(database, files)
                        .Select(file => TableOpener.Open(database, file, expected)),
                ];
            }
            opened.Add([
                .. tables.Select(table => (table, InteractionColumns.Find(table, options))),
            ]);
        }
        var all = opened.SelectMany(part => part).ToList();
        var hasRatings = Everywhere(all, columns => columns.Rating, "rating", builder);
        var hasTimes = Everywhere(all, columns => columns.Time, "time", builder);
        foreach (var part in opened)
        {
            var buffer = builder.AddPart(hasRatings, hasTimes);
            foreach (var (table, columns) in part)
            {
                progress?.Report($"reading {table.Source}");
                new InteractionReader(table, columns, buffer).Read(database, progress);
            }
        }
        var (first, place) = all[0];
        return (first.Columns[place.User].Name, first.Columns[place.Item].Name);
    }

    // A column that was named is in every table by now; one that was guessed counts only where all have it.
    private static bool Everywhere(
        List<(Table Table, InteractionColumns Columns)> tables,
        Func<InteractionColumns, int> column,
        string what,
        DatasetBuilder builder
    )
    {
        var without = tables.FindIndex(table => column(table.Columns) < 0);
        if (without < 0)
        {
            return true;
        }
        if (tables.Exists(table => column(table.Columns) >= 0))
        {
            builder.Note(
                $"{tables[without].Table.Quoted} has no {what} column while others have one: {what}s are not used."
            );
        }
        return false;
    }
}
