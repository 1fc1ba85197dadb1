using System.Xml.Linq;
using OnnxRetrieval.Training.Evaluation;
using OnnxRetrieval.Training.Reporting.Charts;
using static OnnxRetrieval.Training.Reporting.Html;

namespace OnnxRetrieval.Training.Reporting.Sections;

/// <summary>Metrics beside those of the baselines, over all users and over parts of users and items.</summary>
internal static class MetricsSection
{
    private const string SegmentMetric = "recall@20";

    private static readonly string[] Shown =
    [
        "recall@10",
        "recall@20",
        "ndcg@10",
        "ndcg@20",
        "hit_rate@10",
        "mrr@10",
        "coverage@10",
        "gini@10",
        "novelty@10",
        "tail_share@10",
    ];

    // Of the others neither high nor low is better.
    private static readonly string[] Accuracy = Shown[..6];

    public static XElement? Of(ReportContent content) =>
        content.Evaluation is not { } report
            ? null
            : Element(
                "section",
                Element("h2", "On the test set"),
                Element(
                    "p",
                    $"{Count(report.Details.Users)} users, {Count(report.Details.HeldOut)} held-out interactions; computed by running the exported file. In brackets, 95% confidence over users."
                ),
                Table(report.Metrics, report.Details),
                report.Unseen is { } unseen
                    ? new object[]
                    {
                        Element("h3", "Users without training data"),
                        Element(
                            "p",
                            $"{Count(unseen.Details.Users)} users, the earlier half of their test items given."
                        ),
                        Table(unseen.Metrics, unseen.Details),
                    }
                    : null,
                report.ItemToItem is { } items
                    ? new object[]
                    {
                        Element("h3", "Item-to-item"),
                        Element(
                            "p",
                            $"From the last item of {Count(items.Pairs)} users to what they met next."
                        ),
                        Table(items.Metrics, null),
                    }
                    : null
            );

    public static XElement? SegmentsOf(ReportContent content)
    {
        if (content.Evaluation is not { Details.Segments: { } parts } report)
        {
            return null;
        }
        return Element(
            "section",
            Element("h2", $"{SegmentMetric} by parts"),
            Element("h3", "Users, by their number of training items"),
            Bars.Of([
                .. parts.Users.Select(part =>
                    (
                        $"{part.Name}: {Range(part)}, {Count(part.Users)} users",
                        Values(report, part.Metrics)
                    )
                ),
            ]),
            Element("h3", "Items, by popularity"),
            Element("p", "The share of the held-out interactions with them that was found."),
            Bars.Of([
                .. parts.Items.Select(part =>
                    ($"{part.Name}: {Count(part.Items)} items", Values(report, part.Metrics))
                ),
            ])
        );
    }

    private static string Range(UserSegmentDetails part) =>
        part.Least == part.Most ? Count(part.Least) : $"{Count(part.Least)}–{Count(part.Most)}";

    private static IReadOnlyList<(string, double)> Values(
        EvaluationReport report,
        IReadOnlyDictionary<string, IReadOnlyDictionary<string, double>> metrics
    ) =>
        [
            .. report.Metrics.Keys.Select(contender =>
                (Titles.OfContender(contender), metrics[contender].GetValueOrDefault(SegmentMetric))
            ),
        ];

    private static XElement Table(
        IReadOnlyDictionary<string, IReadOnlyDictionary<string, double>> metrics,
        EvaluationDetails? details
    ) =>
        Html.Table(
            ["metric", .. metrics.Keys.Select(contender => "#" + Titles.OfContender(contender))],
            from name in Shown
            where metrics.Values.Any(values => values.ContainsKey(name))
            let best = metrics.Values.Max(values => values.GetValueOrDefault(name, double.NaN))
            select (IReadOnlyList<object>)
                [
                    name,
                    .. metrics.Select(contender =>
                        Cell(contender.Key, name, contender.Value, best, details)
                    ),
                ]
        );

    private static XElement Cell(
        string contender,
        string name,
        IReadOnlyDictionary<string, double> values,
        double best,
        EvaluationDetails? details
    )
    {
        if (!values.TryGetValue(name, out var value))
        {
            return Element("span.soft", "–");
        }
        var isBest = Accuracy.Contains(name) && value == best;
        return Element(
            isBest ? "span.best" : "span",
            Number(value),
            contender == ExportedModel.Key
            && details?.Intervals[contender].TryGetValue(name, out var ends) == true
                ? Element("span.soft", $" ({Number(ends[0], ".000")}–{Number(ends[1], ".000")})")
                : null
        );
    }
}
