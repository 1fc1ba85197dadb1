using FsCheck;
using FsCheck.Fluent;
using OnnxRetrieval.Training.Data;

namespace OnnxRetrieval.Training.Tests.Data;

public sealed class UserItemsTests
{
    [Fact]
    public void Items_stand_by_user_ascending_and_once()
    {
        var items = UserItems.From(new([2, 0, 2, 2, 0], [5, 1, 3, 5, 0]), userCount: 4);

        Assert.Equal(4, items.UserCount);
        Assert.Equal(4, items.Count);
        Assert.Equal([0, 1], items[0].ToArray());
        Assert.Empty(items[1].ToArray());
        Assert.Equal([3, 5], items[2].ToArray());
        Assert.Equal([0, 2], items.UsersWithItems());
        Assert.Equal([1, 1, 0, 1, 0, 1], items.ItemCounts(6));
        Assert.Equal(2, items.StartOf(2));
    }

    [Fact]
    public void They_equal_grouping_whatever_the_interactions() =>
        Prop.ForAll(
                Gen.Choose(0, 5).Two().ListOf().ToArbitrary(),
                pairs =>
                {
                    var items = UserItems.From(
                        new(
                            [.. pairs.Select(pair => pair.Item1)],
                            [.. pairs.Select(pair => pair.Item2)]
                        ),
                        6
                    );
                    return Enumerable
                        .Range(0, 6)
                        .All(user =>
                            items[user]
                                .ToArray()
                                .SequenceEqual(
                                    pairs
                                        .Where(pair => pair.Item1 == user)
                                        .Select(pair => pair.Item2)
                                        .Distinct()
                                        .Order()
                                )
                        );
                }
            )
            .QuickCheckThrowOnFailure();
}
