namespace OnnxRetrieval.Training.Data;

/// <summary>How often ratings from one value to another were given, both included.</summary>
/// <param name="From">The lowest.</param>
/// <param name="To">The highest; the same where it is one value.</param>
/// <param name="Count">How many.</param>
public readonly record struct RatingCount(float From, float To, int Count)
{
    private const int MostValues = 20;
    private const int Ranges = 10;

    /// <summary>Counts each value, or ten ranges of equal width where there are more than twenty values.</summary>
    public static IReadOnlyList<RatingCount> Of(float[] ratings)
    {
        var values = new SortedDictionary<float, int>();
        foreach (var rating in ratings)
        {
            values[rating] = values.GetValueOrDefault(rating) + 1;
            if (values.Count > MostValues)
            {
                return OfRanges(ratings);
            }
        }
        return [.. values.Select(pair => new RatingCount(pair.Key, pair.Key, pair.Value))];
    }

    private static RatingCount[] OfRanges(float[] ratings)
    {
        double least = ratings.Min();
        var width = (ratings.Max() - least) / Ranges;
        var counts = new int[Ranges];
        foreach (var rating in ratings)
        {
            counts[Math.Min((int)((rating - least) / width), Ranges - 1)]++;
        }
        return
        [
            .. counts.Select(
                (count, range) =>
                    new RatingCount(
                        (float)(least + (range * width)),
                        (float)(least + ((range + 1) * width)),
                        count
                    )
            ),
        ];
    }
}
