using OnnxRetrieval.Tests.Models;

namespace OnnxRetrieval.Tests;

public class FixedKTests
{
    [Fact]
    public void A_file_with_a_fixed_k_gives_at_most_that_many()
    {
        using var model = new TestModel(bakedK: 5);
        using var retriever = model.Load();
        Assert.Equal(5, retriever.Info.FixedK);
        Assert.False(retriever.Info.CanExclude);
        var result = retriever.Retrieve("u1", k: 10);
        Assert.Equal(model.Best("u1", 5), result.Select(hit => (hit.Index, hit.Score)));
        Assert.Equal(
            model.Best("u1", 3).Select(hit => (model.Items[hit.Row], TestModel.TitleOf(hit.Row))),
            retriever.Retrieve("u1", k: 3).Select(hit => (hit.Id, hit.Title!))
        );
    }

    [Fact]
    public void A_batch_of_it_keeps_the_rows_apart()
    {
        using var model = new TestModel(bakedK: 5);
        using var retriever = model.Load();
        var results = retriever.RetrieveBatch(["u1", "u2"], k: 4);
        Assert.Equal(
            model.Best("u2", 4).Select(hit => model.Items[hit.Row]),
            results[1].Select(hit => hit.Id)
        );
        var rows = new int[2 * 8];
        retriever.RetrieveRows(["u1", "u2"], 8, rows);
        Assert.Equal([.. model.Best("u2", 5).Select(hit => hit.Row), -1, -1, -1], rows[8..]);
    }

    [Fact]
    public void It_refuses_exclusions_and_cannot_list_its_ids()
    {
        using var model = new TestModel(bakedK: 5);
        using var retriever = model.Load();
        var error = Assert.Throws<RetrievalException>(() =>
            retriever.Retrieve("u1", exclude: ["ítem 1"])
        );
        Assert.Equal(RetrievalError.QueryMismatch, error.Error);
        error = Assert.Throws<RetrievalException>(() => retriever.CandidateIds);
        Assert.Contains("at most 5 of its 40", error.Message, StringComparison.Ordinal);
        Assert.Throws<RetrievalException>(() =>
            retriever.RetrieveRows(
                ["u1"],
                1,
                new int[1],
                excludedRows: [1],
                excludedOffsets: [0, 1]
            )
        );
    }

    [Fact]
    public void A_fixed_k_of_all_candidates_lists_them()
    {
        using var model = new TestModel(bakedK: 1000);
        using var retriever = model.Load();
        Assert.Equal(40, retriever.Info.FixedK);
        Assert.Equal(model.Items.Strings.ToArray(), retriever.CandidateIds);
        Assert.Equal(
            model.Best("u1", 7),
            retriever.Retrieve("u1", 7).Select(hit => (hit.Index, hit.Score))
        );
    }
}
