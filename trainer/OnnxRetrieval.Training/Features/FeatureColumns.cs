using OnnxRetrieval.Training.Data;

namespace OnnxRetrieval.Training.Features;

/// <summary>What data must be read with, so that features find their columns.</summary>
public static class FeatureColumns
{
    /// <summary>The data options with the candidates' columns that the model's features read.</summary>
    public static DataOptions Of(TrainingOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return options.Data with
        {
            FeatureColumns =
            [
                .. options
                    .Model.CandidateFeatures.Select(feature => feature.Name)
                    .Distinct(StringComparer.Ordinal),
            ],
        };
    }
}
