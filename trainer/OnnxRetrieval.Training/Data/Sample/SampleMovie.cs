namespace OnnxRetrieval.Training.Data.Sample;

/// <summary>An invented movie.</summary>
internal sealed record SampleMovie
{
    /// <summary>The title with the year, as in "Crooked Alibi (1947)".</summary>
    public required string Title { get; init; }

    /// <summary>Genre names, joined by <c>|</c>.</summary>
    public required string Genres { get; init; }

    /// <summary>The year that it came out.</summary>
    public required int Year { get; init; }

    /// <summary>Its place in <see cref="SubGenres.All"/>.</summary>
    public required int SubGenre { get; init; }

    /// <summary>How often people who do not care for it in particular choose it, against other movies.</summary>
    public required double Popularity { get; init; }

    /// <summary>By how much its ratings are above the average.</summary>
    public required double Quality { get; init; }

    /// <summary>When it came out, in seconds after the sample's first; 0 where it was there before.</summary>
    public required long Released { get; init; }

    /// <summary>What else it is, beyond its genres: a hidden vector that attracts or repels users.</summary>
    public required double[] Style { get; init; }
}
