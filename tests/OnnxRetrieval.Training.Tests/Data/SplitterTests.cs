using FsCheck;
using FsCheck.Fluent;
using OnnxRetrieval.Graph;
using OnnxRetrieval.Training.Data;

namespace OnnxRetrieval.Training.Tests.Data;

public sealed class SplitterTests
{
    [Fact]
    public void Leave_last_holds_out_the_latest_item_and_the_one_before()
    {
        var dataset = Make(
            (1, 10, 30),
            (1, 11, 10),
            (1, 12, 20),
            (1, 13, 40),
            (2, 10, 5),
            (2, 11, 6),
            (2, 12, 7)
        );

        var split = Splitter.Split(dataset, new() { Kind = "leave-last" }, 1);

        Assert.Equal(["1 13 40", "2 12 7"], Shown.Rows(dataset, split.Test));
        Assert.Equal(["1 10 30", "2 11 6"], Shown.Rows(dataset, split.Valid));
        Assert.Equal(["1 11 10", "1 12 20", "2 10 5"], Shown.Rows(dataset, split.Train));
        Assert.True(split.ValidIsCarved);
        Assert.Empty(split.Notes);
    }

    [Fact]
    public void Leave_last_takes_the_last_read_among_equal_times()
    {
        var dataset = Make((1, 10, 5), (1, 11, 5), (1, 12, 5), (2, 10, 1), (2, 11, 1));

        var split = Splitter.Split(dataset, new(), 1);

        Assert.Equal(["1 12 5", "2 11 1"], Shown.Rows(dataset, split.Test));
    }

    [Fact]
    public void Leave_last_keeps_one_item_of_each_user_to_train_on()
    {
        var dataset = Make((1, 10, 1), (2, 10, 1), (2, 11, 2), (3, 10, 1), (3, 11, 2), (3, 12, 3));

        var split = Splitter.Split(dataset, new() { Kind = "leave-last", LeaveLast = 2 }, 1);

        Assert.Equal(["1 10 1", "2 10 1", "3 10 1"], Shown.Rows(dataset, split.Train));
        Assert.Equal(["2 11 2", "3 11 2", "3 12 3"], Shown.Rows(dataset, split.Test));
        Assert.Equal(0, split.Valid.Count);
        Assert.Equal(2, split.Notes.Count);
        Assert.StartsWith("1 users have one item only", split.Notes[0], StringComparison.Ordinal);
        Assert.StartsWith("2 users have too few items", split.Notes[1], StringComparison.Ordinal);
    }

    [Fact]
    public void Temporal_cuts_by_time_over_all()
    {
        var dataset = Make([
            .. Enumerable.Range(0, 10).Select(i => (i % 2, i, (long)((i * 7) % 10))),
        ]);

        var split = Splitter.Split(
            dataset,
            new()
            {
                Kind = "temporal",
                TestFraction = 0.3,
                ValidFraction = 0.3,
            },
            1
        );

        Assert.Equal([7L, 8L, 9L], split.Test.Times!.Order());
        Assert.Equal([5L, 6L], split.Valid.Times!.Order());
        Assert.Equal([0L, 1L, 2L, 3L, 4L], split.Train.Times!.Order());
        Assert.Equal(split.Train.Items.Order(), split.Train.Items);
    }

