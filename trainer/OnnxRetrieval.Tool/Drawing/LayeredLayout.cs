namespace OnnxRetrieval.Tool.Drawing;

/// <summary>A box to be placed.</summary>
/// <param name="Width">Its width.</param>
/// <param name="Height">Its height.</param>
/// <param name="Band">The band that it belongs to; bands lie below each other in their order.</param>
internal readonly record struct LayoutBox(double Width, double Height, int Band);

/// <summary>A box's value, and the boxes that read it.</summary>
/// <param name="From">The box that gives it.</param>
/// <param name="To">The boxes that read it, each further down in the order of the boxes and of no earlier band.</param>
internal sealed record LayoutLink(int From, IReadOnlyList<int> To);

/// <summary>Where a point lies.</summary>
internal readonly record struct Place(double X, double Y);

/// <summary>Boxes in layers, each below all that it depends on, and the lines between them.</summary>
/// <remarks>
/// The method of Sugiyama, Tagawa and Toda ("Methods for visual understanding of hierarchical system structures", 1981):
/// layers of a limited number of boxes, as scheduling after Coffman and Graham makes them; lines over several layers get a
/// place in each; barycenters order each layer against crossings; and the places are those nearest to the means of their
/// neighbours that keep the order, found by isotonic regression.
/// </remarks>
internal sealed class LayeredLayout
{
    private const double Gap = 14;
    private const double LayerGap = 30;
    private const double LineWidth = 4;
    private const double BandTop = 34;
    private const double BandBottom = 12;
    private const double BandGap = 12;
    private const double Margin = 12;
    private const int Sweeps = 12;
    private const int Alignments = 60;

    // A line is pulled straight with more force than a box to its place.
    private const double LineForce = 8;

    private readonly IReadOnlyList<LayoutBox> boxes;
    private readonly IReadOnlyList<LayoutLink> links;
    private readonly List<Item> items = [];
    private readonly List<List<Item>> layers = [];
    private readonly List<IReadOnlyList<Item>> chains = [];
    private readonly List<double> layerTops = [];

    private LayeredLayout(
        IReadOnlyList<LayoutBox> boxes,
        IReadOnlyList<LayoutLink> links,
        int columns
    )
    {
        this.boxes = boxes;
        this.links = links;
        AssignLayers(columns);
        AddLines();
        Order();
        Align();
        Stack();
    }

    /// <summary>The width of the whole.</summary>
    public double Width { get; private set; }

    /// <summary>The height of the whole.</summary>
    public double Height { get; private set; }

    /// <summary>The bands that have boxes, with their upper and lower edges.</summary>
    public IReadOnlyList<(int Band, double Top, double Bottom)> Bands { get; private set; } = [];

    /// <summary>Places boxes.</summary>
    /// <param name="boxes">The boxes, each behind all that it depends on.</param>
    /// <param name="links">What depends on what.</param>
    /// <param name="columns">How many boxes may be in a layer.</param>
    public static LayeredLayout Of(
        IReadOnlyList<LayoutBox> boxes,
        IReadOnlyList<LayoutLink> links,
        int columns
    ) => new(boxes, links, columns);

    /// <summary>The upper left corner of a box.</summary>
    public Place CornerOf(int box)
    {
        var item = items[box];
        return new(
            item.X - boxes[box].Width / 2,
            layerTops[item.Layer] + (HeightOf(item.Layer) - boxes[box].Height) / 2
        );
    }

    /// <summary>The points that the line from a link's box to one that reads it goes through, both ends included.</summary>
    public IReadOnlyList<Place> LineOf(int link, int reader)
    {
        var from = links[link].From;
        var corner = CornerOf(from);
        var points = new List<Place> { new(items[from].X, corner.Y + boxes[from].Height) };
        foreach (var step in chains[link].TakeWhile(step => step.Layer < items[reader].Layer))
        {
            var top = layerTops[step.Layer];
            points.Add(new(step.X, top));
            points.Add(new(step.X, top + HeightOf(step.Layer)));
        }
        points.Add(new(items[reader].X, CornerOf(reader).Y));
        return points;
    }

    private double HeightOf(int layer) =>
        layers[layer].Max(item => item.Box >= 0 ? boxes[item.Box].Height : 0);

