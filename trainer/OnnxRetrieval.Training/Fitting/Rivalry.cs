namespace OnnxRetrieval.Training.Fitting;

/// <summary>Decides when a fit is given up beside the best one so far.</summary>
internal static class Rivalry
{
    /// <summary>
    /// Whether a fit was behind its rival in each of the last epochs, and would still be behind at the end if it went on
    /// catching up as in these. Being behind alone says little: the stronger the regularization, the slower the start and
    /// the better, often, the end.
    /// </summary>
    /// <param name="fit">The fit.</param>
    /// <param name="rival">The best fit so far.</param>
    /// <param name="window">The number of epochs to look back; 0: a fit is never given up.</param>
    /// <param name="lastEpoch">The epoch that the fit would end with.</param>
    public static bool IsLost(FitState fit, FitState rival, int window, int lastEpoch)
    {
        if (window < 2 || fit.Epoch < window)
        {
            return false;
        }
        var gaps = new double[window];
        for (var i = 0; i < window; i++)
        {
            var epoch = fit.Epoch - window + i;
            gaps[i] = Metric(rival, Math.Min(epoch, rival.Epoch - 1)) - Metric(fit, epoch);
            if (!(gaps[i] > 0))
            {
                return false;
            }
        }
        // Means of the halves, half a window apart, as single epochs are noisy.
        var half = window / 2;
        var earlier = gaps.Take(half).Average();
        var later = gaps.TakeLast(half).Average();
        var pace = (earlier - later) / (window - half);
        return later - pace * (lastEpoch - fit.Epoch) > 0;
    }

    private static double Metric(FitState fit, int epoch) =>
        fit.History[epoch].Metrics.GetValueOrDefault(Fit.ChoiceMetric, double.NaN);
}
