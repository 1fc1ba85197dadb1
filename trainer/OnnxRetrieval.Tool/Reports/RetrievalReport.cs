using System.Globalization;
using System.Text.Json.Nodes;
using Spectre.Console;

namespace OnnxRetrieval.Tool.Reports;

/// <summary>Results of a retrieval.</summary>
internal static class RetrievalReport
{
    private const string TitleColumn = "title";

    /// <summary>As a table: rank, id, the model's columns, score.</summary>
    public static Table Table(Retrieval results, RetrieverInfo info)
    {
        var table = new Table { Border = TableBorder.Simple };
        table.AddColumn(new TableColumn("rank").RightAligned());
        table.AddColumn(new TableColumn("id").NoWrap());
        foreach (var column in info.Columns)
        {
            table.AddColumn(new TableColumn(Markup.Escape(column)));
        }
        table.AddColumn(new TableColumn("score").RightAligned().NoWrap());
        for (var rank = 0; rank < results.Count; rank++)
        {
            var hit = results[rank];
            var cells = new List<string>
            {
                (rank + 1).ToString(CultureInfo.InvariantCulture),
                hit.Id,
            };
            cells.AddRange(info.Columns.Select(column => hit[column]));
            cells.Add(hit.Score.ToString("0.0000", CultureInfo.InvariantCulture));
            table.AddRow([.. cells.Select(CellText.Cell)]);
        }
        return table;
    }

    /// <summary>For people: the table, with a remark where the query is unknown or nothing is left.</summary>
    public static void Write(
        ToolConsole console,
        Retrieval results,
        RetrieverInfo info,
        string ifUnknown
    )
    {
        if (!results.IsKnown)
        {
            console.Error.WriteLine(ifUnknown);
        }
        if (results.Count == 0)
        {
            console.Error.WriteLine("Nothing is left to show: every item is excluded.");
            return;
        }
        console.Pretty.Write(Table(results, info));
    }

    /// <summary>For programs: <c>{"query":…,"known":…,"results":[{"id","score","title",…}]}</c>, the query null where it has no id.</summary>
    public static JsonObject Json(string? query, Retrieval results, RetrieverInfo info)
    {
        var hits = new JsonArray();
        foreach (var hit in results)
        {
            hits.Add((JsonNode)Json(hit, info));
        }
        return new JsonObject
        {
            ["query"] = query,
            ["known"] = results.IsKnown,
            ["results"] = hits,
        };
    }

    /// <summary>One result for programs: <c>{"id","score","title",…}</c>.</summary>
    public static JsonObject Json(Hit hit, RetrieverInfo info)
    {
        var entry = new JsonObject { ["id"] = hit.Id, ["score"] = JsonReport.Number(hit.Score) };
        foreach (var column in info.Columns.OrderByDescending(name => name == TitleColumn))
        {
            entry[column] = hit[column];
        }
        return entry;
    }
}