    private void AssignLayers(int columns)
    {
        var readers = Readers();
        var given = Givers();
        items.AddRange(boxes.Select((box, place) => new Item(place, box.Width)));
        var first = 0;
        foreach (var band in boxes.Select(box => box.Band).Distinct().Order())
        {
            var own = Enumerable
                .Range(0, boxes.Count)
                .Where(box => boxes[box].Band == band)
                .ToList();
            // What reads something of its own band leaves a layer above it.
            foreach (var box in own.Where(box => given[box].Count > 0))
            {
                var least = given[box]
                    .Select(giver =>
                        boxes[giver].Band < band ? first
                        : given[giver].Count > 0 ? items[giver].Layer + 1
                        : first + 1
                    )
                    .Append(first)
                    .Max();
                Put(items[box], FirstWithRoom(least, columns));
            }
            // What depends on nothing stands right above what reads it first.
            foreach (var box in own.Where(box => given[box].Count == 0))
            {
                var last = readers[box].Where(reader => boxes[reader].Band == band).ToList()
                    is { Count: > 0 } near
                    ? near.Min(reader => items[reader].Layer) - 1
                    : Math.Max(first, layers.Count - 1);
                var layer = last;
                while (layer >= first && layer < layers.Count && layers[layer].Count >= columns)
                {
                    layer--;
                }
                if (layer < first)
                {
                    layer = first;
                    InsertLayer(layer);
                }
                Put(items[box], layer);
            }
            first = layers.Count;
        }
        layers.RemoveAll(layer => layer.Count == 0);
        for (var layer = 0; layer < layers.Count; layer++)
        {
            layers[layer].ForEach(item => item.Layer = layer);
        }
    }

    private int FirstWithRoom(int layer, int columns)
    {
        while (layer < layers.Count && layers[layer].Count >= columns)
        {
            layer++;
        }
        return layer;
    }

    private void InsertLayer(int layer)
    {
        foreach (var item in layers.Skip(layer).SelectMany(below => below))
        {
            item.Layer++;
        }
        layers.Insert(layer, []);
    }

    private void Put(Item item, int layer)
    {
        while (layers.Count <= layer)
        {
            layers.Add([]);
        }
        item.Layer = layer;
        layers[layer].Add(item);
    }

    private void AddLines()
    {
        foreach (var link in links)
        {
            var chain = new List<Item>();
            var above = items[link.From];
            var end = link.To.Max(reader => items[reader].Layer);
            for (var layer = above.Layer + 1; layer < end; layer++)
            {
                var step = new Item(-1, LineWidth);
                items.Add(step);
                Put(step, layer);
                Connect(above, step);
                chain.Add(step);
                above = step;
            }
            chains.Add(chain);
            foreach (var reader in link.To.Distinct())
            {
                var from =
                    chain.FirstOrDefault(step => step.Layer == items[reader].Layer - 1)
                    ?? items[link.From];
                Connect(from, items[reader]);
            }
        }
    }

    private static void Connect(Item above, Item below)
    {
        above.Below.Add(below);
        below.Above.Add(above);
    }

    private void Order()
    {
        Number();
        var best = Snapshot();
        var fewest = Crossings();
        for (var sweep = 0; sweep < Sweeps && fewest > 0; sweep++)
        {
            var isDown = sweep % 2 == 0;
            foreach (var layer in isDown ? layers : Enumerable.Reverse(layers))
            {
                foreach (var item in layer)
                {
                    var near = isDown ? item.Above : item.Below;
                    item.Wish = near.Count == 0 ? item.Rank : near.Average(other => other.Rank);
                }
                var sorted = layer.OrderBy(item => item.Wish).ToList();
                layer.Clear();
                layer.AddRange(sorted);
                Number(layer);
            }
            var crossings = Crossings();
            if (crossings < fewest)
            {
                (best, fewest) = (Snapshot(), crossings);
            }
        }
        for (var layer = 0; layer < layers.Count; layer++)
        {
            layers[layer] = best[layer];
        }
        Number();
    }

    private List<List<Item>> Snapshot() => layers.ConvertAll(layer => layer.ToList());

    private void Number() => layers.ForEach(Number);

    private static void Number(List<Item> layer)
    {
        for (var place = 0; place < layer.Count; place++)
        {
            // Layers of few and of many compare by their relative order.
            layer[place].Rank = (place + 0.5) / layer.Count;
        }
    }

