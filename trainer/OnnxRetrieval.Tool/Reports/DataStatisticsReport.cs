using System.Globalization;
using System.Text.Json.Nodes;
using OnnxRetrieval.Tool.Statistics;
using Spectre.Console;

namespace OnnxRetrieval.Tool.Reports;

/// <summary>What <c>data</c> shows.</summary>
internal static class DataStatisticsReport
{
    /// <summary>As a table.</summary>
    public static void Write(IAnsiConsole console, DataStatistics statistics)
    {
        var data = statistics.Dataset;
        var table = new Table { Border = TableBorder.Simple, ShowHeaders = false };
        table.AddColumn("").AddColumn("");
        void Row(string name, string value) => table.AddRow(new Text(name), new Text(value));

        Row("data set", data.Name);
        Row("users", Number(data.Users.Count));
        Row(
            "items",
            $"{Number(data.Items.Count)}{(statistics.ItemsMet < data.Items.Count ? $", {Number(statistics.ItemsMet)} of them met by somebody" : "")}"
        );
        Row("interactions", Number(data.Interactions.Count));
        Row("density", statistics.Density.ToString("P3", CultureInfo.InvariantCulture));
        Row("per user", Text(statistics.PerUser));
        Row("per item", Text(statistics.PerItem));
        Row(
            "most popular tenth of the items",
            $"{statistics.TopTenthShare.ToString("P1", CultureInfo.InvariantCulture)} of the interactions"
        );
        if (statistics.Ratings is { } ratings)
        {
            Row(
                "ratings",
                string.Join(
                    ", ",
                    ratings.Select(pair =>
                        FormattableString.Invariant($"{pair.Rating}: {pair.Count:N0}")
                    )
                )
            );
        }
        if (statistics.Times is { } times)
        {
            Row("times (UTC)", $"{Date(times.First)} to {Date(times.Last)}");
        }
        if (data.ItemColumns.Count > 0)
        {
            Row("item columns", string.Join(", ", data.ItemColumns.Select(column => column.Name)));
        }
        Row("rows read", Number(data.Report.RowsRead));
        if (data.Report.MissingFields > 0)
        {
            Row("left out: a field is missing", Number(data.Report.MissingFields));
        }
        if (data.Report.NotFinite > 0)
        {
            Row("left out: the rating is no number", Number(data.Report.NotFinite));
        }
        if (data.Report.Duplicates > 0)
        {
            Row("left out: met again later", Number(data.Report.Duplicates));
        }
        foreach (var note in data.Report.Notes)
        {
            Row("note", note);
        }
        console.Write(table);
    }

    /// <summary>The same for programs.</summary>
    public static JsonObject Json(DataStatistics statistics)
    {
        var data = statistics.Dataset;
        var json = new JsonObject
        {
            ["name"] = data.Name,
            ["users"] = data.Users.Count,
            ["items"] = data.Items.Count,
            ["items_met"] = statistics.ItemsMet,
            ["interactions"] = data.Interactions.Count,
            ["density"] = statistics.Density,
            ["per_user"] = Json(statistics.PerUser),
            ["per_item"] = Json(statistics.PerItem),
            ["top_tenth_share"] = statistics.TopTenthShare,
            ["ratings"] = statistics.Ratings is { } ratings
                ? new JsonArray([
                    .. ratings.Select(pair =>
                        (JsonNode)
                            new JsonObject { ["rating"] = pair.Rating, ["count"] = pair.Count }
                    ),
                ])
                : null,
            ["first_time"] = statistics.Times?.First.ToString("u", CultureInfo.InvariantCulture),
            ["last_time"] = statistics.Times?.Last.ToString("u", CultureInfo.InvariantCulture),
            ["item_columns"] = new JsonArray([
                .. data.ItemColumns.Select(column => (JsonNode?)JsonValue.Create(column.Name)),
            ]),
            ["rows_read"] = data.Report.RowsRead,
            ["missing_fields"] = data.Report.MissingFields,
            ["not_finite"] = data.Report.NotFinite,
            ["duplicates"] = data.Report.Duplicates,
            ["notes"] = new JsonArray([
                .. data.Report.Notes.Select(note => (JsonNode?)JsonValue.Create(note)),
            ]),
            ["fingerprint"] = data.Fingerprint,
        };
        return json;
    }

    private static string Text(Spread? spread) =>
        spread is null
            ? "-"
            : FormattableString.Invariant(
                $"{spread.Least:N0} to {spread.Most:N0}, median {spread.Median:N0}, mean {spread.Mean:N1}"
            );

    private static JsonObject? Json(Spread? spread) =>
        spread is null
            ? null
            : new JsonObject
            {
                ["least"] = spread.Least,
                ["median"] = spread.Median,
                ["mean"] = spread.Mean,
                ["most"] = spread.Most,
            };

    private static string Number(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    private static string Date(DateTimeOffset time) =>
        time.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);
}
