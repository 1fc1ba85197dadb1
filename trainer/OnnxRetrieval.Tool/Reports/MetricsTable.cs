using System.Globalization;
using Spectre.Console;

namespace OnnxRetrieval.Tool.Reports;

/// <summary>
/// The metrics that people compare by, as a table: a row for each metric, a column for each contender. The others are in
/// the JSON.
/// </summary>
internal static class MetricsTable
{
    private static readonly string[] Shown =
    [
        "recall@10",
        "recall@20",
        "ndcg@10",
        "ndcg@20",
        "hit_rate@10",
        "precision@10",
        "map@10",
        "mrr@10",
    ];

    private static readonly Dictionary<string, string> Titles = new()
    {
        ["test"] = "model",
        ["popularity"] = "popularity",
        ["item_knn"] = "item-KNN",
    };

    /// <summary>The table of metrics by contender, as in <c>metrics.json</c>.</summary>
    public static Table Create(
        IReadOnlyDictionary<string, IReadOnlyDictionary<string, double>> metrics
    )
    {
        var table = new Table().Border(TableBorder.Simple).AddColumn("metric");
        foreach (var contender in metrics.Keys)
        {
            table.AddColumn(
                new TableColumn(
                    Markup.Escape(Titles.GetValueOrDefault(contender, contender))
                ).RightAligned()
            );
        }
        foreach (
            var name in Shown.Where(name => metrics.Values.Any(values => values.ContainsKey(name)))
        )
        {
            var best = metrics.Values.Max(values => values.GetValueOrDefault(name, double.NaN));
            table.AddRow([
                Markup.Escape(name),
                .. metrics.Values.Select(values =>
                    values.TryGetValue(name, out var value)
                        ? Cell(value, value == best && metrics.Count > 1)
                        : "-"
                ),
            ]);
        }
        return table;
    }

    private static string Cell(double value, bool best)
    {
        var text = value.ToString("0.0000", CultureInfo.InvariantCulture);
        return best ? $"[bold]{text}[/]" : text;
    }
}
