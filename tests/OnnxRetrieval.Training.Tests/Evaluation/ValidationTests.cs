using OnnxRetrieval.Training.Data;
using OnnxRetrieval.Training.Evaluation;
using OnnxRetrieval.Training.Tests.Data;
using OnnxRetrieval.Training.Tests.Support;

namespace OnnxRetrieval.Training.Tests.Evaluation;

[Collection(TorchTests.Name)]
public sealed class ValidationTests : IDisposable
{
    private const int Users = 30;
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(40, false)]
    [InlineData(40, true)]
    // Fewer items than the metrics look at.
    [InlineData(8, false)]
    [InlineData(8, true)]
    public void It_measures_what_the_evaluation_of_the_exported_file_does(int items, bool overlap)
    {
        var all = RandomData.Interactions(Users, items, 0.5, 1);
        var part = Enumerable.Range(0, all.Count).ToLookup(i => i % 3 == 0 && all.Users[i] != 4);
        // Users 4 and 5: one has nothing held out, the other nothing to learn from.
        var learned = part[false].Where(i => all.Users[i] != 5).ToArray();
        int[] held = overlap ? [.. part[true], .. learned.Take(20)] : [.. part[true]];
        var train = UserItems.From(all.Select(learned), Users);
        var heldOut = UserItems.From(all.Select(held), Users);
        using var tiny = new TinyModel(Users, items, 4, bias: true, 3);
        tiny.Model.Query.ReplaceByUnknown([5]);
        var dataset = Exported.Dataset(all, Users, items);
        using var retriever = Exported.Load(tiny.Model, dataset, train, folder);

        var (measured, _) = new Validation(train, heldOut, Users).Measure(tiny.Model);

        var expected = new RankingEvaluation(
            UserHistories.From(all.Select(learned), Users),
            heldOut,
            new ItemPopularity(train, items)
        )
            .Measure(new ExportedModel(retriever, dataset), TestContext.Current.CancellationToken)
            .Metrics;
        foreach (var (name, value) in measured)
        {
            Assert.Equal(expected[name], value, 1e-12);
        }
        Assert.Contains("ndcg@10", measured.Keys);
        Assert.Contains("recall@20", measured.Keys);
    }

    [Fact]
    public void The_loss_is_the_mean_cross_entropy_over_the_catalogue()
    {
        var train = UserItems.From(new([0, 1], [0, 1]), 3);
        var heldOut = UserItems.From(new([0, 0, 2], [1, 2, 0]), 3);
        using var tiny = new TinyModel(3, 4, 2, bias: true, 1);

        var (_, loss) = new Validation(train, heldOut, 3).Measure(tiny.Model);

        // User 2 was never trained, so it is the unknown one, in row 3.
        var expected = (Loss(0, 1) + Loss(0, 2) + Loss(3, 0)) / 3;
        Assert.Equal(expected, loss, 1e-5);

        double Loss(int query, int item) =>
            Math.Log(Enumerable.Range(0, 4).Sum(other => Math.Exp(tiny.Score(query, other))))
            - tiny.Score(query, item);
    }

    [Fact]
    public void Of_many_users_an_even_sample_is_measured()
    {
        // The first half of the users gets what it wants, the other does not.
        var heldOut = UserItems.From(
            new(
                [.. Enumerable.Range(0, 100)],
                [.. Enumerable.Range(0, 100).Select(u => u < 50 ? 0 : 19)]
            ),
            100
        );
        var train = UserItems.From(Interactions.Empty, 100);
        using var tiny = new TinyModel(100, 30, 1, bias: true, 1);
        foreach (var parameter in tiny.Model.Query.Parameters)
        {
            parameter.Value.zero_();
        }
        using var order = TorchSharp.torch.linspace(3, -3, 31).unsqueeze(1);
        tiny.Model.Bias!.Value.copy_(order);

        var (metrics, _) = new Validation(train, heldOut, mostUsers: 10).Measure(tiny.Model);

        Assert.Equal(0.5, metrics["recall@10"], 12);
        Assert.Equal(1, metrics["recall@20"], 12);
    }
}
