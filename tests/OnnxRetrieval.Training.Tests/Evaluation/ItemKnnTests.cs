using OnnxRetrieval.Training.Data;
using OnnxRetrieval.Training.Evaluation;

namespace OnnxRetrieval.Training.Tests.Evaluation;

public sealed class ItemKnnTests
{
    private const int Size = 40;

    [Fact]
    public void On_a_checkerboard_each_user_gets_the_items_of_their_colour()
    {
        // A user meets the items of the same parity, but for two that are held out.
        var pairs = (
            from user in Enumerable.Range(0, Size)
            from item in Enumerable.Range(0, Size)
            where (user + item) % 2 == 0 && !HeldOut(user).Contains(item)
            select (user, item)
        ).ToArray();
        var interactions = new Interactions(
            [.. pairs.Select(pair => pair.user)],
            [.. pairs.Select(pair => pair.item)]
        );
        var train = UserItems.From(interactions, Size);
        var knn = new ItemKnn(train, Size, cancellation: TestContext.Current.CancellationToken);

        var lists = knn.Recommend(
            [.. Enumerable.Range(0, Size)],
            UserHistories.From(interactions, Size),
            2
        );

        Assert.Equal("item_knn", knn.Name);
        for (var user = 0; user < Size; user++)
        {
            Assert.Equal(HeldOut(user), lists[user].Order());
        }
    }

    [Fact]
    public void Scores_are_the_sums_of_cosines()
    {
        var random = new Random(4);
        var interactions = Support.RandomData.Interactions(12, 9, 0.4, 4);
        var train = UserItems.From(interactions, 12);
        var sets = Enumerable
            .Range(0, 9)
            .Select(item =>
                Enumerable.Range(0, 12).Where(user => train[user].Contains(item)).ToHashSet()
            )
            .ToArray();

        var lists = new ItemKnn(
            train,
            9,
            cancellation: TestContext.Current.CancellationToken
        ).Recommend([.. Enumerable.Range(0, 12)], UserHistories.From(interactions, 12), 9);

        for (var user = 0; user < 12; user++)
        {
            var own = train[user].ToArray();
            var scores = lists[user].Select(item => own.Sum(mine => Cosine(item, mine))).ToArray();
            var related = Enumerable
                .Range(0, 9)
                .Except(own)
                .Count(item => own.Sum(mine => Cosine(item, mine)) > 0);
            Assert.Equal(related, lists[user].Length);
            for (var i = 1; i < scores.Length; i++)
            {
                Assert.True(scores[i] <= scores[i - 1] + 1e-6);
            }
        }

        double Cosine(int x, int y) =>
            sets[x].Count == 0 || sets[y].Count == 0
                ? 0
                : sets[x].Intersect(sets[y]).Count()
                    / Math.Sqrt((double)sets[x].Count * sets[y].Count);
    }

    [Fact]
    public void A_user_of_whom_nothing_is_given_gets_the_most_popular_items()
    {
        var train = UserItems.From(new([0, 0, 1, 1, 2], [0, 2, 1, 2, 2]), 4);
        var baseline = new ItemKnn(train, 3, cancellation: TestContext.Current.CancellationToken);

        Assert.Equal(
            [2, 0],
            baseline.Recommend([3], UserHistories.From(Interactions.Empty, 4), 2)[0]
        );
    }

    [Fact]
    public void A_cancelled_computation_stops()
    {
        var train = UserItems.From(Support.RandomData.Interactions(12, 9, 0.4, 4), 12);

        Assert.Throws<OperationCanceledException>(() =>
            new ItemKnn(train, 9, cancellation: new CancellationToken(canceled: true))
        );
    }

    private static int[] HeldOut(int user)
    {
        int[] held =
        [
            (user % 2) + 2 * (user / 2 % (Size / 2)),
            (user % 2) + 2 * ((user / 2 + 7) % (Size / 2)),
        ];
        Array.Sort(held);
        return held;
    }
}
