using OnnxRetrieval.Training.Data;

namespace OnnxRetrieval.Training.Tests.Support;

/// <summary>Small interactions out of a seed.</summary>
internal static class RandomData
{
    /// <summary>Each user meets each item with the given chance; ratings 1 to 5, times distinct.</summary>
    public static Interactions Interactions(int users, int items, double chance, int seed)
    {
        var random = new Random(seed);
        var pairs = (
            from user in Enumerable.Range(0, users)
            from item in Enumerable.Range(0, items)
            where random.NextDouble() < chance
            select (user, item)
        ).ToArray();
        random.Shuffle(pairs);
        return new Interactions(
            [.. pairs.Select(pair => pair.user)],
            [.. pairs.Select(pair => pair.item)],
            [.. pairs.Select(_ => (float)random.Next(1, 6))],
            [.. pairs.Select((_, i) => 1000L + i)]
        );
    }
}
