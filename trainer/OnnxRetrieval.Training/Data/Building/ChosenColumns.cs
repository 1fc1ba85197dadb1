namespace OnnxRetrieval.Training.Data.Building;

/// <summary>Rules for the candidate columns that go into a model, whatever source they come from.</summary>
internal static class ChosenColumns
{
    private static readonly string[] Reserved =
    [
        "k",
        "exclude",
        "candidate_id",
        "score",
        "candidate_index",
        "query_known",
        "user_id",
    ];

    /// <summary>Whether the retrieval graph has an input or output of this name.</summary>
    public static bool IsReserved(string name) => Reserved.Contains(name, StringComparer.Ordinal);

    /// <summary>Refuses a name that the retrieval graph needs for itself.</summary>
    public static void RefuseReserved(string name)
    {
        if (IsReserved(name))
        {
            throw new InputException(
                $"Column '{name}' (--columns) cannot be exported: a model has an input or output of that name. Rename it in a query."
            );
        }
    }

    /// <summary>The columns with the title first, named <c>title</c> however it was capitalized.</summary>
    public static List<EntityColumn> TitleFirst(List<EntityColumn> columns)
    {
        var title = columns.FindIndex(column =>
            column.Name.Equals("title", StringComparison.OrdinalIgnoreCase)
        );
        if (title >= 0)
        {
            var column = columns[title];
            columns.RemoveAt(title);
            columns.Insert(0, column with { Name = "title" });
        }
        return columns;
    }

    /// <summary>Of the columns that a named data set brings, those asked for, else those that it shows by default.</summary>
    public static List<EntityColumn> Choose(
        string dataset,
        List<EntityColumn> columns,
        IReadOnlyList<string> asked,
        params IReadOnlyList<string> byDefault
    )
    {
        var names = asked.Count > 0 ? asked : byDefault;
        return TitleFirst([.. names.Select(name => Find(dataset, columns, name, "--columns"))]);
    }

    /// <summary>Of the columns that a named data set brings, those that features read, named as they call them.</summary>
    public static List<EntityColumn> ForFeatures(
        string dataset,
        List<EntityColumn> columns,
        IReadOnlyList<string> asked
    ) =>
        [
            .. asked.Select(name =>
                Find(dataset, columns, name, "--candidate-feature") with
                {
                    Name = name,
                }
            ),
        ];

    private static EntityColumn Find(
        string dataset,
        List<EntityColumn> columns,
        string name,
        string option
    ) =>
        columns.Find(column => column.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
        ?? throw new InputException(
            $"{dataset} has no column '{name}' ({option}). It has: {string.Join(", ", columns.Select(column => column.Name))}."
        );
}
