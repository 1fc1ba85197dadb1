using OnnxRetrieval.Tests.Models;

namespace OnnxRetrieval.Tests;

public class RetrieveAsyncTests
{
    [Fact]
    public async Task It_gives_what_the_plain_call_gives()
    {
        using var model = new TestModel();
        using var retriever = model.Load();
        using var source = new CancellationTokenSource();
        var result = await retriever.RetrieveAsync("u3", 5, ["ítem 0"], source.Token);
        Assert.Equal(model.Best("u3", 5, ["ítem 0"]), result.Select(hit => (hit.Index, hit.Score)));
    }

    [Fact]
    public async Task Exclusions_may_be_changed_once_it_has_returned()
    {
        using var model = new TestModel();
        using var retriever = model.Load();
        var exclude = new List<string> { "ítem 0" };
        var running = retriever.RetrieveAsync(
            "u3",
            40,
            exclude,
            TestContext.Current.CancellationToken
        );
        exclude.Clear();
        Assert.Equal(39, (await running).Count);
    }

    [Fact]
    public async Task Cancelled_before_it_starts_it_never_runs()
    {
        using var model = new TestModel();
        using var retriever = model.Load();
        var cancelled = new CancellationToken(canceled: true);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            retriever.RetrieveAsync("u3", cancellation: cancelled)
        );
    }

    [Fact]
    public async Task Cancelled_while_it_runs_it_stops_and_the_retriever_stays_usable()
    {
        // Large enough that a call takes milliseconds: the cancellation meets it under way.
        using var model = new TestModel(items: 300_000, dimensions: 16, columns: false);
        using var retriever = model.Load(new RetrieverOptions { Threads = 1 });
        var expected = RetrieverTests.Rows(retriever.Retrieve("u3")).ToArray();
        var stopped = 0;
        for (var i = 0; i < 300 && stopped == 0; i++)
        {
            using var source = new CancellationTokenSource();
            var running = retriever.RetrieveAsync("u3", 300_000, cancellation: source.Token);
            // Ever later, from before the start to the end of the run.
            await Task.Delay(TimeSpan.FromMilliseconds(i % 30), CancellationToken.None);
            await source.CancelAsync();
            try
            {
                Assert.Equal(300_000, (await running).Count);
            }
            catch (OperationCanceledException error) when (error.InnerException is not null)
            {
                // Stopped by ONNX Runtime itself, not before the call began.
                Assert.Equal(source.Token, error.CancellationToken);
                stopped++;
            }
            catch (OperationCanceledException)
            {
                // Before it began.
            }
            Assert.Equal(expected, RetrieverTests.Rows(retriever.Retrieve("u3")));
        }
        Assert.Equal(1, stopped);
    }
}
