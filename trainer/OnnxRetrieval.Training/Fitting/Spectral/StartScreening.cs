namespace OnnxRetrieval.Training.Fitting.Spectral;

/// <summary>
/// Decides with which values of the open options the search begins, by how well the starts themselves rank, before any
/// training: each costs a validation.
/// </summary>
internal static class StartScreening
{
    /// <summary>Users ranked for each start at most.</summary>
    public const int MostUsers = 1000;

    /// <summary>
    /// The values whose start is best: of all strengths and half-lives at the first scale, then of the other scales as long
    /// as each is better than the one before.
    /// </summary>
    /// <param name="settings">The lists of values.</param>
    /// <param name="measure">The metric of a start.</param>
    /// <returns>The first of equals.</returns>
    public static FitChoice Best(FitSettings settings, Func<FitChoice, double> measure)
    {
        var (best, metric) = (
            from halfLife in settings.RecencyHalfLife
            from strength in settings.Regularization
            select new FitChoice(strength, halfLife, settings.StartScale[0])
        )
            .Select(choice => (Choice: choice, Metric: measure(choice)))
            .MaxBy(start => start.Metric);
        foreach (var scale in settings.StartScale.Skip(1))
        {
            var other = best with { StartScale = scale };
            var otherMetric = measure(other);
            if (otherMetric <= metric)
            {
                break;
            }
            (best, metric) = (other, otherMetric);
        }
        return best;
    }
}
