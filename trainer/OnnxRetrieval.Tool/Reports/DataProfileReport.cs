using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using OnnxRetrieval.Training;
using OnnxRetrieval.Training.Data;
using Spectre.Console;

namespace OnnxRetrieval.Tool.Reports;

/// <summary>What <c>data</c> shows.</summary>
internal static class DataProfileReport
{
    /// <summary>As a table.</summary>
    public static void Write(IAnsiConsole console, DataProfile profile)
    {
        var table = new Table { Border = TableBorder.Simple, ShowHeaders = false };
        table.AddColumn("").AddColumn("");
        void Row(string name, string value) =>
            table.AddRow(CellText.Cell(name), CellText.Cell(value));

        Row("data set", profile.Name);
        Row("users", $"{Number(profile.Users)} ({Ids(profile.UserIdsAreStrings)})");
        Row(
            "items",
            $"{Number(profile.Items)} ({Ids(profile.ItemIdsAreStrings)}){(profile.ItemsNobodyMet > 0 ? $", {Number(profile.ItemsNobodyMet)} of them met by nobody" : "")}"
        );
        Row("interactions", Number(profile.Interactions));
        Row("density", profile.Density.ToString("P3", CultureInfo.InvariantCulture));
        Row("per user", Text(profile.PerUser));
        Row("per item", Text(profile.PerItem));
        Row(
            "inequality of popularity (Gini)",
            profile.PopularityGini.ToString("0.000", CultureInfo.InvariantCulture)
        );
        if (profile.Ratings.Count > 0)
        {
            Row("ratings", string.Join(", ", profile.Ratings.Select(Text)));
        }
        if (profile is { FirstTime: { } first, LastTime: { } last })
        {
            Row("times (UTC)", $"{Date(first)} to {Date(last)}");
        }
        if (profile.Columns.Count > 0)
        {
            Row("item columns", string.Join(", ", profile.Columns));
        }
        if (profile.UserColumns.Count > 0)
        {
            Row("user columns", string.Join(", ", profile.UserColumns));
        }
        Row("rows read", Number(profile.Report.RowsRead));
        Dropped("left out: a field is missing", profile.Report.MissingFields);
        Dropped("left out: the rating is no number", profile.Report.NotFinite);
        Dropped("left out: met again later", profile.Report.Duplicates);
        foreach (var note in profile.Report.Notes)
        {
            Row("note", note);
        }
        console.Write(table);

        void Dropped(string what, long count)
        {
            if (count > 0)
            {
                Row(what, Number(count));
            }
        }
    }

    /// <summary>The same for programs.</summary>
    public static JsonObject Json(DataProfile profile) =>
        JsonSerializer.SerializeToNode(profile, TrainingJson.Indented)!.AsObject();

    private static string Text(Quantiles counts) =>
        FormattableString.Invariant(
            $"{counts.Least:N0} to {counts.Most:N0}, median {counts.Median:N0}, mean {counts.Mean:N1}"
        );

    private static string Text(RatingCount rating) =>
        FormattableString.Invariant(
            $"{rating.From}{(rating.To == rating.From ? "" : $" to {rating.To}")}: {rating.Count:N0}"
        );

    private static string Ids(bool areStrings) => areStrings ? "text ids" : "integer ids";

    private static string Number(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    private static string Date(DateTimeOffset time) =>
        time.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);
}
