namespace OnnxRetrieval.Tool.Statistics;

/// <summary>How counts are spread: their least, middle and most.</summary>
/// <param name="Least">The least count.</param>
/// <param name="Median">Half of the counts are at most this.</param>
/// <param name="Mean">The mean.</param>
/// <param name="Most">The largest count.</param>
internal sealed record Spread(int Least, int Median, double Mean, int Most)
{
    /// <summary>The spread of counts; null where there is none.</summary>
    public static Spread? Of(IEnumerable<int> counts)
    {
        var sorted = counts.Order().ToArray();
        return sorted.Length == 0
            ? null
            : new(sorted[0], sorted[(sorted.Length - 1) / 2], sorted.Average(), sorted[^1]);
    }
}
