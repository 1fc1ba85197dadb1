using OnnxRetrieval.Training.Data;
using OnnxRetrieval.Training.Evaluation;
using OnnxRetrieval.Training.Native;
using OnnxRetrieval.Training.Tests.Data;
using OnnxRetrieval.Training.Tests.Support;

namespace OnnxRetrieval.Training.Tests.Evaluation;

[Collection(TorchTests.Name)]
public sealed class ExportCheckTests : IDisposable
{
    private const int Users = 6;
    private const int Items = 300;
    private static readonly int[] Everybody = [.. Enumerable.Range(0, Users)];

    // User 5 meets nothing.
    private static readonly Interactions All = RandomData.Interactions(Users - 1, Items, 0.1, 2);
    private static readonly UserItems Train = UserItems.From(All, Users);
    private readonly TemporaryFolder folder = new();
    private readonly TinyModel tiny = new(Users, Items, 16, bias: true, 1);

    public void Dispose()
    {
        tiny.Dispose();
        folder.Dispose();
    }

    [Theory]
    [InlineData(null)]
    [InlineData(7)]
    [InlineData(200)]
    [InlineData(1000)]
    public void A_file_equals_its_towers_for_every_user(int? bakedK)
    {
        var dataset = Exported.Dataset(All, Users, Items);
        using var retriever = Exported.Load(tiny.Model, dataset, Train, folder, bakedK);

        var largest = Check(retriever, dataset, Train, Everybody);

        Assert.InRange(largest, 0, 1e-5);
    }

    [Fact]
    public void A_difference_of_a_single_vector_is_noticed()
    {
        var dataset = Exported.Dataset(All, Users, Items);
        using var retriever = Exported.Load(tiny.Model, dataset, Train, folder);
        using var row = tiny.Model.Query.Parameters[0].Value.narrow(0, 3, 1);
        row.mul_(Scalars.Of(1.001));

        var error = Assert.Throws<ExportMismatchException>(() =>
            Check(retriever, dataset, Train, Everybody)
        );

        Assert.Contains($"user '{Blocks.UserId(3)}'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_user_who_is_known_without_having_been_trained_is_noticed()
    {
        var dataset = Exported.Dataset(All, Users, Items);
        using var retriever = Exported.Load(tiny.Model, dataset, Train, folder);
        // The towers' side has it that user 0 was never met.
        var without = UserItems.From(
            All.Select([.. Enumerable.Range(0, All.Count).Where(i => All.Users[i] != 0)]),
            Users
        );
        tiny.Model.Query.ReplaceByUnknown([0]);

        Assert.Throws<ExportMismatchException>(() => Check(retriever, dataset, without, [0]));
    }

    private double Check(Retriever retriever, Dataset dataset, UserItems trained, int[] users) =>
        ExportCheck.Run(
            retriever,
            tiny.Model,
            dataset,
            trained,
            UserHistories.From(All, Users),
            users
        );
}
