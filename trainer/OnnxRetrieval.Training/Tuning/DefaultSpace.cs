using System.Text.Json.Nodes;
using OnnxRetrieval.Training.Fitting;

namespace OnnxRetrieval.Training.Tuning;

/// <summary>
/// What is searched where no space file says it: the neighbourhood of what the defaults come to. On the validation set of
/// MovieLens 100K (leave-last, 39 trials trained to the end in a space three times as wide) the best ten had regularizations
/// of .6 to 1 times that of the defaults, and learning rates of all of their range. With the split at random (29 trials), where
/// the defaults choose no recency weights, all trials with them were worse.
/// </summary>
internal static class DefaultSpace
{
    /// <summary>The options that are searched.</summary>
    /// <param name="options">The options as given; what they set is not searched.</param>
    /// <param name="settings">What they come to on the data, with the choices of their trial.</param>
    /// <exception cref="InputException">The options set everything.</exception>
    public static SearchSpace For(TrainingOptions options, FitSettings settings)
    {
        var unset = new TrainingOptions();
        var space = Table(settings)
            .Where(entry =>
                JsonNode.DeepEquals(
                    OptionPath.Value(options, entry.Path),
                    OptionPath.Value(unset, entry.Path)
                )
            )
            .ToDictionary(entry => entry.Path, entry => entry.Values);
        return space.Count > 0
            ? new(space)
            : throw InputException.WrongUse(
                "Every option that would be searched is given, so there is nothing to search. Leave some of them out, or say with --space what to search."
            );
    }

    private static IEnumerable<(string Path, SearchedOption Values)> Table(FitSettings settings)
    {
        yield return ("fit.learning_rate", Around(settings.LearningRate, 3));
        if (settings.Regularization[0] > 0)
        {
            yield return ("fit.regularization", Around(settings.Regularization[0], 2));
        }
        yield return ("fit.batch_size", Beside(settings.BatchSize, 2));
        yield return ("fit.epochs", Beside(settings.Epochs, 2));
        yield return ("model.dimensions", Beside(settings.Model.Dimensions, 2));
        if (settings.Objective != "mse")
        {
            yield return ("model.history", Histories(settings));
        }
        if (settings.RecencyHalfLife[0] > 0)
        {
            yield return ("fit.recency_half_life", Around(settings.RecencyHalfLife[0], 3));
        }
        if (settings.Optimizer == "adamw")
        {
            yield return ("fit.weight_decay", Around(settings.WeightDecay, 3));
        }
        if (settings.Negatives > 0)
        {
            yield return ("fit.negatives", Beside(settings.Negatives, 4));
        }
        if (settings.NegativeWeight > 0)
        {
            yield return ("fit.negative_weight", Around(settings.NegativeWeight, 3));
        }
        if (settings.Margin > 0)
        {
            yield return ("fit.margin", Around(settings.Margin, 2));
        }
    }

    /// <summary>
    /// The history as it is, and other ways of reading it: none, where there are users' ids instead; all alike; by recency,
    /// where the latest interactions were found to count more. Attention takes several times as long.
    /// </summary>
    private static SearchedList Histories(FitSettings settings)
    {
        List<string> values = [settings.Model.History, "mean"];
        if (settings.Model.UserEmbedding)
        {
            values.Add("none");
        }
        if (settings.RecencyHalfLife[0] > 0)
        {
            values.Add("recency");
        }
        return new([.. values.Distinct().Select(value => (JsonNode)value)]);
    }

    /// <summary>A range from 1/factor of a value to factor times it.</summary>
    private static SearchedRange Around(double value, double factor) =>
        new(
            SearchedRange.Short(value / factor),
            SearchedRange.Short(value * factor),
            Log: true,
            Whole: false
        );

    /// <summary>A value, 1/factor of it, and factor times it.</summary>
    private static SearchedList Beside(int value, int factor) =>
        new([Math.Max(1, value / factor), value, value * factor]);
}
