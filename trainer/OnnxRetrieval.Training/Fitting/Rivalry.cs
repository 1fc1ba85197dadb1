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
        // Of the epochs that were validated, each beside what the rival had reached by then.
        var gaps = new List<(int Epoch, double Gap)>();
        for (var epoch = fit.Epoch - window; epoch < fit.Epoch; epoch++)
        {
            var gap = Reached(rival, epoch) - Metric(fit, epoch);
            if (double.IsNaN(Metric(fit, epoch)))
            {
                continue;
            }
            if (!(gap > 0))
            {
                return false;
            }
            gaps.Add((epoch, gap));
        }
        if (gaps.Count < 2)
        {
            return false;
        }
        // Means of the halves, as single epochs are noisy.
        var half = gaps.Count / 2;
        var (earlier, later) = (Mean(gaps.Take(half)), Mean(gaps.TakeLast(half)));
        var pace = (earlier.Gap - later.Gap) / (later.Epoch - earlier.Epoch);
        return later.Gap - pace * (lastEpoch - fit.Epoch) > 0;
    }

    private static (double Epoch, double Gap) Mean(IEnumerable<(int Epoch, double Gap)> gaps) =>
        (gaps.Average(one => one.Epoch), gaps.Average(one => one.Gap));

    private static double Reached(FitState rival, int epoch)
    {
        var last = Math.Min(epoch, rival.Epoch - 1);
        while (last > 0 && double.IsNaN(Metric(rival, last)))
        {
            last--;
        }
        return Metric(rival, last);
    }

    private static double Metric(FitState fit, int epoch) =>
        fit.History[epoch].Metrics.GetValueOrDefault(Fit.ChoiceMetric, double.NaN);
}
