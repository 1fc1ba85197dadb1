using System.Xml.Linq;
using OnnxRetrieval.Graph.Onnx;
using OnnxRetrieval.Tool.Models;
using OnnxRetrieval.Tool.Reports;
using OnnxRetrieval.Training.Reporting;
using static OnnxRetrieval.Training.Reporting.Html;

namespace OnnxRetrieval.Tool.Drawing;

/// <summary>A model's graph as a page: one file that needs nothing beside it and runs no script.</summary>
internal static class GraphPage
{
    private const int ColumnsOfDesk = 5;
    private const int ColumnsOfPhone = 2;
    private const int LeastShown = 1 << 10;

    private static readonly string[] kinds = ["input", "operator", "table", "output"];

    /// <summary>Writes it.</summary>
    /// <param name="path">Where to.</param>
    /// <param name="model">The model.</param>
    /// <param name="inspection">What it holds.</param>
    public static void Write(string path, ModelProto model, ModelInspection inspection)
    {
        var name = Path.GetFileName(inspection.Path);
        HtmlPage.Write(
            path,
            name,
            [
                Element("h1", name),
                Element(
                    "p",
                    $"{ByteCount.Shown(inspection.Bytes)}, {Count(inspection.Operators.Sum(one => one.Count))} operators, {string.Join(", ", inspection.Opsets.Select(set => $"{set.Key} {set.Value}"))}. What a box reads and gives is shown when the pointer rests on it."
                ),
                Legend(),
                .. Drawings(model.Graph, "Graph"),
                Parts(inspection),
            ],
            Style()
        );
    }

    // The graph, and then the graphs that operators hold.
    private static IEnumerable<XElement> Drawings(GraphProto graph, string title)
    {
        var drawn = DrawnGraph.Of(graph);
        yield return Element(
            "section",
            Element("h2", title),
            Element("div.desk", GraphSvg.Of(drawn, ColumnsOfDesk)),
            Element("div.phone", GraphSvg.Of(drawn, ColumnsOfPhone))
        );
        foreach (var node in graph.Node)
        {
            foreach (var attribute in node.Attribute.Where(attribute => attribute.G is not null))
            {
                foreach (
                    var inner in Drawings(
                        attribute.G,
                        $"{node.OpType} {node.Name}: {attribute.Name}"
                    )
                )
                {
                    yield return inner;
                }
            }
        }
    }

    private static XElement Legend() =>
        Element(
            "p",
            kinds.Select(kind =>
                Element(
                    "span.key",
                    Element($"b.{kind}"),
                    kind == "table" ? "operator with a table" : kind
                )
            )
        );

    private static XElement Parts(ModelInspection inspection)
    {
        var shown = inspection.Parts.Where(part => part.Bytes >= LeastShown).ToList();
        var rest = inspection.Parts.Sum(part => part.Bytes) - shown.Sum(part => part.Bytes);
        return Element(
            "section",
            Element("h2", "Tables, by size"),
            Table(
                ["name", "type", "shape", "#size"],
                [
                    .. shown.Select(part =>
                        (IReadOnlyList<object>)
                            [
                                part.Name,
                                part.Type,
                                $"[{string.Join(", ", part.Shape)}]",
                                ByteCount.Shown(part.Bytes),
                            ]
                    ),
                    [
                        $"{inspection.Parts.Count - shown.Count} smaller ones",
                        "",
                        "",
                        ByteCount.Shown(rest),
                    ],
                ]
            )
        );
    }

    private static string Style()
    {
        using var stream = typeof(GraphPage).Assembly.GetManifestResourceStream("graph.css")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
