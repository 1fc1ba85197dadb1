namespace OnnxRetrieval.Training.Data.Building;

/// <summary>The positions of each user's interactions, in the order read: a counting sort.</summary>
internal sealed class UserGroups
{
    private readonly int[] starts;
    private readonly int[] positions;

    public UserGroups(ReadOnlySpan<int> users, int userCount)
    {
        starts = new int[userCount + 1];
        foreach (var user in users)
        {
            starts[user + 1]++;
        }
        for (var user = 0; user < userCount; user++)
        {
            starts[user + 1] += starts[user];
        }
        positions = new int[users.Length];
        var next = starts.AsSpan(0, userCount).ToArray();
        for (var position = 0; position < users.Length; position++)
        {
            positions[next[users[position]]++] = position;
        }
    }

    public int UserCount => starts.Length - 1;

    /// <summary>Positions of a user's interactions; the caller may reorder them.</summary>
    public Span<int> Of(int user) =>
        positions.AsSpan(starts[user], starts[user + 1] - starts[user]);
}
