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
}
