using OnnxRetrieval.Training.Data;

namespace OnnxRetrieval.Training.Fitting.Spectral;

/// <summary>The spectral starts on some training data, each decomposed once.</summary>
/// <param name="train">The training data.</param>
/// <param name="userCount">The number of users.</param>
/// <param name="itemCount">The number of items.</param>
/// <param name="seed">Decides the decomposition's random columns.</param>
internal sealed class SpectralStarts(Interactions train, int userCount, int itemCount, int seed)
    : IDisposable
{
    private readonly Dictionary<
        (double RecencyHalfLife, double RatingWeight, int Dimensions),
        SpectralStart
    > known = [];

    /// <summary>Where a fit starts.</summary>
    /// <param name="settings">What it does.</param>
    /// <param name="choice">The values of its open options.</param>
    /// <returns>Null: at random.</returns>
    public StartingVectors? Of(FitSettings settings, FitChoice choice)
    {
        if (choice.StartScale == 0)
        {
            return null;
        }
        var key = (choice.RecencyHalfLife, settings.RatingWeight, settings.Model.Dimensions);
        if (!known.TryGetValue(key, out var start))
        {
            var items = UserItems.From(train, userCount);
            var weights = ObjectiveKind.Weights(settings, train, items, choice.RecencyHalfLife);
            known[key] = start = SpectralStart.Of(
                new CenteredMatrix(items, weights, itemCount, settings.RegularizationExponent),
                settings.Model.Dimensions,
                seed
            );
        }
        return start.With(choice.Regularization, choice.StartScale, settings.Temperature);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var start in known.Values)
        {
            start.Dispose();
        }
    }
}
