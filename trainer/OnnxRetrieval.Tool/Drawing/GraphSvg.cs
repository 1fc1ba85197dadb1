using System.Globalization;
using System.Xml.Linq;
using static OnnxRetrieval.Training.Reporting.Html;

namespace OnnxRetrieval.Tool.Drawing;

/// <summary>Draws a graph as SVG.</summary>
internal static class GraphSvg
{
    private const double BoxWidth = 186;
    private const double TitleHeight = 22;
    private const double LineHeight = 15;
    private const double BoxBottom = 6;

    // Of letters in a box, by their size.
    private const int LettersOfTitle = 22;
    private const int LettersOfLine = 30;

    /// <summary>Draws a graph with so many boxes beside each other.</summary>
    public static XElement Of(DrawnGraph graph, int columns)
    {
        var layout = LayeredLayout.Of(
            [
                .. graph.Boxes.Select(box => new LayoutBox(
                    BoxWidth,
                    TitleHeight + LineHeight * box.Lines.Count + BoxBottom,
                    (int)box.Role
                )),
            ],
            [.. graph.Links.Select(link => new LayoutLink(link.From, link.To))],
            columns
        );
        return Element(
            "svg",
            new XAttribute("viewBox", $"0 0 {Text(layout.Width)} {Text(layout.Height)}"),
            new XAttribute("style", $"max-width:{Text(layout.Width)}px"),
            new XAttribute("role", "img"),
            layout.Bands.Select(band => Band(band, layout.Width)),
            graph.Links.SelectMany(
                (link, place) =>
                    link.To.Select(reader => Line(layout.LineOf(place, reader), link.Value))
            ),
            graph.Boxes.Select((box, place) => Box(box, layout.CornerOf(place))),
            graph.IsRetrieval ? layout.Bands.Select(BandTitle) : null
        );
    }

    private static XElement Band((int Band, double Top, double Bottom) band, double width) =>
        Rectangle(
            "rect.band",
            new Place(0.5, band.Top + 0.5),
            width - 1,
            band.Bottom - band.Top - 1
        );

    private static XElement BandTitle((int Band, double Top, double Bottom) band) =>
        Words("text.band-title", new Place(10, band.Top + 18), TitleOf((GraphRole)band.Band));

    private static XElement Box(DrawnBox box, Place corner)
    {
        var height = TitleHeight + LineHeight * box.Lines.Count + BoxBottom;
        return Element(
            $"g.box.{ClassOf(box)}",
            Element("title", box.Hover),
            Rectangle("rect", corner, BoxWidth, height),
            Words(
                "text.name",
                new Place(corner.X + 8, corner.Y + 16),
                Shortened(box.Title, LettersOfTitle)
            ),
            box.Lines.Select(
                (line, place) =>
                    Words(
                        "text",
                        new Place(corner.X + 8, corner.Y + TitleHeight + 9 + LineHeight * place),
                        Shortened(line, LettersOfLine)
                    )
            )
        );
    }

    private static XElement Line(IReadOnlyList<Place> points, string value)
    {
        var path = $"M{Text(points[0].X)} {Text(points[0].Y)}";
        for (var i = 1; i < points.Count; i++)
        {
            var (from, to) = (points[i - 1], points[i]);
            var middle = (from.Y + to.Y) / 2;
            path +=
                from.X == to.X
                    ? $"V{Text(to.Y)}"
                    : $"C{Text(from.X)} {Text(middle)} {Text(to.X)} {Text(middle)} {Text(to.X)} {Text(to.Y)}";
        }
        var end = points[^1];
        return Element(
            "g.flow",
            Element("title", value),
            Element("path", new XAttribute("d", path)),
            Element(
                "path.head",
                new XAttribute("d", $"M{Text(end.X - 4)} {Text(end.Y - 6)}h8l-4 6z")
            )
        );
    }

    private static XElement Rectangle(string tag, Place corner, double width, double height) =>
        Element(
            tag,
            new XAttribute("x", Text(corner.X)),
            new XAttribute("y", Text(corner.Y)),
            new XAttribute("width", Text(width)),
            new XAttribute("height", Text(height)),
            new XAttribute("rx", "6")
        );

    private static XElement Words(string tag, Place start, string text) =>
        Element(tag, new XAttribute("x", Text(start.X)), new XAttribute("y", Text(start.Y)), text);

    private static string ClassOf(DrawnBox box) =>
        box.Kind switch
        {
            DrawnKind.Input => "input",
            DrawnKind.Output => "output",
            _ when box.Lines.Any(line => line.EndsWith('B')) => "table",
            _ => "operator",
        };

    private static string TitleOf(GraphRole role) =>
        role switch
        {
            GraphRole.Vocabulary => "Vocabularies: ids to rows",
            GraphRole.QueryTower => "Query tower: a vector",
            GraphRole.Candidates => "Candidates: their scores",
            GraphRole.Exclusion => "Exclusion",
            GraphRole.TopK => "Top k: the best scores",
            _ => "Results: ids and columns",
        };

    private static string Shortened(string text, int letters) =>
        text.Length <= letters ? text : $"{text[..(letters - 1)]}…";

    private static string Text(double number) =>
        number.ToString("0.#", CultureInfo.InvariantCulture);
}