    [Fact]
    public void Temporal_without_times_is_refused()
    {
        var dataset = Make((1, 1, 1), (2, 2, 2));
        dataset = dataset with { Interactions = dataset.Interactions with { Times = null } };

        var error = Assert.Throws<InputException>(() =>
            Splitter.Split(dataset, new() { Kind = "temporal" }, 1)
        );

        Assert.Contains("--time", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Random_within_each_user_holds_out_the_same_share_of_each()
    {
        var dataset = Make([
            .. Enumerable.Range(0, 40).Select(i => (i / 20, i % 20, (long)i)),
            (2, 0, 0L),
        ]);

        var split = Splitter.Split(
            dataset,
            new()
            {
                Kind = "random",
                WithinUser = true,
                TestFraction = 0.25,
                ValidFraction = 0.2,
            },
            1
        );

        Assert.Equal([5, 5, 0], PerUser(split.Test));
        Assert.Equal([3, 3, 0], PerUser(split.Valid));
        Assert.Equal([12, 12, 1], PerUser(split.Train));
    }

    [Fact]
    public void The_seed_of_the_split_goes_before_the_seed_of_the_run()
    {
        var dataset = Make([.. Enumerable.Range(0, 200).Select(i => (i % 9, i, (long)i))]);
        string[] Test(int? seed, int runSeed) =>
            Shown.Rows(
                dataset,
                Splitter.Split(dataset, new() { Kind = "random", Seed = seed }, runSeed).Test
            );

        Assert.Equal(Test(null, 5), Test(5, 6));
        Assert.Equal(Test(5, 1), Test(5, 2));
        Assert.NotEqual(Test(null, 5), Test(null, 6));
    }

    [Fact]
    public void Users_without_a_training_item_stay_in_the_test_set_and_are_noted()
    {
        var dataset = Make((1, 1, 1), (1, 2, 2), (1, 3, 3), (2, 1, 9));

        var split = Splitter.Split(dataset, new() { Kind = "temporal", TestFraction = 0.25 }, 1);

        Assert.Equal(["2 1 9"], Shown.Rows(dataset, split.Test));
        Assert.Contains(
            split.Notes,
            note => note.StartsWith("1 users of the test set", StringComparison.Ordinal)
        );
    }

    [Fact]
    public void The_default_is_leave_last_with_times_and_random_without()
    {
        var dataset = Make((1, 1, 1), (2, 2, 2));

        Assert.Equal("leave-last", Splitter.KindFor(dataset, new()));
        Assert.Equal(
            "random",
            Splitter.KindFor(
                dataset with
                {
                    Interactions = dataset.Interactions with { Times = null },
                },
                new()
            )
        );
    }

    [Theory]
    [InlineData("random", 0.0, 0.1, 1)]
    [InlineData("random", 1.0, 0.1, 1)]
    [InlineData("random", double.NaN, 0.1, 1)]
    [InlineData("temporal", 0.2, 1.0, 1)]
    [InlineData("temporal", 0.2, -0.1, 1)]
    [InlineData("leave-last", 0.2, 0.1, 0)]
    [InlineData("by-moon", 0.2, 0.1, 1)]
    [InlineData("given", 0.2, 0.1, 1)]
    public void Options_out_of_range_are_refused(string kind, double test, double valid, int last)
    {
        Assert.Throws<InputException>(() =>
            Splitter.Split(
                Make((1, 1, 1), (2, 2, 2)),
                new()
                {
                    Kind = kind,
                    TestFraction = test,
                    ValidFraction = valid,
                    LeaveLast = last,
                },
                1
            )
        );
    }

    [Fact]
    public void Every_interaction_lands_in_exactly_one_part_whatever_the_split() =>
        Prop.ForAll(
                Gen.Choose(1, 6).Two().NonEmptyListOf().ToArbitrary(),
                Gen.Elements("random", "temporal", "leave-last").ToArbitrary(),
                Gen.Choose(1, 95).Two().ToArbitrary(),
                (pairs, kind, percent) =>
                {
                    var dataset = Make([
                        .. pairs.Select((pair, i) => (pair.Item1, i, (long)pair.Item2)),
                    ]);
                    var options = new SplitOptions
                    {
                        Kind = kind,
                        TestFraction = percent.Item1 / 100.0,
                        ValidFraction = percent.Item2 / 100.0,
                        WithinUser = percent.Item1 % 2 == 0,
                        LeaveLast = 1 + (percent.Item2 % 3),
                    };
                    DataSplit split;
                    try
                    {
                        split = Splitter.Split(dataset, options, 3);
                    }
                    catch (InputException e)
                    {
                        return e.Message.Contains("nothing to train on", StringComparison.Ordinal);
                    }
                    // Items number the interactions here.
                    return split
                        .Train.Items.Concat(split.Valid.Items)
                        .Concat(split.Test.Items)
                        .Order()
                        .SequenceEqual(Enumerable.Range(0, dataset.Interactions.Count));
                }
            )
            .QuickCheckThrowOnFailure();

    private static int[] PerUser(Interactions part) =>
        [.. Enumerable.Range(0, 3).Select(user => part.Users.Count(one => one == user))];

    private static Dataset Make(params (int User, int Item, long Time)[] rows)
    {
        var users = rows.Select(row => (long)row.User).Distinct().Order().ToArray();
        var items = rows.Select(row => (long)row.Item).Distinct().Order().ToArray();
        return new(
            "made",
            new IdTable(users),
            new IdTable(items),
            new(
                [.. rows.Select(row => Array.IndexOf(users, row.User))],
                [.. rows.Select(row => Array.IndexOf(items, row.Item))],
                null,
                [.. rows.Select(row => row.Time)]
            ),
            [],
            new(),
            ""
        );
    }
}
