using OnnxRetrieval.Training.Data.Building;

namespace OnnxRetrieval.Training.Data;

/// <summary>Holds out shares drawn at random, over all interactions or within each user.</summary>
internal static class RandomSplit
{
    public static Part[] Assign(
        Interactions interactions,
        int users,
        double testFraction,
        double validFraction,
        bool withinUser,
        int seed
    )
    {
        var assignment = new Part[interactions.Count];
        var random = new SeededRandom(seed);
        if (!withinUser)
        {
            var all = new int[interactions.Count];
            for (var position = 0; position < all.Length; position++)
            {
                all[position] = position;
            }
            Draw(all, assignment, testFraction, validFraction, 0, random);
            return assignment;
        }
        var groups = new UserGroups(interactions.Users, users);
        for (var user = 0; user < users; user++)
        {
            Draw(groups.Of(user), assignment, testFraction, validFraction, 1, random);
        }
        return assignment;
    }

    private static void Draw(
        Span<int> positions,
        Part[] assignment,
        double testFraction,
        double validFraction,
        int keep,
        SeededRandom random
    )
    {
        random.Shuffle(positions);
        var (test, valid) = HeldOut.Counts(positions.Length, testFraction, validFraction, keep);
        HeldOut.Mark(positions[..test], assignment, Part.Test);
        HeldOut.Mark(positions.Slice(test, valid), assignment, Part.Valid);
    }
}
