namespace OnnxRetrieval.Training.Fitting;

/// <summary>
/// Decides which values of the open options are tried next: after the first, the neighbours of the best so far, until none of them is untried. It climbs to a maximum that is one along each option, without trying all
/// combinations.
/// </summary>
internal static class ChoiceSearch
{
    /// <summary>The values that a fit without a choice takes, and that a search begins with where starts are random.</summary>
    public static FitChoice First(FitSettings settings) =>
        new(
            settings.Regularization[settings.Regularization.Count / 2],
            settings.RecencyHalfLife[0],
            settings.StartScale[0]
        );

    /// <summary>The next values to try; null: the best so far has no untried neighbour.</summary>
    /// <param name="settings">The lists of values.</param>
    /// <param name="finished">Fits already made, at least one.</param>
    public static FitChoice? Next(FitSettings settings, IReadOnlyList<FitState> finished)
    {
        var best = Best(finished).Choice;
        FitChoice[] neighbours =
        [
            .. Neighbours(settings.RecencyHalfLife, best.RecencyHalfLife)
                .Select(halfLife => best with { RecencyHalfLife = halfLife }),
            .. Neighbours(settings.Regularization, best.Regularization)
                .Select(strength => best with { Regularization = strength }),
        ];
        return neighbours.FirstOrDefault(choice => finished.All(fit => fit.Choice != choice));
    }

    /// <summary>The fit with the best validation metric; the first of equals.</summary>
    public static FitState Best(IReadOnlyList<FitState> finished) =>
        finished.MaxBy(fit => fit.BestMetric)!;

    private static IEnumerable<double> Neighbours(IReadOnlyList<double> values, double value)
    {
        var at = values.ToList().IndexOf(value);
        return new[] { at - 1, at + 1 }
            .Where(i => i >= 0 && i < values.Count)
            .Select(i => values[i]);
    }
}
