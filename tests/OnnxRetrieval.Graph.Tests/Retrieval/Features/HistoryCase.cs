using FsCheck;
using FsCheck.Fluent;

namespace OnnxRetrieval.Graph.Tests.Retrieval.Features;

/// <summary>Random histories with a random pooling, and what a plain loop makes of them.</summary>
public sealed record HistoryCase
{
    private const int Stranger = 1000;
    private const int Padding = -1;

    public required bool StringIds { get; init; }
    public required int Items { get; init; }
    public required int Heads { get; init; }
    public required int Width { get; init; }
    public required string Pooling { get; init; }
    public required float Exponent { get; init; }
    public required int? MaximumLength { get; init; }
    public required int[][] Histories { get; init; }
    public required int Seed { get; init; }

    public static Arbitrary<HistoryCase> Any { get; } =
        (
            from stringIds in Gen.Elements(true, false)
            from items in Gen.Choose(1, 6)
            from heads in Gen.Choose(1, 3)
            from headWidth in Gen.Choose(1, 3)
            from pooling in Gen.Elements("mean", "recency", "attention")
            from exponent in Gen.Elements(0f, .3f, .5f, 1f)
            from maximumLength in Gen.Elements<int?>(null, 1, 2, 5)
            from batch in Gen.Choose(1, 4)
            from length in Gen.Choose(0, 8)
            from histories in Gen.ArrayOf(
                Gen.ArrayOf(
                    Gen.Frequency(
                        (6, Gen.Choose(0, items - 1)),
                        (2, Gen.Constant(Padding)),
                        (1, Gen.Constant(Stranger))
                    ),
                    length
                ),
                batch
            )
            from seed in Gen.Choose(0, 1_000_000)
            select new HistoryCase
            {
                StringIds = stringIds,
                Items = items,
                Heads = heads,
                Width = heads * headWidth,
                Pooling = pooling,
                Exponent = exponent,
                MaximumLength = maximumLength,
                Histories = histories,
                Seed = seed,
            }
        ).ToArbitrary();

    // Where a pooling needs a maximum and none is drawn.
    private int Positions => MaximumLength ?? 4;

    private float[] Table => FeatureRun.Random(Seed, (Items + 1) * Width);

    private float[] RecencyWeights =>
        Array.ConvertAll(FeatureRun.Random(Seed + 1, Positions), MathF.Exp);

    private HistoryAttention AttentionWeights => RandomAttention(Seed + 2, Width, Heads, Positions);

    public HistoryFeatureGraph Feature() =>
        new(
            "history",
            StringIds
                ? new IdTable(Enumerable.Range(0, Items).Select(StringId).ToArray())
                : new IdTable(Enumerable.Range(0, Items).Select(IntegerId).ToArray()),
            Table,
            Width,
            Pooling switch
            {
                "mean" => HistoryPooling.Mean(Exponent, MaximumLength),
                "recency" => HistoryPooling.Recency(RecencyWeights, Exponent),
                _ => HistoryPooling.Attention(AttentionWeights),
            }
        );

    public Array Input()
    {
        var length = Histories[0].Length;
        Array ids = StringIds
            ? new string[Histories.Length, length]
            : new long[Histories.Length, length];
        for (var query = 0; query < Histories.Length; query++)
        {
            for (var i = 0; i < length; i++)
            {
                var row = Histories[query][i];
                ids.SetValue(StringIds ? StringId(row) : IntegerId(row), query, i);
            }
        }
        return ids;
    }

    /// <summary>The same histories with padding before, after and between.</summary>
    public HistoryCase WithPaddingEverywhere() =>
        this with
        {
            Histories =
            [
                .. Histories.Select(history =>
                    history.SelectMany(row => new[] { Padding, row }).Append(Padding).ToArray()
                ),
            ],
        };

    public bool[] Known() => [.. Histories.Select(history => history.Any(IsItem))];

    public float[][] Expected() => [.. Histories.Select(Pool)];

    public static HistoryAttention RandomAttention(int seed, int width, int heads, int positions)
    {
        return new HistoryAttention
        {
            Heads = heads,
            Positions = Random(positions * width),
            Query = Random(width * width),
            QueryBias = Random(width),
            Key = Random(width * width),
            Value = Random(width * width),
            ValueBias = Random(width),
            Output = Random(width * width),
            OutputBias = Random(width),
            Norm = new LayerNorm(Random(width), Random(width), .01f),
        };

        float[] Random(int count) => FeatureRun.Random(seed++, count);
    }

    public override string ToString() =>
        $"{Pooling} with exponent {Exponent}, maximum {MaximumLength}, {Heads} heads, {Items} items of {Width}, seed {Seed}: "
        + string.Join(" | ", Histories.Select(history => string.Join(' ', history)));

    private static string StringId(int row) => row == Padding ? "" : $"é {row}";

    private static long IntegerId(int row) => row == Padding ? -1 : (row - 2L) << 40;

    private bool IsItem(int row) => row >= 0 && row < Items;

    private float[] Pool(int[] history)
    {
        // The latest first.
        int[] rows = [.. history.Where(IsItem).Reverse()];
        if (rows.Length == 0)
        {
            return new float[Width];
        }
        var taken = Pooling == "mean" && MaximumLength is null ? rows : [.. rows.Take(Positions)];
        var vectors = taken.Select(row => FeatureRun.Row(Table, row, Width)).ToArray();
        if (Pooling == "attention")
        {
            return Attend(vectors);
        }
        var sum = new float[Width];
        var weights = 0f;
        for (var p = 0; p < vectors.Length; p++)
        {
            var weight = Pooling == "recency" ? RecencyWeights[p] : 1;
            weights += weight;
            for (var i = 0; i < Width; i++)
            {
                sum[i] += weight * vectors[p][i];
            }
        }
        return
        [
            .. sum.Select(element => element / weights * MathF.Pow(vectors.Length, 1 - Exponent)),
        ];
    }

    // The formulas of HistoryAttention, one after the other.
    private float[] Attend(float[][] vectors)
    {
        var parts = AttentionWeights;
        var size = Width / Heads;
        var states = vectors
            .Select(
                (vector, p) => Plus(vector, FeatureRun.Row(parts.Positions.ToArray(), p, Width))
            )
            .ToArray();
        var query = Plus(Times(states[0], parts.Query), parts.QueryBias.ToArray());
        var keys = states.Select(state => Times(state, parts.Key)).ToArray();
        var values = states
            .Select(state => Plus(Times(state, parts.Value), parts.ValueBias.ToArray()))
            .ToArray();
        var mixed = new float[Width];
        for (var head = 0; head < Heads; head++)
        {
            var elements = Enumerable.Range(head * size, size).ToArray();
            var powers = keys.Select(key =>
                    MathF.Exp(elements.Sum(i => query[i] * key[i]) / MathF.Sqrt(size))
                )
                .ToArray();
            foreach (var i in elements)
            {
                mixed[i] = values.Select((value, p) => powers[p] * value[i]).Sum() / powers.Sum();
            }
        }
        var result = Plus(states[0], Plus(Times(mixed, parts.Output), parts.OutputBias.ToArray()));
        return LayerReference.Normalize(result, parts.Norm);
    }

    private float[] Times(float[] vector, ReadOnlyMemory<float> matrix) =>
        LayerReference.Times(vector, matrix.ToArray(), Width);

    private static float[] Plus(float[] a, float[] b) => LayerReference.Plus(a, b);
}
