using OnnxRetrieval.Tests.Models;

namespace OnnxRetrieval.Tests;

public class RetrieveAmongTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Results_are_the_best_of_the_given_candidates(bool textIds)
    {
        using var model = new TestModel(textIds, candidatesInput: true);
        using var retriever = model.Load();
        var given = new[] { 5, 30, 7, 7, 12, 1 }.Select(row => model.Items[row]).ToArray();
        var excluded = model.Items[30];
        var others = Enumerable
            .Range(0, model.Items.Count)
            .Select(row => model.Items[row])
            .Except(given)
            .Append(excluded);

        var result = retriever.RetrieveAmong(
            model.Users[2],
            [.. given, null!, "", "nowhere"],
            k: 3,
            exclude: [excluded]
        );

        Assert.True(retriever.Info.CanChooseAmong);
        Assert.Equal(
            model.Best(model.Users[2], 3, others),
            result.Select(hit => (hit.Index, hit.Score))
        );
        Assert.All(result, hit => Assert.Equal(model.Items[hit.Index], hit.Id));
    }

    [Fact]
    public void Of_no_candidates_none_is_given_and_later_calls_have_all_again()
    {
        using var model = new TestModel(candidatesInput: true);
        using var retriever = model.Load();

        Assert.Empty(retriever.RetrieveAmong("u1", []));
        Assert.Empty(retriever.RetrieveAmong("u1", ["nowhere"]));
        Assert.Single(retriever.RetrieveAmong("u1", [model.Items[4]]));
        Assert.Equal(
            model.Best("u1", 40),
            retriever.Retrieve("u1", 50).Select(hit => (hit.Index, hit.Score))
        );
        var rows = new int[3];
        retriever.RetrieveRows(["u2"], 3, rows);
        Assert.Equal(model.Best("u2", 3).Select(hit => hit.Row), rows);
    }

    [Fact]
    public void A_file_without_the_input_says_so()
    {
        using var model = new TestModel();
        using var retriever = model.Load();

        var error = Assert.Throws<RetrievalException>(() =>
            retriever.RetrieveAmong("u1", [model.Items[0]])
        );

        Assert.False(retriever.Info.CanChooseAmong);
        Assert.Equal(RetrievalError.QueryMismatch, error.Error);
        Assert.Contains("--candidates-input", error.Message, StringComparison.Ordinal);
    }
}
