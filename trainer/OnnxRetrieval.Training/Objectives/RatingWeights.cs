using OnnxRetrieval.Training.Data;

namespace OnnxRetrieval.Training.Objectives;

/// <summary>
/// Weights by which highly rated interactions count more: <c>1 + a r</c> with the rating <c>r</c> brought to [0, 1], as
/// confidence grows with how often something was watched in Hu, Koren and Volinsky, "Collaborative Filtering for Implicit
/// Feedback Datasets", ICDM 2008. Brought to a mean of 1 over each user's.
/// </summary>
internal static class RatingWeights
{
    /// <summary>Multiplies weights by those of the ratings.</summary>
    /// <param name="weights">Weights aligned with the entries of <paramref name="items"/>; changed.</param>
    /// <param name="interactions">Interactions with ratings; of a repeated pair the highest counts.</param>
    /// <param name="items">The same by user.</param>
    /// <param name="strength"><c>a</c>: the highest rating counts 1 + this times as much as the lowest.</param>
    /// <exception cref="InputException">There are no ratings, or they are all the same.</exception>
    public static void Apply(
        float[] weights,
        Interactions interactions,
        UserItems items,
        double strength
    )
    {
        var scale = RatingScale.Of(interactions, "A rating weight", "leave it out");
        var factors = new float[weights.Length];
        for (var i = 0; i < interactions.Count; i++)
        {
            var entry = items.EntryOf(interactions.Users[i], interactions.Items[i]);
            var factor = 1 + strength * scale.Apply(interactions.Ratings![i]);
            factors[entry] = Math.Max(factors[entry], (float)factor);
        }
        for (var entry = 0; entry < weights.Length; entry++)
        {
            weights[entry] *= factors[entry];
        }
        items.ScaleToMeanOfOne(weights);
    }
}
