using OnnxRetrieval.Tool.Drawing;

namespace OnnxRetrieval.Tool.Tests.Drawing;

public sealed class LayeredLayoutTests
{
    private const double Tolerance = 1e-6;

    public static TheoryData<int, int> Cases =>
        new(Enumerable.Range(0, 20).SelectMany(seed => new[] { (seed, 1), (seed, 2), (seed, 5) }));

    [Theory]
    [MemberData(nameof(Cases))]
    public void Boxes_lie_below_what_they_read_within_their_bands_and_never_on_each_other(
        int seed,
        int columns
    )
    {
        var (boxes, links) = Random(seed);

        var layout = LayeredLayout.Of(boxes, links, columns);

        var places = boxes.Select((box, place) => new Placed(layout.CornerOf(place), box)).ToList();
        foreach (var link in links)
        {
            Assert.All(
                link.To,
                reader => Assert.True(places[link.From].Bottom < places[reader].Corner.Y)
            );
        }
        foreach (var (band, top, bottom) in layout.Bands)
        {
            Assert.All(
                places.Where(placed => placed.Box.Band == band),
                placed =>
                {
                    Assert.InRange(placed.Corner.Y, top, bottom - placed.Box.Height);
                    Assert.InRange(
                        placed.Corner.X,
                        -Tolerance,
                        layout.Width - placed.Box.Width + Tolerance
                    );
                }
            );
        }
        Assert.Equal(
            layout.Bands.Select(band => band.Band).Order(),
            layout.Bands.Select(band => band.Band)
        );
        for (var a = 0; a < places.Count; a++)
        {
            Assert.DoesNotContain(places.Skip(a + 1), other => places[a].Overlaps(other));
        }
        Assert.All(
            places.GroupBy(placed => placed.Middle),
            layer => Assert.InRange(layer.Count(), 1, columns)
        );
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Lines_run_down_from_box_to_box_and_through_none(int seed, int columns)
    {
        var (boxes, links) = Random(seed);

        var layout = LayeredLayout.Of(boxes, links, columns);

        var places = boxes.Select((box, place) => new Placed(layout.CornerOf(place), box)).ToList();
        for (var place = 0; place < links.Length; place++)
        {
            var from = links[place].From;
            foreach (var reader in links[place].To)
            {
                var points = layout.LineOf(place, reader);
                Assert.Equal(places[from].Bottom, points[0].Y, Tolerance);
                Assert.Equal(places[reader].Corner.Y, points[^1].Y, Tolerance);
                Assert.Equal(
                    points.Select(point => point.Y).Order(),
                    points.Select(point => point.Y)
                );
                Assert.All(
                    points.Skip(1).SkipLast(1),
                    point => Assert.DoesNotContain(places, placed => placed.Holds(point))
                );
            }
        }
    }

    [Fact]
    public void A_chain_is_straight()
    {
        var boxes = Enumerable.Repeat(new LayoutBox(100, 20, 0), 5).ToArray();
        var links = Enumerable.Range(0, 4).Select(i => new LayoutLink(i, [i + 1])).ToArray();

        var layout = LayeredLayout.Of(boxes, links, columns: 3);

        Assert.Single(Enumerable.Range(0, 5).Select(box => layout.CornerOf(box).X).Distinct());
    }

    // Bands rise with the order, links go forward, and some values have several readers.
    private static (LayoutBox[] Boxes, LayoutLink[] Links) Random(int seed)
    {
        var random = new Random(seed);
        var count = random.Next(1, 40);
        var boxes = Enumerable
            .Range(0, count)
            .Select(place => new LayoutBox(100, random.Next(20, 60), place * 4 / count))
            .ToArray();
        var links = Enumerable
            .Range(0, count - 1)
            .Where(_ => random.Next(5) > 0)
            .Select(from => new LayoutLink(
                from,
                [
                    .. Enumerable
                        .Range(0, random.Next(1, 4))
                        .Select(_ => random.Next(from + 1, count))
                        .Distinct(),
                ]
            ))
            .ToArray();
        return (boxes, links);
    }

    private readonly record struct Placed(Place Corner, LayoutBox Box)
    {
        public double Bottom => Corner.Y + Box.Height;

        public double Middle => Math.Round(Corner.Y + Box.Height / 2, 3);

        public bool Overlaps(Placed other) =>
            Corner.X < other.Corner.X + other.Box.Width
            && other.Corner.X < Corner.X + Box.Width
            && Corner.Y < other.Bottom
            && other.Corner.Y < Bottom;

        public bool Holds(Place point) =>
            point.X > Corner.X
            && point.X < Corner.X + Box.Width
            && point.Y > Corner.Y
            && point.Y < Bottom;
    }
}
