using OnnxRetrieval.Graph;
using OnnxRetrieval.Training.Data;
using OnnxRetrieval.Training.Fitting;
using OnnxRetrieval.Training.Tests.Support;

namespace OnnxRetrieval.Training.Tests.Fitting;

public sealed class ValidationPlanTests
{
    [Fact]
    public void Few_users_are_ranked_all_of_them_and_rarely()
    {
        var settings = Settings(users: 900, items: 1700);

        // A tenth of the time would do for a quarter of them.
        Assert.Equal(3, settings.ValidateEvery);
        Assert.InRange(settings.ValidationUsers, 900, 5000);
    }

    [Fact]
    public void Of_many_users_as_many_are_ranked_as_a_tenth_of_the_time_allows()
    {
        var settings = Settings(users: 6000, items: 3000);

        Assert.Equal(1, settings.ValidateEvery);
        Assert.InRange(settings.ValidationUsers, 1379, 1380);
        Assert.Equal(5000, Settings(users: 30_000, items: 200).ValidationUsers);
    }

    [Fact]
    public void The_tutorials_recipe_validates_as_it_does() =>
        Assert.Equal(5, Settings(users: 900, items: 1700, "basic").ValidateEvery);

    private static FitSettings Settings(int users, int items, string recipe = "default")
    {
        var train = new Interactions(
            [.. Enumerable.Range(0, 2 * users).Select(i => i / 2)],
            [.. Enumerable.Range(0, 2 * users).Select(i => i % items)]
        );
        var valid = new Interactions(
            [.. Enumerable.Range(0, users)],
            [.. Enumerable.Range(0, users).Select(i => i % items)]
        );
        var dataset = new Dataset(
            "made",
            new IdTable([.. Enumerable.Range(0, users).Select(Blocks.UserId)]),
            new IdTable([.. Enumerable.Range(0, items).Select(Blocks.ItemId)]),
            train.Concat(valid),
            [],
            new DataReport(),
            ""
        );
        return Recipe.Resolve(
            new TrainingOptions { Recipe = recipe },
            new DataSplit(dataset, train, valid, Interactions.Empty, true, [])
        );
    }
}
