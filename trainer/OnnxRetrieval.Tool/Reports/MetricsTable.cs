using System.Globalization;
using Spectre.Console;

namespace OnnxRetrieval.Tool.Reports;

/// <summary>Metrics as a table: a row for each metric, a column for each contender.</summary>
internal static class MetricsTable
{
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
        var names = new List<string>();
        foreach (var (contender, values) in metrics)
        {
            table.AddColumn(
                new TableColumn(
                    Markup.Escape(Titles.GetValueOrDefault(contender, contender))
                ).RightAligned()
            );
            names.AddRange(values.Keys.Where(name => !names.Contains(name)));
        }
        foreach (var name in names)
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
