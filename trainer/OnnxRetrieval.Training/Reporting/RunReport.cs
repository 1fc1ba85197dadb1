using System.Xml.Linq;
using OnnxRetrieval.Training.Reporting.Sections;
using static OnnxRetrieval.Training.Reporting.Html;

namespace OnnxRetrieval.Training.Reporting;

/// <summary>
/// <c>report.html</c>: a run to look at, as one file that needs nothing beside it and runs no script.
/// </summary>
public static class RunReport
{
    /// <summary>The report's name in a run's folder.</summary>
    public const string FileName = "report.html";

    /// <summary>Writes it; an earlier one is replaced when the new one is complete.</summary>
    /// <param name="path">Where to.</param>
    /// <param name="content">What it shows.</param>
    public static void Write(string path, ReportContent content) =>
        HtmlPage.Write(path, content.Name, SectionsOf(content));

    private static IEnumerable<XElement?> SectionsOf(ReportContent content) =>
        [
            Element("h1", content.Name),
            MetricsSection.Of(content),
            CurvesSection.Of(content),
            MetricsSection.SegmentsOf(content),
            SampleUsersSection.Of(content),
            SimilarItemsSection.Of(content),
            ScoresSection.Of(content),
            MapSection.Of(content),
            DataSection.Of(content),
            DataSection.OptionsOf(content),
        ];
}
