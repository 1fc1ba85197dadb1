using OnnxRetrieval.Tests.Models;

namespace OnnxRetrieval.Tests;

public class RetrieveBatchTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_batch_gives_what_single_calls_give(bool textIds)
    {
        using var model = new TestModel(textIds);
        using var retriever = model.Load();
        Query[] queries = [model.Users[2], "999", model.Users[0], model.Users[2]];
        IEnumerable<string>[] each =
        [
            [model.Items[3], model.Items[4]],
            [],
            [.. Enumerable.Range(0, 20).Select(row => model.Items[row])],
            null!,
        ];
        string[] all = [model.Items[7]];
        var results = retriever.RetrieveBatch(queries, k: 25, all, each);
        Assert.Equal(4, results.Count);
        for (var i = 0; i < queries.Length; i++)
        {
            var single = retriever.Retrieve(queries[i], 25, [.. all, .. each[i] ?? []]);
            Assert.Equal(single.IsKnown, results[i].IsKnown);
            Assert.Equal(
                single.Select(hit => (hit.Id, hit.Score, hit.Title)),
                results[i].Select(hit => (hit.Id, hit.Score, hit.Title))
            );
        }
        Assert.Equal(20, results[2].Count);
    }

    [Fact]
    public void Ids_are_queries()
    {
        using var model = new TestModel(textIds: false);
        using var retriever = model.Load();
        string[] texts = ["10", "11"];
        long[] integers = [10, 11];
        Assert.Equal(
            retriever.RetrieveBatch(texts, k: 3).SelectMany(RetrieverTests.Rows),
            retriever.RetrieveBatch(integers, k: 3).SelectMany(RetrieverTests.Rows)
        );
    }

    [Fact]
    public void No_query_gives_no_result()
    {
        using var model = new TestModel();
        using var retriever = model.Load();
        Assert.Empty(retriever.RetrieveBatch(Array.Empty<Query>()));
    }

    [Fact]
    public void Exclusions_shared_by_all_may_be_enumerable_once_only()
    {
        using var model = new TestModel();
        using var retriever = model.Load();
        var reads = 0;
        var results = retriever.RetrieveBatch(
            ["u0", "u1"],
            40,
            Once(),
            [
                ["ítem 1"],
                ["ítem 2"],
            ]
        );
        Assert.Equal([38, 38], results.Select(result => result.Count));

        IEnumerable<string> Once()
        {
            Assert.Equal(1, ++reads);
            yield return "ítem 0";
        }
    }

    [Fact]
    public void As_many_exclusion_lists_as_queries_are_needed()
    {
        using var model = new TestModel();
        using var retriever = model.Load();
        var error = Assert.Throws<ArgumentException>(() =>
            retriever.RetrieveBatch(
                ["u0", "u1"],
                excludeEach:
                [
                    ["ítem 1"],
                ]
            )
        );
        Assert.Contains("2 queries and 1 lists", error.Message, StringComparison.Ordinal);
    }
}
