namespace OnnxRetrieval.Hosting.Tests;

public class ReloadUnderLoadTests
{
    private const int Callers = 8;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task No_call_fails_and_none_is_stale_while_files_come_and_go(bool batching)
    {
        const int reloads = 50;
        const int callsPerReload = 200;
        using var models = new TwoModels(items: 2_000, dimensions: 16);
        using var file = new ServedFile(options =>
            options.Batching = batching ? new BatchingOptions() : null
        );
        file.Put(models.At(0));
        var model = file.Model;
        var retriever = file.Retriever;
        var replaced = new List<Retriever>();
        model.Reloaded += (_, change) => replaced.Add(change.Previous!.Retriever);

        // Counted up before and after each swap: a call that sees the same even number at both its ends ran between two.
        var swaps = 0;
        var calls = 0;
        using var end = new CancellationTokenSource();
        var callers = Enumerable
            .Range(0, Callers)
            .Select(caller =>
                Task.Run(async () =>
                {
                    while (!end.IsCancellationRequested)
                    {
                        var before = Volatile.Read(ref swaps);
                        var answer =
                            caller % 2 == 0
                                ? retriever.Retrieve("u1")
                                : await retriever.RetrieveAsync("u1");
                        var found = answer.Select(hit => (hit.Index, hit.Score)).ToArray();
                        if (before % 2 == 0 && Volatile.Read(ref swaps) == before)
                        {
                            Assert.Equal(models.Expected[before / 2 % 2], found);
                        }
                        else
                        {
                            Assert.Contains(found, models.Expected);
                        }
                        Interlocked.Increment(ref calls);
                    }
                })
            )
            .ToArray();
        for (var reload = 0; reload < reloads; reload++)
        {
            if (reload % 2 == 0)
            {
                file.PutBroken();
                Assert.Equal(ReloadOutcome.Failed, (await Reload(model)).Outcome);
            }
            else
            {
                file.Put(models.At(swaps / 2 + 1));
                Interlocked.Increment(ref swaps);
                Assert.Equal(ReloadOutcome.Swapped, (await Reload(model)).Outcome);
                Interlocked.Increment(ref swaps);
            }
            var enough = Volatile.Read(ref calls) + callsPerReload;
            while (Volatile.Read(ref calls) < enough && !callers.Any(caller => caller.IsCompleted))
            {
                await Task.Delay(1, TestContext.Current.CancellationToken);
            }
        }
        await end.CancelAsync();
        await Task.WhenAll(callers);

        Assert.True(calls >= reloads * callsPerReload);
        Assert.Equal(reloads / 2, replaced.Count);
        Assert.All(replaced, retriever => Assert.True(retriever.IsFreed));
    }

    private static Task<ReloadResult> Reload(HostedModel model) =>
        model.ReloadAsync(TestContext.Current.CancellationToken);
}
