namespace OnnxRetrieval.Training.Data;

/// <summary>How counts are spread. Quantiles are the value at rank ⌊q·(n-1)⌋ of the sorted counts.</summary>
/// <param name="Least">The least.</param>
/// <param name="Quarter">A quarter have no more.</param>
/// <param name="Median">Half have no more.</param>
/// <param name="ThreeQuarters">Three quarters have no more.</param>
/// <param name="NineTenths">Nine tenths have no more.</param>
/// <param name="Most">The most.</param>
/// <param name="Mean">The mean.</param>
public readonly record struct Quantiles(
    int Least,
    int Quarter,
    int Median,
    int ThreeQuarters,
    int NineTenths,
    int Most,
    double Mean
)
{
    /// <summary>The quantiles of the counts above 0; all 0 where there are none.</summary>
    public static Quantiles Of(IEnumerable<int> counts)
    {
        var sorted = counts.Where(count => count > 0).Order().ToArray();
        if (sorted.Length == 0)
        {
            return default;
        }
        int At(double share) => sorted[(int)(share * (sorted.Length - 1))];
        return new(sorted[0], At(0.25), At(0.5), At(0.75), At(0.9), sorted[^1], sorted.Average());
    }
}
