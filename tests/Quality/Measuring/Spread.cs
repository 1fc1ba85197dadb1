namespace OnnxRetrieval.Quality.Measuring;

/// <summary>Values over seeds.</summary>
/// <param name="Mean">Their mean.</param>
/// <param name="Deviation">Their standard deviation (of n - 1); 0 for one value.</param>
/// <param name="Count">How many there are.</param>
internal readonly record struct Spread(double Mean, double Deviation, int Count)
{
    /// <summary>The spread of some values; null for none.</summary>
    public static Spread? Of(IEnumerable<double> values)
    {
        double[] all = [.. values];
        if (all.Length == 0)
        {
            return null;
        }
        var mean = all.Average();
        var squares = all.Sum(value => (value - mean) * (value - mean));
        return new(mean, Math.Sqrt(squares / Math.Max(1, all.Length - 1)), all.Length);
    }
}
