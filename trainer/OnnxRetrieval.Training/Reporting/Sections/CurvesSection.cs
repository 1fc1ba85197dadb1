using System.Xml.Linq;
using OnnxRetrieval.Training.Reporting.Charts;
using static OnnxRetrieval.Training.Reporting.Html;

namespace OnnxRetrieval.Training.Reporting.Sections;

/// <summary>Loss and validation metrics by epoch.</summary>
internal static class CurvesSection
{
    public static XElement? Of(ReportContent content)
    {
        if (content.History.Count == 0)
        {
            return null;
        }
        var metrics = content.History.Any(record => record.Metrics.Count > 0);
        return Element(
            "section",
            Element("h2", "Training"),
            Element(
                "div.columns",
                Element(
                    "div",
                    Element("h3", "Loss"),
                    Plot.Lines(
                        [
                            .. Line("training", content.History, record => record.Loss),
                            .. Line(
                                "validation",
                                content.History,
                                record => record.ValidLoss ?? double.NaN
                            ),
                            .. Line("last fit, on both", content.Refit, record => record.Loss),
                        ],
                        "epoch"
                    )
                ),
                metrics
                    ? Element(
                        "div",
                        Element("h3", "Validation metrics"),
                        Plot.Lines(
                            [
                                .. Line("ndcg@10", content.History, Metric("ndcg@10")),
                                .. Line("recall@20", content.History, Metric("recall@20")),
                            ],
                            "epoch"
                        )
                    )
                    : null
            )
        );
    }

    private static Func<EpochRecord, double> Metric(string name) =>
        record => record.Metrics.GetValueOrDefault(name, double.NaN);

    // None where no value is there.
    private static IEnumerable<Series> Line(
        string name,
        IReadOnlyList<EpochRecord> records,
        Func<EpochRecord, double> value
    )
    {
        if (records.Any(record => double.IsFinite(value(record))))
        {
            yield return new(
                name,
                [.. records.Select(record => ((double)record.Epoch, value(record)))]
            );
        }
    }
}
