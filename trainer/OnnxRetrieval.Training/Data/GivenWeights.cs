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
            var user = interactions.Users[i];
            var entry = items.StartOf(user) + items[user].BinarySearch(interactions.Items[i]);
            weights[entry] += interactions.Weights![i];
        }
        for (var user = 0; user < items.UserCount; user++)
        {
            var own = weights.AsSpan(items.StartOf(user), items[user].Length);
            var sum = 0.0;
            foreach (var weight in own)
            {
                sum += weight;
            }
            for (var i = 0; i < own.Length; i++)
            {
                own[i] *= (float)(own.Length / sum);
            }
        }
        return weights;
    }
}
