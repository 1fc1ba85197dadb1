using System.Text;
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
    public static void Write(string path, ReportContent content)
    {
        var temporary = path + ".tmp";
        File.WriteAllText(temporary, PageOf(content), new UTF8Encoding(false));
        File.Move(temporary, path, overwrite: true);
    }

    internal static string PageOf(ReportContent content)
    {
        var page = Element(
            "html",
            new XAttribute("lang", "en"),
            Element(
                "head",
                new XElement("meta", new XAttribute("charset", "utf-8")),
                new XElement(
                    "meta",
                    new XAttribute("name", "viewport"),
                    new XAttribute("content", "width=device-width, initial-scale=1")
                ),
                Element("title", content.Name),
                Element("style", Style())
            ),
            Element(
                "body",
                Element(
                    "main",
                    Element("h1", content.Name),
                    MetricsSection.Of(content),
                    CurvesSection.Of(content),
                    MetricsSection.SegmentsOf(content),
                    SampleUsersSection.Of(content),
                    SimilarItemsSection.Of(content),
                    ScoresSection.Of(content),
                    MapSection.Of(content),
                    DataSection.Of(content),
                    DataSection.OptionsOf(content)
                )
            )
        );
        return "<!DOCTYPE html>\n" + page.ToString(SaveOptions.DisableFormatting) + "\n";
    }

    private static string Style()
    {
        using var stream = typeof(RunReport).Assembly.GetManifestResourceStream("report.css")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
