namespace OnnxRetrieval.Training.Data.Sample;

/// <summary>What one invented user likes.</summary>
internal sealed class SampleTaste
{
    private const double Indifference = 0.16;
    private readonly double[] interests = new double[SubGenres.All.Length];
    private readonly double[] style = new double[SampleCatalogue.StyleLength];
    private readonly int early;
    private readonly int late;

    public SampleTaste(double[][] styles, SeededRandom random)
    {
        Array.Fill(interests, Indifference);
        var first = Favourite(random);
        Like(first, 2.5, random);
        var second = Favourite(random);
        if (random.NextDouble() < 0.6)
        {
            Like(second, 1.5, random);
        }
        (early, late) = (first, Favourite(random));
        for (var i = 0; i < style.Length; i++)
        {
            style[i] = (0.3 * styles[first][i]) + (0.35 * ExactMath.NextNormal(random));
        }
        Generosity = 0.35 * ExactMath.NextNormal(random);
    }

    /// <summary>By how many stars the user rates above others.</summary>
    public double Generosity { get; }

    /// <summary>The weight of a kind of movie, which changes in the course of the user's time.</summary>
    public double Interest(int subGenre, double progress) =>
        interests[subGenre] + (subGenre == late ? 1.5 * progress : 0);

    /// <summary>The kind that a session is about.</summary>
    public int Mood(double progress, SeededRandom random) =>
        random.NextDouble() < progress ? late : early;

    /// <summary>How much a style attracts: e to the product with the user's own.</summary>
    public double Attraction(double[] movieStyle) => ExactMath.Exponential(Product(movieStyle));

    /// <summary>By how many stars the user likes a movie more than others do.</summary>
    public double Liking(SampleMovie movie) =>
        Math.Clamp(0.25 * Product(movie.Style), -0.8, 0.8)
        + (interests[movie.SubGenre] > 1 ? 0.35 : 0);

    private double Product(double[] movieStyle)
    {
        var product = 0.0;
        for (var i = 0; i < style.Length; i++)
        {
            product += style[i] * movieStyle[i];
        }
        return product;
    }

    private void Like(int subGenre, double strength, SeededRandom random)
    {
        for (var other = 0; other < interests.Length; other++)
        {
            if (SubGenres.All[other].Family == SubGenres.All[subGenre].Family)
            {
                interests[other] += strength * 0.35 * random.NextDouble();
            }
        }
        interests[subGenre] += strength;
    }

    // Kinds with more movies have more friends.
    private static int Favourite(SeededRandom random)
    {
        var rest = random.Next(SubGenres.All.Sum(kind => kind.Share));
        var subGenre = 0;
        while (rest >= SubGenres.All[subGenre].Share)
        {
            rest -= SubGenres.All[subGenre].Share;
            subGenre++;
        }
        return subGenre;
    }
}
