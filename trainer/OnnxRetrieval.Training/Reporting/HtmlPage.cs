using System.Text;
using System.Xml.Linq;
using static OnnxRetrieval.Training.Reporting.Html;

namespace OnnxRetrieval.Training.Reporting;

/// <summary>Pages that are one file, need nothing beside it and run no script, for a desk and a phone, in the light and in the dark.</summary>
public static class HtmlPage
{
    /// <summary>Writes one, complete or not at all.</summary>
    /// <param name="path">Where to.</param>
    /// <param name="title">Its title.</param>
    /// <param name="content">What it shows.</param>
    /// <param name="style">Rules beside those that all pages have.</param>
    /// <exception cref="InputException">It cannot be written.</exception>
    public static void Write(
        string path,
        string title,
        IEnumerable<XElement?> content,
        string style = ""
    ) =>
        WholeFile.Write(
            path,
            temporary =>
                File.WriteAllText(temporary, Of(title, content, style), new UTF8Encoding(false))
        );

    /// <summary>The text of one.</summary>
    /// <inheritdoc cref="Write" path="/param"/>
    internal static string Of(string title, IEnumerable<XElement?> content, string style = "")
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
                Element("title", title),
                Element("style", CommonStyle() + style)
            ),
            Element("body", Element("main", content))
        );
        return "<!DOCTYPE html>\n" + page.ToString(SaveOptions.DisableFormatting) + "\n";
    }

    private static string CommonStyle()
    {
        using var stream = typeof(HtmlPage).Assembly.GetManifestResourceStream("report.css")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
