using System.Globalization;
using System.Text;
using OnnxRetrieval.Training;
using OnnxRetrieval.Training.Data;

namespace OnnxRetrieval.Tool.Reports;

/// <summary>Writes a data set as CSV files, as <c>train</c> reads them.</summary>
internal static class DataExport
{
    /// <summary>The file of interactions.</summary>
    public const string Interactions = "interactions.csv";

    /// <summary>The file that describes the items.</summary>
    public const string Items = "items.csv";

    /// <summary>Writes both files into a folder, which is made where it is missing.</summary>
    /// <exception cref="InputException">The files cannot be written.</exception>
    public static void Write(Dataset dataset, string folder)
    {
        try
        {
            Directory.CreateDirectory(folder);
            WriteInteractions(dataset, Path.Combine(folder, Interactions));
            WriteItems(dataset, Path.Combine(folder, Items));
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
            file.Write(Field(dataset.Users[users[i]]));
            file.Write(',');
            file.Write(Field(dataset.Items[items[i]]));
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

    private static void WriteItems(Dataset dataset, string path)
    {
        using var file = new StreamWriter(path) { NewLine = "\n" };
        file.WriteLine(
            string.Join(
                ',',
                dataset.ItemColumns.Select(column => Field(column.Name)).Prepend("item_id")
            )
        );
        var line = new StringBuilder();
        for (var row = 0; row < dataset.Items.Count; row++)
        {
            line.Clear().Append(Field(dataset.Items[row]));
            foreach (var column in dataset.ItemColumns)
            {
                line.Append(',').Append(Field(column.Values[row]));
            }
            file.WriteLine(line);
        }
    }

    private static string Field(string text) =>
        text.AsSpan().ContainsAny("\",\r\n")
            ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\""
            : text;
}
