using OnnxRetrieval.Training.Data;

namespace OnnxRetrieval.Benchmarks.Train;

/// <summary>Interactions drawn evenly, with ratings from 1 to 5: what a step costs hardly depends on what they say.</summary>
internal static class MadeInteractions
{
    /// <summary>Draws them.</summary>
    /// <param name="users">The number of users.</param>
    /// <param name="items">The number of items.</param>
    /// <param name="count">The number of interactions.</param>
    public static Interactions Of(int users, int items, int count)
    {
        var random = new Random(1);
        var interactions = new Interactions(
            new int[count],
            new int[count],
            Ratings: new float[count]
        );
        for (var i = 0; i < count; i++)
        {
            interactions.Users[i] = random.Next(users);
            interactions.Items[i] = random.Next(items);
            interactions.Ratings![i] = 1 + random.Next(5);
        }
        return interactions;
    }
}
