using OnnxRetrieval.Tests.Models;

namespace OnnxRetrieval.Tests;

public class DisposeTests
{
    [Fact]
    public async Task Calls_after_the_disposal_are_refused()
    {
        using var model = new TestModel();
        var retriever = model.Load();
        var ids = retriever.CandidateIds;
        var result = retriever.Retrieve("u0");
        retriever.Dispose();
        retriever.Dispose();
        Assert.Throws<ObjectDisposedException>(() => retriever.Retrieve("u0"));
        Assert.Throws<ObjectDisposedException>(() => retriever.RetrieveBatch(["u0"]));
        Assert.Throws<ObjectDisposedException>(() => retriever.RetrieveRows(["u0"], 1, new int[1]));
        await Assert.ThrowsAsync<ObjectDisposedException>(() =>
            retriever.RetrieveAsync("u0", cancellation: TestContext.Current.CancellationToken)
        );
        // What was given before is the caller's.
        Assert.Equal(model.Best("u0", 1)[0].Row, result[0].Index);
        Assert.Equal(TestModel.TitleOf(result[0].Index), result[0].Title);
        Assert.Equal(model.Items[0], ids[0]);
        Assert.Equal("test", retriever.Info.ModelName);
    }

    [Fact]
    public void Ids_cannot_be_read_first_after_the_disposal()
    {
        using var model = new TestModel();
        var retriever = model.Load();
        retriever.Dispose();
        Assert.Throws<ObjectDisposedException>(() => retriever.CandidateIds);
    }

    [Fact]
    public async Task Calls_under_way_end_as_usual()
    {
        using var model = new TestModel(items: 5_000);
        var expected = model.Best("u2", 20).Select(hit => hit.Row).ToArray();
        for (var repeat = 0; repeat < 20; repeat++)
        {
            var retriever = model.Load(new RetrieverOptions { Threads = 1 });
            using var begun = new CountdownEvent(4);
            var callers = Enumerable
                .Range(0, 4)
                .Select(_ =>
                    Task.Run(() =>
                    {
                        var answers = 0;
                        begun.Signal();
                        try
                        {
                            while (true)
                            {
                                Assert.Equal(
                                    expected,
                                    RetrieverTests.Rows(retriever.Retrieve("u2", 20))
                                );
                                answers++;
                            }
                        }
                        catch (ObjectDisposedException)
                        {
                            return answers;
                        }
                    })
                )
                .ToArray();
            begun.Wait(TestContext.Current.CancellationToken);
            await Task.Delay(repeat, TestContext.Current.CancellationToken);
            retriever.Dispose();
            await Task.WhenAll(callers);
        }
    }
}
