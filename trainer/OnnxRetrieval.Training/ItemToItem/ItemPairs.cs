using OnnxRetrieval.Training.Data;

namespace OnnxRetrieval.Training.ItemToItem;

/// <summary>
/// Item-to-item as a data set of its own, in which items ask for items: what was met together is learned from, and what
/// users met next is held out.
/// </summary>
public static class ItemPairs
{
    /// <summary>The pairs of a split, split alike.</summary>
    /// <param name="split">Users and items.</param>
    /// <param name="together">Which pairs are learned from.</param>
    /// <returns>A split whose users are the items, in their order. An item may lead to any other but itself.</returns>
    public static DataSplit Of(DataSplit split, CoOccurrence together)
    {
        var (users, items) = (split.Dataset.Users.Count, split.Dataset.Items.Count);
        return split with
        {
            Dataset = split.Dataset with
            {
                Users = split.Dataset.Items,
                UserColumns = split.Dataset.ItemFeatureColumns,
            },
            Train = together.PairsOf(UserHistories.From(split.Train, users), items),
            Valid = NextOf(split.Train, split.Valid, users),
            Test = NextOf(split.Train.Concat(split.Valid), split.Test, users),
            Masked = Themselves(items),
        };
    }

    /// <summary>Each item beside itself: what no list may hold.</summary>
    public static Interactions Themselves(int itemCount)
    {
        int[] rows = [.. Enumerable.Range(0, itemCount)];
        return new Interactions(rows, rows);
    }

    // Of each user, the last item before and the first of those held out.
    private static Interactions NextOf(Interactions before, Interactions heldOut, int userCount)
    {
        var given = UserHistories.From(before, userCount);
        var later = UserHistories.From(heldOut, userCount);
        int[] users =
        [
            .. Enumerable
                .Range(0, userCount)
                .Where(user => given[user].Length > 0 && later[user].Length > 0),
        ];
        return new Interactions(
            Array.ConvertAll(users, user => given[user][^1]),
            Array.ConvertAll(users, user => later[user][0])
        );
    }
}
