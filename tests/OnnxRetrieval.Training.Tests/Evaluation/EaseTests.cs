using OnnxRetrieval.Training.Data;
using OnnxRetrieval.Training.Evaluation;
using OnnxRetrieval.Training.Tests.Support;

namespace OnnxRetrieval.Training.Tests.Evaluation;

[Collection(TorchTests.Name)]
public sealed class EaseTests
{
    private const int Users = 14;
    private const int Items = 9;

    [Theory]
    [InlineData(0.5)]
    [InlineData(20)]
    public void Scores_are_those_of_the_closed_form(double lambda)
    {
        // Item 3 is nobody's, and no part of the matrix.
        var all = RandomData.Interactions(Users, Items, 0.5, 3);
        var interactions = all.Select([
            .. Enumerable.Range(0, all.Count).Where(i => all.Items[i] != 3),
        ]);
        var train = UserItems.From(interactions, Users);
        var weights = ClosedForm(train, lambda);
        var ease = Ease.Fit(train, Items, lambda, TestContext.Current.CancellationToken);

        var lists = ease.Recommend(
            [.. Enumerable.Range(0, Users)],
            UserHistories.From(interactions, Users),
            Items
        );

        Assert.Equal("ease", ease.Name);
        for (var user = 0; user < Users; user++)
        {
            var own = train[user].ToArray();
            var expected = Enumerable
                .Range(0, Items)
                .Where(item => item != 3 && !own.Contains(item))
                .OrderByDescending(item => Math.Round(own.Sum(mine => weights[mine, item]), 5))
                .ToArray();
            Assert.Equal(expected, lists[user]);
        }
    }

    [Fact]
    public void On_a_checkerboard_each_user_gets_the_items_of_their_colour_whatever_is_given()
    {
        const int Size = 30;
        var pairs = (
            from user in Enumerable.Range(0, Size)
            from item in Enumerable.Range(0, Size)
            where (user + item) % 2 == 0 && (user + item) % 10 != 0
            select (user, item)
        ).ToArray();
        var train = UserItems.From(
            new([.. pairs.Select(pair => pair.user)], [.. pairs.Select(pair => pair.item)]),
            Size
        );
        var ease = Ease.Fit(train, Size, seed: 1, TestContext.Current.CancellationToken);

        // A stranger of whom two items are known.
        var given = UserHistories.From(new([Size, Size], [4, 12]), Size + 1);
        var list = ease.Recommend([Size], given, 5)[0];

        Assert.True(ease.ServesStrangers);
        Assert.Equal(5, list.Length);
        Assert.All(list, item => Assert.Equal(0, item % 2));
        Assert.DoesNotContain(4, list);
        Assert.DoesNotContain(12, list);
    }

    [Fact]
    public void The_strength_is_chosen_among_multiples_of_the_mean_popularity()
    {
        var train = UserItems.From(RandomData.Interactions(40, 20, 0.3, 5), 40);
        var mean = train.Count / 20.0;

        var ease = Ease.Fit(train, 20, seed: 2, TestContext.Current.CancellationToken);
        var again = Ease.Fit(train, 20, seed: 2, TestContext.Current.CancellationToken);

        Assert.Contains(ease.Lambda / mean, (double[])[0.5, 1, 2, 4]);
        Assert.Equal(ease.Lambda, again.Lambda);
    }

    [Fact]
    public void Users_of_one_item_each_leave_nothing_to_choose_by()
    {
        var train = UserItems.From(new([0, 1, 2], [0, 1, 1]), 3);

        var ease = Ease.Fit(train, 2, seed: 2, TestContext.Current.CancellationToken);

        Assert.Equal(1.5, ease.Lambda);
    }

    [Fact]
    public void A_user_of_whom_nothing_is_given_gets_the_most_popular_items()
    {
        var train = UserItems.From(new([0, 0, 1, 1, 2], [0, 2, 1, 2, 2]), 4);
        var baseline = Ease.Fit(train, 3, 1.0, TestContext.Current.CancellationToken);

        Assert.Equal(
            [2, 0],
            baseline.Recommend([3], UserHistories.From(Interactions.Empty, 4), 2)[0]
        );
    }

    [Fact]
    public void A_cancelled_fit_stops()
    {
        var train = UserItems.From(new([0, 1, 2], [0, 1, 1]), 3);

        Assert.Throws<OperationCanceledException>(() =>
            Ease.Fit(train, 2, seed: 2, new CancellationToken(canceled: true))
        );
    }

    /// <summary>B = I - P diag(P)⁻¹ by Gauss-Jordan elimination in doubles; item 3 left as the λ on the diagonal makes it.</summary>
    private static double[,] ClosedForm(UserItems train, double lambda)
    {
        var left = new double[Items, Items];
        var right = new double[Items, Items];
        for (var i = 0; i < Items; i++)
        {
            left[i, i] = lambda;
            right[i, i] = 1;
        }
        for (var user = 0; user < Users; user++)
        {
            foreach (var i in train[user])
            {
                foreach (var j in train[user])
                {
                    left[i, j]++;
                }
            }
        }
        for (var pivot = 0; pivot < Items; pivot++)
        {
            var scale = left[pivot, pivot];
            for (var j = 0; j < Items; j++)
            {
                left[pivot, j] /= scale;
                right[pivot, j] /= scale;
            }
            for (var i = 0; i < Items; i++)
            {
                var factor = left[i, pivot];
                for (var j = 0; i != pivot && j < Items; j++)
                {
                    left[i, j] -= factor * left[pivot, j];
                    right[i, j] -= factor * right[pivot, j];
                }
            }
        }
        var weights = new double[Items, Items];
        for (var i = 0; i < Items; i++)
        {
            for (var j = 0; j < Items; j++)
            {
                weights[i, j] = i == j ? 0 : -right[i, j] / right[j, j];
            }
        }
        return weights;
    }
}
