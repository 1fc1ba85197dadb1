using System.Xml.Linq;
using static OnnxRetrieval.Training.Reporting.Html;

namespace OnnxRetrieval.Training.Reporting.Charts;

/// <summary>A drawing with two axes, as SVG inside a page, whose style colours it.</summary>
internal static class Plot
{
    /// <summary>The width of all drawings, in their own units; a page scales them.</summary>
    public const int Width = 480;

    private const int Left = 52;
    private const int Right = 12;
    private const int Top = 10;
    private const int Bottom = 34;

    /// <summary>Lines through points, such as a loss by epoch.</summary>
    /// <param name="series">Lines by name; points whose value is not finite are left out.</param>
    /// <param name="horizontal">What runs to the right.</param>
    public static XElement Lines(IReadOnlyList<Series> series, string horizontal)
    {
        var (x, y) = Axes(series.SelectMany(line => line.Points), height: 240);
        return Drawing(
            240,
            x,
            y,
            horizontal,
            series,
            (line, colour) =>
            {
                var points = line
                    .Points.Where(point => double.IsFinite(point.Y))
                    .Select(point =>
                        FormattableString.Invariant($"{x.At(point.X):0.#},{y.At(point.Y):0.#}")
                    )
                    .ToList();
                if (points.Count == 1)
                {
                    var (alone, value) = line.Points.First(point => double.IsFinite(point.Y));
                    return [Dot(x.At(alone), y.At(value), colour, 3, null)];
                }
                return
                [
                    Element(
                        $"polyline.line.{colour}",
                        new XAttribute("points", string.Join(' ', points))
                    ),
                ];
            }
        );
    }

    /// <summary>How often values fall into equal ranges: a stepped line for each series, as shares of its values.</summary>
    /// <param name="values">Values by name.</param>
    /// <param name="horizontal">What the values are.</param>
    /// <param name="ranges">The number of ranges.</param>
    public static XElement Histogram(
        IReadOnlyList<(string Name, IReadOnlyList<double> Values)> values,
        string horizontal,
        int ranges = 30
    )
    {
        var all = values
            .SelectMany(one => one.Values)
            .Where(double.IsFinite)
            .DefaultIfEmpty(0)
            .ToList();
        var (least, most) = (all.Min(), all.Max());
        var width = most > least ? (most - least) / ranges : 1;
        return Lines(
            [
                .. values.Select(one =>
                {
                    var counts = new int[ranges];
                    foreach (var value in one.Values.Where(double.IsFinite))
                    {
                        counts[Math.Min(ranges - 1, (int)((value - least) / width))]++;
                    }
                    return new Series(
                        one.Name,
                        [
                            .. Enumerable
                                .Range(0, 2 * ranges)
                                .Select(i =>
                                    (
                                        least + (i + 1) / 2 * width,
                                        (double)counts[i / 2] / Math.Max(1, one.Values.Count)
                                    )
                                ),
                        ]
                    );
                }),
            ],
            horizontal
        );
    }

    /// <summary>Points with names that a pointer shows.</summary>
    /// <param name="points">Place, radius and name of each.</param>
    public static XElement Scatter(
        IReadOnlyList<(double X, double Y, double Radius, string Name)> points
    )
    {
        const int height = 360;
        var (x, y) = Frame(points, height);
        return Element(
            "svg.map",
            new XAttribute("viewBox", $"0 0 {Width} {height}"),
            new XAttribute("role", "img"),
            points.Select(point => Dot(x(point.X), y(point.Y), "c0", point.Radius, point.Name))
        );
    }

    // Both axes have one scale, so that distances are what they are in the points; the points fill the drawing.
    private static (Func<double, double> X, Func<double, double> Y) Frame(
        IReadOnlyList<(double X, double Y, double Radius, string Name)> points,
        int height
    )
    {
        var margin = points.Max(point => point.Radius) + 2;
        var (left, right) = (points.Min(point => point.X), points.Max(point => point.X));
        var (low, high) = (points.Min(point => point.Y), points.Max(point => point.Y));
        double Fit(double room, double extent) =>
            extent > 0 ? (room - 2 * margin) / extent : double.PositiveInfinity;
        var scale = Math.Min(Fit(Width, right - left), Fit(height, high - low));
        scale = double.IsFinite(scale) ? scale : 1;
        return (
            x => Width / 2.0 + (x - (left + right) / 2) * scale,
            y => height / 2.0 - (y - (low + high) / 2) * scale
        );
    }

    private static (Axis X, Axis Y) Axes(IEnumerable<(double X, double Y)> points, int height)
    {
        var all = points.ToList();
        return (
            new Axis(all.Select(point => point.X), Left, Width - Right),
            new Axis(all.Select(point => point.Y), height - Bottom, Top)
        );
    }

    private static XElement Drawing(
        int height,
        Axis x,
        Axis y,
        string horizontal,
        IReadOnlyList<Series> series,
        Func<Series, string, IEnumerable<XElement>> draw
    ) =>
        Element(
            "figure",
            Element(
                "svg",
                new XAttribute("viewBox", $"0 0 {Width} {height}"),
                new XAttribute("role", "img"),
                new XAttribute(
                    "aria-label",
                    $"{string.Join(", ", series.Select(line => line.Name))} by {horizontal}"
                ),
                y.Ticks.SelectMany(tick =>
                    new[]
                    {
                        Line(Left, y.At(tick), Width - Right, y.At(tick)),
                        Label(Left - 6, y.At(tick) + 4, "end", Number(tick, y.Format)),
                    }
                ),
                x.Ticks.Select(tick =>
                    Label(x.At(tick), height - Bottom + 16, "middle", Number(tick, x.Format))
                ),
                Label((Left + Width - Right) / 2.0, height - 4, "middle", horizontal),
                series.SelectMany((line, i) => draw(line, $"c{i}"))
            ),
            Element(
                "figcaption",
                series.Select((line, i) => Element("span.key", Element($"i.c{i}"), line.Name))
            )
        );

    private static XElement Dot(double x, double y, string colour, double radius, string? name) =>
        Element(
            $"circle.dot.{colour}",
            Place("cx", x),
            Place("cy", y),
            Place("r", radius),
            name is null ? null : Element("title", name)
        );

    private static XElement Line(double x1, double y1, double x2, double y2) =>
        Element("line.grid", Place("x1", x1), Place("y1", y1), Place("x2", x2), Place("y2", y2));

    private static XElement Label(double x, double y, string anchor, string text) =>
        Element("text", Place("x", x), Place("y", y), new XAttribute("text-anchor", anchor), text);

    private static XAttribute Place(string name, double value) => new(name, Number(value, "0.#"));
}

/// <summary>A line of a drawing.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Points">Its points from left to right.</param>
internal sealed record Series(string Name, IReadOnlyList<(double X, double Y)> Points);
