using OnnxRetrieval.Training.Data;

namespace OnnxRetrieval.Training.Evaluation;

/// <summary>The part of the catalogue that an item belongs to by its popularity.</summary>
public enum PopularityGroup
{
    /// <summary>The most popular items, which together have half of the training interactions.</summary>
    Head,

    /// <summary>The next ones, up to four fifths of the training interactions.</summary>
    Torso,

    /// <summary>All others, with a fifth of the training interactions or, where new, none.</summary>
    Tail,
}

/// <summary>How popular each item is in the training data.</summary>
/// <remarks>
/// Items are ordered by the number of users who have them, those of equal number by ascending row. An item is of the head
/// where the items before it have less than half of all interactions, else of the torso where they have less than four
/// fifths (as the short head and the long tail of Cremonesi, Koren and Turrin, RecSys 2010, are cut by interactions).
/// </remarks>
public sealed class ItemPopularity
{
    private const double HeadShare = 0.5;
    private const double HeadAndTorsoShare = 0.8;

    private readonly PopularityGroup[] groups;
    private readonly double[] information;
    private readonly int[] sizes = new int[3];

    /// <summary>The popularity of items in some training data.</summary>
    /// <param name="train">Training items of each user.</param>
    /// <param name="itemCount">The number of items.</param>
    public ItemPopularity(UserItems train, int itemCount)
    {
        var counts = train.ItemCounts(itemCount);
        Order = [.. Enumerable.Range(0, itemCount).OrderByDescending(item => counts[item])];
        groups = new PopularityGroup[itemCount];
        long before = 0;
        foreach (var item in Order)
        {
            var share = train.Count == 0 ? 1 : (double)before / train.Count;
            groups[item] =
                share < HeadShare ? PopularityGroup.Head
                : share < HeadAndTorsoShare ? PopularityGroup.Torso
                : PopularityGroup.Tail;
            sizes[(int)groups[item]]++;
            before += counts[item];
        }
        var users = Math.Max(1, train.UsersWithItems().Length);
        information = Array.ConvertAll(
            counts,
            count => -Math.Log2((double)Math.Max(1, count) / users)
        );
    }

    /// <summary>The number of items.</summary>
    public int ItemCount => groups.Length;

    /// <summary>Item rows, the most popular first.</summary>
    public IReadOnlyList<int> Order { get; }

    /// <summary>The part of the catalogue that an item belongs to.</summary>
    public PopularityGroup GroupOf(int item) => groups[item];

    /// <summary>The number of items of a part.</summary>
    public int SizeOf(PopularityGroup group) => sizes[(int)group];

    /// <summary>
    /// The self-information of meeting an item in bits, <c>-log2(share of the training users who have it)</c>; an item that
    /// nobody has counts as if one had it.
    /// </summary>
    public double InformationOf(int item) => information[item];
}
