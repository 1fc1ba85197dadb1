using System.Globalization;
using System.Xml;
using System.Xml.Linq;

namespace OnnxRetrieval.Training.Reporting;

/// <summary>Elements of a page. Texts are escaped by the XML library that writes them.</summary>
public static class Html
{
    /// <summary>An element; its end tag is always written, as HTML wants it.</summary>
    /// <param name="name">The tag, with its classes after dots: <c>td.number</c>.</param>
    /// <param name="content">Texts, elements and attributes; nulls are left out.</param>
    public static XElement Element(string name, params object?[] content)
    {
        var parts = name.Split('.');
        var element = new XElement(parts[0], "");
        if (parts.Length > 1)
        {
            element.Add(new XAttribute("class", string.Join(' ', parts[1..])));
        }
        element.Add(Array.ConvertAll(content, Cleaned));
        return element;
    }

    // Titles may hold what no XML may, such as control characters: a box stands for it, as in browsers.
    private static object? Cleaned(object? content) =>
        content is string text && text.Any(character => !XmlConvert.IsXmlChar(character))
            ? string.Concat(
                text.EnumerateRunes()
                    .Select(rune =>
                        rune.IsBmp && !XmlConvert.IsXmlChar((char)rune.Value) ? "\ufffd" : $"{rune}"
                    )
            )
            : content;

    /// <summary>A table.</summary>
    /// <param name="head">The columns' titles; those after the first are of numbers where they begin with <c>#</c>.</param>
    /// <param name="rows">A text or an element for each column.</param>
    public static XElement Table(
        IReadOnlyList<string> head,
        IEnumerable<IReadOnlyList<object>> rows
    )
    {
        XElement Cell(string tag, int column, object content) =>
            Element(head[column].StartsWith('#') ? $"{tag}.number" : tag, content);

        return Element(
            "div.wide",
            Element(
                "table",
                Element(
                    "thead",
                    Element("tr", head.Select((title, i) => Cell("th", i, title.TrimStart('#'))))
                ),
                Element(
                    "tbody",
                    rows.Select(row =>
                        Element("tr", row.Select((content, i) => Cell("td", i, content)))
                    )
                )
            )
        );
    }

    /// <summary>A number as pages show it.</summary>
    public static string Number(double value, string format = "0.0000") =>
        value.ToString(format, CultureInfo.InvariantCulture);

    /// <summary>A count as pages show it.</summary>
    public static string Count(long value) => value.ToString("N0", CultureInfo.InvariantCulture);
}
