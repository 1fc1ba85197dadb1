namespace OnnxRetrieval.Training.Data;

/// <summary>
/// Interactions as columns of equal length: entry <c>i</c> says that the user in row <c>Users[i]</c> met the item in row
/// <c>Items[i]</c>. Rows refer to the vocabularies of the <see cref="Dataset"/>.
/// </summary>
/// <param name="Users">User rows, <c>[count]</c>.</param>
/// <param name="Items">Item rows, <c>[count]</c>.</param>
/// <param name="Ratings">Ratings as read, <c>[count]</c>; null where the data has none.</param>
/// <param name="Times">Unix times in seconds, <c>[count]</c>; null where the data has none.</param>
public sealed record Interactions(
    int[] Users,
    int[] Items,
    float[]? Ratings = null,
    long[]? Times = null
)
{
    /// <summary>No interactions at all.</summary>
    public static Interactions Empty { get; } = new([], []);

    /// <summary>The number of interactions.</summary>
    public int Count => Users.Length;

    /// <summary>How much each counts, <c>[count]</c>, above 0; null: 1 each. Repeats of a pair count together.</summary>
    public float[]? Weights { get; init; }

    /// <summary>The interactions at the given positions, in their order.</summary>
    public Interactions Select(ReadOnlySpan<int> positions) =>
        new(
            Pick(Users, positions),
            Pick(Items, positions),
            Ratings is null ? null : Pick(Ratings, positions),
            Times is null ? null : Pick(Times, positions)
        )
        {
            Weights = Weights is null ? null : Pick(Weights, positions),
        };

    /// <summary>These interactions followed by others.</summary>
    public Interactions Concat(Interactions other) =>
        other.Count == 0 ? this
        : Count == 0 ? other
        : new(
            [.. Users, .. other.Users],
            [.. Items, .. other.Items],
            Ratings is null || other.Ratings is null ? null : [.. Ratings, .. other.Ratings],
            Times is null || other.Times is null ? null : [.. Times, .. other.Times]
        )
        {
            Weights =
                Weights is null && other.Weights is null
                    ? null
                    : [.. Weights ?? Ones(Count), .. other.Weights ?? Ones(other.Count)],
        };

    private static float[] Ones(int count)
    {
        var ones = new float[count];
        Array.Fill(ones, 1);
        return ones;
    }

    private static T[] Pick<T>(T[] column, ReadOnlySpan<int> positions)
    {
        var picked = new T[positions.Length];
        for (var i = 0; i < positions.Length; i++)
        {
            picked[i] = column[positions[i]];
        }
        return picked;
    }
}
