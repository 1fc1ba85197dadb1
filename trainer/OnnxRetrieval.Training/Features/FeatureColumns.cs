using OnnxRetrieval.Training.Customizing;
using OnnxRetrieval.Training.Data;

namespace OnnxRetrieval.Training.Features;

/// <summary>What data must be read with, so that features find their columns.</summary>
public static class FeatureColumns
{
    /// <summary>The data options with the candidates' columns that the model's features read.</summary>
    /// <param name="options">The options.</param>
    /// <param name="custom">Features that are made in code; null: none.</param>
    public static DataOptions Of(TrainingOptions options, Customization? custom = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        return options.Data with
        {
            FeatureColumns =
            [
                .. options
                    .Model.CandidateFeatures.Select(feature => feature.Name)
                    .Concat((custom?.CandidateFeatures ?? []).Select(feature => feature.Name))
                    .Distinct(StringComparer.Ordinal),
            ],
        };
    }
}
