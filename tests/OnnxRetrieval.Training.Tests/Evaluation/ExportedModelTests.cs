using OnnxRetrieval.Graph;
using OnnxRetrieval.Training.Data;
using OnnxRetrieval.Training.Evaluation;
using OnnxRetrieval.Training.Tests.Data;
using OnnxRetrieval.Training.Tests.Support;

namespace OnnxRetrieval.Training.Tests.Evaluation;

[Collection(TorchTests.Name)]
public sealed class ExportedModelTests : IDisposable
{
    private const int Users = 6;
    private const int Items = 10;
    private static readonly Interactions All = RandomData.Interactions(Users, Items, 0.4, 2);
    private static readonly UserItems Train = UserItems.From(All, Users);
    private readonly TemporaryFolder folder = new();
    private readonly TinyModel tiny = new(Users, Items, 3, bias: true, 1);

    public void Dispose()
    {
        tiny.Dispose();
        folder.Dispose();
    }

    [Fact]
    public void It_ranks_by_the_towers_scores_without_training_items()
    {
        var dataset = Exported.Dataset(All, Users, Items);
        using var retriever = Exported.Load(tiny.Model, dataset, Train, folder);
        var model = new ExportedModel(retriever, dataset);

        var lists = model.Recommend(
            [.. Enumerable.Range(0, Users)],
            UserHistories.From(All, Users),
            50
        );

        Assert.Equal("test", model.Name);
        Assert.Equal(0, model.UnknownItems);
        for (var user = 0; user < Users; user++)
        {
            Assert.Equal(
                Enumerable
                    .Range(0, Items)
                    .Where(item => !Train[user].Contains(item))
                    .OrderByDescending(item => tiny.Score(user, item)),
                lists[user]
            );
        }
    }

    [Fact]
    public void On_other_data_ids_are_looked_up_and_not_rows()
    {
        using var retriever = Exported.Load(
            tiny.Model,
            Exported.Dataset(All, Users, Items),
            Train,
            folder
        );
        // The same items in the opposite order, a new one, and one of the file's missing; users in the opposite order.
        var other = new Dataset(
            "other",
            new IdTable([
                .. Enumerable.Range(0, Users).Reverse().Select(Blocks.UserId),
                "stranger",
            ]),
            new IdTable([.. Enumerable.Range(1, Items - 1).Reverse().Select(Blocks.ItemId), "new"]),
            Interactions.Empty,
            [],
            new DataReport(),
            ""
        );
        // User 0 of the file is in row Users - 1 here; it has had item 9, in row 0 here, and the new one.
        var had = UserHistories.From(new([Users - 1, Users - 1], [0, Items - 1]), Users + 1);
        var model = new ExportedModel(retriever, other);

        var lists = model.Recommend([Users - 1, Users], had, Items);

        Assert.Equal(1, model.UnknownItems);
        Assert.Equal(Expected(0, [9]), lists[0]);
        Assert.Equal(Expected(Users, []), lists[1]);

        IEnumerable<int> Expected(int query, int[] excluded) =>
            Enumerable
                .Range(0, Items)
                .Except(excluded)
                .OrderByDescending(item => tiny.Score(query, item))
                // Item 0 is not in these data: it takes its place in the list, as no item.
                .Select(item => item == 0 ? -1 : Items - 1 - item);
    }

    [Fact]
    public void A_file_with_a_fixed_number_of_results_is_refused()
    {
        var dataset = Exported.Dataset(All, Users, Items);
        using var retriever = Exported.Load(tiny.Model, dataset, Train, folder, bakedK: 5);

        var error = Assert.Throws<InputException>(() => new ExportedModel(retriever, dataset));

        Assert.Contains("without a baked k", error.Message, StringComparison.Ordinal);
    }
}