    private long Crossings()
    {
        long crossings = 0;
        foreach (var layer in layers)
        {
            var lines = layer
                .SelectMany(item => item.Below.Select(below => (From: item.Rank, To: below.Rank)))
                .ToList();
            for (var a = 0; a < lines.Count; a++)
            {
                for (var b = a + 1; b < lines.Count; b++)
                {
                    crossings +=
                        (lines[a].From - lines[b].From) * (lines[a].To - lines[b].To) < 0 ? 1 : 0;
                }
            }
        }
        return crossings;
    }

    private void Align()
    {
        var width = layers.Max(layer => layer.Sum(item => item.Width) + Gap * (layer.Count - 1));
        foreach (var item in items)
        {
            item.X = item.Rank * width;
        }
        for (var round = 0; round < Alignments; round++)
        {
            foreach (var layer in round % 2 == 0 ? layers : Enumerable.Reverse(layers))
            {
                Align(layer, width);
            }
        }
        foreach (var item in items)
        {
            item.X += Margin;
        }
        Width = width + 2 * Margin;
    }

    // The nearest places to the wishes that keep the order and the gaps: pools of adjacent violators.
    private static void Align(List<Item> layer, double width)
    {
        var pools = new List<(double Sum, double Force, int Count)>();
        var offsets = new double[layer.Count];
        for (var place = 0; place < layer.Count; place++)
        {
            var item = layer[place];
            offsets[place] =
                place == 0
                    ? item.Width / 2
                    : offsets[place - 1] + (layer[place - 1].Width + item.Width) / 2 + Gap;
            var wish = item
                .Above.Concat(item.Below)
                .Select(other => other.X)
                .DefaultIfEmpty(item.X);
            var force = item.Box < 0 ? LineForce : 1;
            pools.Add((force * (wish.Average() - offsets[place]), force, 1));
            while (
                pools is [.., var left, var right]
                && left.Sum / left.Force > right.Sum / right.Force
            )
            {
                pools.RemoveRange(pools.Count - 2, 2);
                pools.Add(
                    (left.Sum + right.Sum, left.Force + right.Force, left.Count + right.Count)
                );
            }
        }
        var room = width - offsets[^1] - layer[^1].Width / 2;
        var at = 0;
        foreach (var (sum, force, count) in pools)
        {
            var shift = Math.Clamp(sum / force, 0, Math.Max(0, room));
            for (var end = at + count; at < end; at++)
            {
                layer[at].X = shift + offsets[at];
            }
        }
    }

    private void Stack()
    {
        var y = 0.0;
        var bands = new List<(int Band, double Top, double Bottom)>();
        for (var layer = 0; layer < layers.Count; layer++)
        {
            var band = boxes[layers[layer].First(item => item.Box >= 0).Box].Band;
            if (bands.Count == 0 || bands[^1].Band != band)
            {
                y += bands.Count == 0 ? 0 : BandGap - LayerGap + BandBottom;
                bands.Add((band, y, y));
                y += BandTop;
            }
            layerTops.Add(y);
            y += HeightOf(layer);
            bands[^1] = bands[^1] with { Bottom = y + BandBottom };
            y += LayerGap;
        }
        Bands = bands;
        Height = bands.Count == 0 ? 0 : bands[^1].Bottom;
    }

    private List<int>[] Readers()
    {
        var readers = Lists();
        foreach (var link in links)
        {
            readers[link.From].AddRange(link.To);
        }
        return readers;
    }

    private List<int>[] Givers()
    {
        var givers = Lists();
        foreach (var link in links)
        {
            foreach (var reader in link.To)
            {
                givers[reader].Add(link.From);
            }
        }
        return givers;
    }

    private List<int>[] Lists() => [.. boxes.Select(_ => new List<int>())];

    /// <summary>A box, or the place of a line in a layer between.</summary>
    private sealed class Item(int box, double width)
    {
        public int Box => box;

        public double Width => width;

        public int Layer { get; set; }

        public double Rank { get; set; }

        public double Wish { get; set; }

        public double X { get; set; }

        public List<Item> Above { get; } = [];

        public List<Item> Below { get; } = [];
    }
}
