using System.Xml.Linq;
using static OnnxRetrieval.Training.Reporting.Html;

namespace OnnxRetrieval.Training.Reporting.Charts;

/// <summary>Bars side by side, grouped: a table whose numbers are also lengths.</summary>
internal static class Bars
{
    /// <summary>The bars.</summary>
    /// <param name="groups">Groups by name, each with a value by series.</param>
    public static XElement Of(
        IReadOnlyList<(string Group, IReadOnlyList<(string Series, double Value)> Values)> groups
    )
    {
        var most = groups
            .SelectMany(group => group.Values)
            .Select(value => value.Value)
            .DefaultIfEmpty(0)
            .Max();
        return Element(
            "div.bars",
            groups.Select(group =>
                Element(
                    "div.group",
                    Element("h4", group.Group),
                    group.Values.Select(
                        (value, i) =>
                            Element(
                                "div.bar",
                                Element("span.name", value.Series),
                                Element(
                                    "span.track",
                                    Element(
                                        $"span.fill.c{i}",
                                        new XAttribute(
                                            "style",
                                            $"width:{Number(most > 0 ? 100 * value.Value / most : 0, "0.#")}%"
                                        )
                                    )
                                ),
                                Element("span.value", Number(value.Value, "0.000"))
                            )
                    )
                )
            )
        );
    }
}
