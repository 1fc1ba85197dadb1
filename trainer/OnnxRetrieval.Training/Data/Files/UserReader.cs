using OnnxRetrieval.Training.Data.Building;

namespace OnnxRetrieval.Training.Data.Files;

/// <summary>
/// Reads what describes the users: all columns that are no structures. Who has no interaction is left out: a model can
/// learn nothing about them, and serves them, like any stranger, by the features that the host passes.
/// </summary>
internal sealed class UserReader(
    DuckDatabase database,
    DataOptions options,
    string? userColumn,
    DatasetBuilder builder
)
{
    /// <summary>Reads the users that have interactions.</summary>
    public void Read(string source)
    {
        builder.Users.Close();
        var reader = new EntityReader(
            database,
            new()
            {
                What = "users",
                Option = "--users",
                Id = options.UserId,
                IdOption = "--user-id",
                UsualIds = userColumn is null
                    ? [.. ColumnNames.User, "id"]
                    : [userColumn, .. ColumnNames.User, "id"],
                Ids = builder.Users,
            },
            builder.Note
        );
        var tables = reader.Open(source, []);
        var id = reader.IdColumn(tables[0]);
        var table = reader.Read(
            tables,
            [
                .. tables[0]
                    .Columns.Where((column, place) => place != id && !column.IsNested)
                    .Select(column => column.Name),
            ],
            "--users"
        );
        builder.SetUsers(table);
        if (reader.Strangers > 0)
        {
            builder.Note(
                $"{reader.Strangers:N0} of the described users have no interaction and were left out: a model serves them as strangers."
            );
        }
        if (builder.Users.Count > table.Numbers.Count)
        {
            builder.Note(
                $"{builder.Users.Count - table.Numbers.Count:N0} of {builder.Users.Count:N0} users are not described: their features are missing."
            );
        }
    }
}
