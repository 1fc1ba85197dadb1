using OnnxRetrieval.Tests.Models;

namespace OnnxRetrieval.Tests;

public class InvertedListsTests
{
    private static readonly RetrieverOptions all = new() { Probes = 1000 };

    [Theory]
    [InlineData(1)]
    [InlineData(9)]
    [InlineData(40)]
    public void With_all_blocks_the_best_are_found(int k)
    {
        for (var seed = 1; seed <= 5; seed++)
        {
            using var model = new TestModel(lists: true, seed: seed);
            using var retriever = model.Load(all);
            foreach (var user in (string[])["u1", "u2", "a stranger"])
            {
                string[] excluded = [model.Items.Strings[3], "no item", model.Items.Strings[20]];
                Assert.Equal(
                    model.Best(user, k, excluded),
                    retriever.Retrieve(user, k, excluded).Select(hit => (hit.Index, hit.Score))
                );
            }
        }
    }

    [Fact]
    public void Without_a_number_the_files_own_is_taken()
    {
        using var model = new TestModel(lists: true);
        using var usual = model.Load();
        using var one = model.Load(new RetrieverOptions { Probes = 1 });
        foreach (var user in (string[])["u1", "u2", "u3"])
        {
            // One block of seven.
            var found = usual.Retrieve(user, k: 5).Select(hit => hit.Index).ToArray();
            Assert.Equal(one.Retrieve(user, k: 5).Select(hit => hit.Index), found);
            Assert.Single(found.Select(row => row % 6).Distinct());
        }
    }

    [Fact]
    public void More_results_than_a_block_has_are_given()
    {
        using var model = new TestModel(lists: true);
        using var retriever = model.Load(new RetrieverOptions { Probes = 1 });

        var found = retriever.Retrieve("u1", k: 30).Select(hit => hit.Index).ToArray();

        Assert.Equal(30, found.Distinct().Count());
    }

    [Fact]
    public void Given_candidates_are_all_looked_at()
    {
        using var model = new TestModel(lists: true, candidatesInput: true);
        using var retriever = model.Load();
        string[] given = [.. model.Items.Strings[..15]];

        Assert.Equal(
            model.Best("u1", 40).Where(hit => hit.Row < 15).Take(6),
            retriever.RetrieveAmong("u1", given, k: 6).Select(hit => (hit.Index, hit.Score))
        );
    }

    [Fact]
    public void Other_files_take_no_notice()
    {
        using var model = new TestModel();
        using var retriever = model.Load(new RetrieverOptions { Probes = 1 });

        Assert.Equal(
            model.Best("u1", 9),
            retriever.Retrieve("u1", k: 9).Select(hit => (hit.Index, hit.Score))
        );
    }

    [Fact]
    public void No_blocks_are_refused()
    {
        using var model = new TestModel();

        var error = Assert.Throws<ArgumentOutOfRangeException>(() =>
            model.Load(new RetrieverOptions { Probes = 0 })
        );

        Assert.Contains("at least 1", error.Message, StringComparison.Ordinal);
    }
}
