namespace OnnxRetrieval.Training.Data;

/// <summary>Weights that interactions bring along (<see cref="Interactions.Weights"/>).</summary>
internal static class GivenWeights
{
    /// <summary>Weights aligned with the entries of <paramref name="items"/>, brought to a mean of 1 over each user's.</summary>
    /// <param name="interactions">Interactions with weights; those of a repeated pair are added up.</param>
    /// <param name="items">The same by user.</param>
    public static float[] Of(Interactions interactions, UserItems items)
    {
        var weights = new float[items.Count];
        for (var i = 0; i < interactions.Count; i++)
        {
            weights[items.EntryOf(interactions.Users[i], interactions.Items[i])] +=
                interactions.Weights![i];
        }
        items.ScaleToMeanOfOne(weights);
        return weights;
    }
}
