using DuckDB.NET.Data;

namespace OnnxRetrieval.Training.Tests.Data;

/// <summary>Makes files for tests with DuckDB.</summary>
internal static class Duck
{
    public static void Execute(string sql)
    {
        using var connection = new DuckDBConnection("DataSource=:memory:");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    /// <summary>The rows of an answer, their values as text separated by <c>|</c>.</summary>
    public static List<string> Rows(string sql)
    {
        using var connection = new DuckDBConnection("DataSource=:memory:");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        using var reader = command.ExecuteReader();
        var rows = new List<string>();
        while (reader.Read())
        {
            rows.Add(
                string.Join(
                    '|',
                    Enumerable
                        .Range(0, reader.FieldCount)
                        .Select(column =>
                            Convert.ToString(
                                reader.GetValue(column),
                                System.Globalization.CultureInfo.InvariantCulture
                            )
                        )
                )
            );
        }
        return rows;
    }
}
