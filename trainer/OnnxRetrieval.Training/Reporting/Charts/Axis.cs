namespace OnnxRetrieval.Training.Reporting.Charts;

/// <summary>An axis from values to places in a drawing, with round numbers as its marks.</summary>
internal sealed class Axis
{
    private const int Marks = 5;
    private readonly double from;
    private readonly double to;

    /// <summary>An axis that holds some values, and ends at round numbers around them.</summary>
    /// <param name="values">The values; those that are not finite are left out.</param>
    /// <param name="from">The place of the least.</param>
    /// <param name="to">The place of the greatest; may be below <paramref name="from"/>.</param>
    public Axis(IEnumerable<double> values, double from, double to)
    {
        this.from = from;
        this.to = to;
        var finite = values.Where(double.IsFinite).DefaultIfEmpty(0).ToList();
        var (least, most) = (finite.Min(), finite.Max());
        if (least == most)
        {
            (least, most) = (least - 0.5, most + 0.5);
        }
        var step = RoundStep((most - least) / Marks);
        Least = Math.Floor(least / step) * step;
        Most = Math.Ceiling(most / step) * step;
        Ticks =
        [
            .. Enumerable
                .Range(0, (int)Math.Round((Most - Least) / step) + 1)
                .Select(i => Least + i * step),
        ];
        Format = "0." + new string('#', Math.Max(0, (int)Math.Ceiling(-Math.Log10(step))));
    }

    /// <summary>The value at the beginning.</summary>
    public double Least { get; }

    /// <summary>The value at the end.</summary>
    public double Most { get; }

    /// <summary>The marked values, ascending.</summary>
    public IReadOnlyList<double> Ticks { get; }

    /// <summary>How marked values are written.</summary>
    public string Format { get; }

    /// <summary>The place of a value.</summary>
    public double At(double value) => from + (value - Least) / (Most - Least) * (to - from);

    // 1, 2 or 5 times a power of ten, at least the given one.
    private static double RoundStep(double least)
    {
        var power = Math.Pow(10, Math.Floor(Math.Log10(least)));
        return ((double[])[1, 2, 5, 10]).First(factor => factor * power >= least * 0.999) * power;
    }
}
