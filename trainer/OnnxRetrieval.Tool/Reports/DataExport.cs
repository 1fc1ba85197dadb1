using System.Globalization;
using System.Text;
using OnnxRetrieval.Graph;
using OnnxRetrieval.Training;
using OnnxRetrieval.Training.Data;
using OnnxRetrieval.Training.Data.Files;

namespace OnnxRetrieval.Tool.Reports;

/// <summary>Writes a data set as CSV files, as <c>train</c> reads them.</summary>
internal static class DataExport
{
    /// <summary>The file of interactions.</summary>
    public const string Interactions = "interactions.csv";

    /// <summary>The file that describes the items.</summary>
    public const string Items = "items.csv";

    /// <summary>The file that describes the users, where anything is known of them.</summary>
    public const string Users = "users.csv";

    /// <summary>Writes the files into a folder, which is made where it is missing.</summary>
    /// <exception cref="InputException">The files cannot be written.</exception>
    public static void Write(Dataset dataset, string folder)
    {
        try
        {
            Directory.CreateDirectory(folder);
            WriteInteractions(dataset, Path.Combine(folder, Interactions));
            WriteItems(dataset, Path.Combine(folder, Items));
            if (dataset.UserColumns.Count > 0)
            {
                WriteUsers(dataset, Path.Combine(folder, Users));
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new InputException(
                $"The data cannot be written to '{folder}': {exception.Message}",
                exception
            );
        }
    }

    private static void WriteInteractions(Dataset dataset, string path)
    {
        using var file = new StreamWriter(path) { NewLine = "\n" };
        var (users, items, ratings, times) = dataset.Interactions;
        file.WriteLine(
            $"user_id,item_id{(ratings is null ? "" : ",rating")}{(times is null ? "" : ",timestamp")}"
        );
        for (var i = 0; i < users.Length; i++)
        {
            file.Write(CsvText.Field(dataset.Users[users[i]]));
            file.Write(',');
            file.Write(CsvText.Field(dataset.Items[items[i]]));
            if (ratings is not null)
            {
                file.Write(',');
                file.Write(ratings[i].ToString(CultureInfo.InvariantCulture));
            }
            if (times is not null)
            {
                file.Write(',');
                file.Write(times[i]);
            }
            file.WriteLine();
        }
    }

    private static void WriteItems(Dataset dataset, string path) =>
        WriteTable(
            path,
            "item_id",
            dataset.Items,
            [.. dataset.ItemColumns.Select(column => column.Name)],
            (column, row) => dataset.ItemColumns[column].Values[row]
        );

    private static void WriteUsers(Dataset dataset, string path) =>
        WriteTable(
            path,
            "user_id",
            dataset.Users,
            [.. dataset.UserColumns.Select(column => column.Name)],
            (column, row) => dataset.UserColumns[column][row]
        );

    private static void WriteTable(
        string path,
        string id,
        IdTable ids,
        string[] columns,
        Func<int, int, string> value
    )
    {
        using var file = new StreamWriter(path) { NewLine = "\n" };
        file.WriteLine(string.Join(',', columns.Select(CsvText.Field).Prepend(id)));
        var line = new StringBuilder();
        for (var row = 0; row < ids.Count; row++)
        {
            line.Clear().Append(CsvText.Field(ids[row]));
            for (var column = 0; column < columns.Length; column++)
            {
                line.Append(',').Append(CsvText.Field(value(column, row)));
            }
            file.WriteLine(line);
        }
    }
}
