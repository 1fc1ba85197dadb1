using OnnxRetrieval.Training.Data;

namespace OnnxRetrieval.Training.Evaluation;

/// <summary>Users with about as many items in the training data.</summary>
/// <param name="Name"><c>unseen</c> (none), <c>few</c>, <c>some</c> or <c>many</c>.</param>
/// <param name="Least">The least number of items of these users.</param>
/// <param name="Most">The largest number of items of these users.</param>
/// <param name="Positions">Where these users stand among the evaluated ones, ascending.</param>
public sealed record UserSegment(string Name, int Least, int Most, IReadOnlyList<int> Positions)
{
    private static readonly string[] Names = ["few", "some", "many"];

    /// <summary>
    /// Cuts users into those without a training item and thirds of the others; users with equally many items stay together,
    /// so the thirds are uneven where many users do, and a part without users is left out.
    /// </summary>
    /// <param name="given">The training items of each user.</param>
    /// <param name="users">The evaluated users.</param>
    public static IReadOnlyList<UserSegment> Of(UserHistories given, IReadOnlyList<int> users)
    {
        var counts = users.Select(user => given[user].Length).ToArray();
        var sorted = counts.Where(count => count > 0).Order().ToArray();
        var parts = new List<int>[4];
        for (var i = 0; i < counts.Length; i++)
        {
            var part =
                counts[i] == 0 ? 0
                : counts[i] <= sorted[(sorted.Length - 1) / 3] ? 1
                : counts[i] <= sorted[(sorted.Length - 1) * 2 / 3] ? 2
                : 3;
            (parts[part] ??= []).Add(i);
        }
        return
        [
            .. parts
                .Index()
                .Where(part => part.Item is not null)
                .Select(part => new UserSegment(
                    part.Index == 0 ? "unseen" : Names[part.Index - 1],
                    part.Item.Min(i => counts[i]),
                    part.Item.Max(i => counts[i]),
                    part.Item
                )),
        ];
    }
}
