using System.Globalization;
using OnnxRetrieval.Training.Evaluation;
using OnnxRetrieval.Training.Reporting;
using Spectre.Console;

namespace OnnxRetrieval.Tool.Reports;

/// <summary>
/// The metrics that people compare by, as a table: a row for each metric, a column for each contender. The others are in
/// the JSON.
/// </summary>
internal static class MetricsTable
{
    private static readonly string[] Accuracy =
    [
        "recall@10",
        "recall@20",
        "ndcg@10",
        "ndcg@20",
        "hit_rate@10",
        "precision@10",
        "map@10",
        "mrr@10",
        "sampled_hit_rate@10",
        "sampled_ndcg@10",
        "sampled_mrr@10",
    ];

    // None of these is better the higher it is.
    private static readonly string[] Catalogue =
    [
        "coverage@10",
        "gini@10",
        "novelty@10",
        "tail_share@10",
    ];

    /// <summary>The metrics of a table, in its order.</summary>
    public static IEnumerable<string> Shown => Accuracy.Concat(Catalogue);

    /// <summary>The table of metrics by contender, as in <c>metrics.json</c>.</summary>
    /// <param name="metrics">Values by contender and name.</param>
    /// <param name="details">Intervals and differences to show beside them; null: none.</param>
    public static Table Create(
        IReadOnlyDictionary<string, IReadOnlyDictionary<string, double>> metrics,
        EvaluationDetails? details = null
    )
    {
        var table = new Table().Border(TableBorder.Simple).AddColumn("metric");
        foreach (var contender in metrics.Keys)
        {
            table.AddColumn(
                new TableColumn(Markup.Escape(Titles.OfContender(contender)))
                    .RightAligned()
                    .NoWrap()
            );
        }
        foreach (
            var name in Shown.Where(name => metrics.Values.Any(values => values.ContainsKey(name)))
        )
        {
            var best = Accuracy.Contains(name)
                ? metrics.Values.Max(values => values.GetValueOrDefault(name, double.NaN))
                : double.NaN;
            table.AddRow([
                Markup.Escape(name),
                .. metrics.Select(contender =>
                    contender.Value.TryGetValue(name, out var value)
                        ? Cell(value, value == best && metrics.Count > 1)
                            + Beside(contender.Key, name, details)
                        : "-"
                ),
            ]);
        }
        return table;
    }

    /// <summary>An interval, such as <c>(.239–.296)</c>.</summary>
    public static string Interval(IReadOnlyList<double> ends) =>
        $"({Short(ends[0])}–{Short(ends[1])})";

    private static string Beside(string contender, string name, EvaluationDetails? details)
    {
        if (details is null)
        {
            return "";
        }
        if (contender == ExportedModel.Key)
        {
            return details.Intervals[contender].TryGetValue(name, out var ends)
                ? " " + Interval(ends)
                : "";
        }
        // A column of its own, so that the numbers stand below each other.
        return
            details.Differences.TryGetValue(contender, out var differences)
            && differences.TryGetValue(name, out var difference)
            && difference.Low <= 0
            && difference.High >= 0
            ? " ≈"
            : "  ";
    }

    private static string Short(double value)
    {
        var text = value.ToString("0.000", CultureInfo.InvariantCulture);
        return text.Replace("0.", ".", StringComparison.Ordinal);
    }

    private static string Cell(double value, bool best)
    {
        var text = value.ToString("0.0000", CultureInfo.InvariantCulture);
        return best ? $"[bold]{text}[/]" : text;
    }
}
