using OnnxRetrieval.Tests.Models;

namespace OnnxRetrieval.Tests;

public sealed class BatchingRetrieverTests : IDisposable
{
    private readonly TestModel model = new();
    private readonly Retriever retriever;
    private readonly GatedRetriever gated;

    public BatchingRetrieverTests()
    {
        retriever = model.Load();
        gated = new GatedRetriever(retriever);
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        gated.Dispose();
        retriever.Dispose();
        model.Dispose();
    }

    [Fact]
    public async Task Calls_that_arrive_while_one_is_computed_become_one_batch()
    {
        using var batching = new BatchingRetriever(gated);
        var first = batching.RetrieveAsync("u0", cancellation: Cancellation);
        gated.AwaitBegun();
        var others = new List<Task<Retrieval>>();
        for (var i = 1; i < 9; i++)
        {
            others.Add(batching.RetrieveAsync($"u{i % 4}", cancellation: Cancellation));
        }
        gated.Open();
        await first;
        await Task.WhenAll(others);
        Assert.Equal([1, 8], gated.Batches);
    }

    [Fact]
    public async Task Each_call_gets_what_it_would_get_alone()
    {
        using var batching = new BatchingRetriever(gated);
        (string User, int K, string[]? Exclude)[] calls =
        [
            ("u0", 10, null),
            ("u1", 1, [model.Items[3], model.Items[0]]),
            ("u2", 40, [model.Items[7]]),
            ("a stranger", 5, null),
            ("u3", 1000, []),
        ];
        var running = calls
            .Select(call => batching.RetrieveAsync(call.User, call.K, call.Exclude, Cancellation))
            .ToArray();
        gated.Open();
        for (var i = 0; i < calls.Length; i++)
        {
            var (user, k, exclude) = calls[i];
            var alone = retriever.Retrieve(user, k, exclude);
            var together = await running[i];
            Assert.Equal(alone.IsKnown, together.IsKnown);
            Assert.Equal(
                alone.Select(hit => (hit.Id, hit.Title, hit.Score)),
                together.Select(hit => (hit.Id, hit.Title, hit.Score))
            );
        }
        Assert.Equal(calls.Length, gated.Batches.Sum());
        Assert.True(gated.Batches.Count < calls.Length, "Nothing was computed together.");
    }

    [Fact]
    public async Task Calls_gather_too_while_a_caller_computes_its_own()
    {
        using var batching = new BatchingRetriever(gated);
        var first = Task.Run(() => batching.Retrieve("u0", 3), Cancellation);
        gated.AwaitBegun();
        var others = new[]
        {
            batching.RetrieveAsync("u1", cancellation: Cancellation),
            batching.RetrieveAsync("u2", cancellation: Cancellation),
        };
        gated.Open();
        Assert.Equal(model.Best("u0", 3).Select(hit => hit.Row), RetrieverTests.Rows(await first));
        await Task.WhenAll(others);
        Assert.Equal([1, 2], gated.Batches);
    }

    [Fact]
    public async Task A_batch_has_at_most_the_calls_that_it_may_have()
    {
        using var batching = new BatchingRetriever(gated, new() { MaxBatchSize = 3 });
        var calls = new List<Task> { batching.RetrieveAsync("u0", cancellation: Cancellation) };
        gated.AwaitBegun();
        for (var i = 0; i < 7; i++)
        {
            calls.Add(batching.RetrieveAsync("u1", cancellation: Cancellation));
        }
        gated.Open();
        await Task.WhenAll(calls);
        Assert.Equal([1, 3, 3, 1], gated.Batches);
    }

    [Fact]
    public async Task With_a_delay_even_the_first_call_waits_for_others()
    {
        gated.Open();
        using var batching = new BatchingRetriever(
            gated,
            new() { MaxBatchSize = 2, MaxDelay = TimeSpan.FromSeconds(10) }
        );
        var one = batching.RetrieveAsync("u0", cancellation: Cancellation);
        var other = batching.RetrieveAsync("u1", cancellation: Cancellation);
        await Task.WhenAll(one, other);
        Assert.Equal([2], gated.Batches);
    }

    [Fact]
    public async Task A_call_that_nobody_joins_is_computed_when_the_delay_is_over()
    {
        gated.Open();
        using var batching = new BatchingRetriever(
            gated,
            new() { MaxDelay = TimeSpan.FromMilliseconds(20) }
        );
        var result = await batching.RetrieveAsync("u0", 3, cancellation: Cancellation);
        Assert.Equal(model.Best("u0", 3).Select(hit => hit.Row), RetrieverTests.Rows(result));
        Assert.Equal([1], gated.Batches);
    }

    [Fact]
    public async Task A_query_that_does_not_fit_fails_alone()
    {
        using var batching = new BatchingRetriever(gated);
        var first = batching.RetrieveAsync("u0", cancellation: Cancellation);
        gated.AwaitBegun();
        var good = batching.RetrieveAsync("u1", 4, cancellation: Cancellation);
        var bad = batching.RetrieveAsync(
            new Query { ["no such feature"] = "x" },
            cancellation: Cancellation
        );
        var alsoGood = batching.RetrieveAsync("u2", 4, cancellation: Cancellation);
        gated.Open();
        await first;
        Assert.Equal(model.Best("u1", 4).Select(hit => hit.Row), RetrieverTests.Rows(await good));
        Assert.Equal(
            model.Best("u2", 4).Select(hit => hit.Row),
            RetrieverTests.Rows(await alsoGood)
        );
        var error = await Assert.ThrowsAsync<RetrievalException>(() => bad);
        Assert.Equal(RetrievalError.QueryMismatch, error.Error);
    }

    [Fact]
    public async Task A_cancelled_call_leaves_the_queue_at_once()
    {
        using var batching = new BatchingRetriever(gated, new() { MaxWaiting = 1 });
        var first = batching.RetrieveAsync("u0", cancellation: Cancellation);
        gated.AwaitBegun();
        using var source = new CancellationTokenSource();
        var cancelled = batching.RetrieveAsync("u1", cancellation: source.Token);
        await source.CancelAsync();
        var error = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled);
        Assert.Equal(source.Token, error.CancellationToken);
        // Its place is free again.
        var next = batching.RetrieveAsync("u2", 2, cancellation: Cancellation);
        gated.Open();
        await first;
        Assert.Equal(2, (await next).Count);
        Assert.Equal([1, 1], gated.Batches);
    }

    [Fact]
    public async Task A_call_cancelled_while_its_batch_is_computed_ends_at_once_and_the_others_as_usual()
    {
        using var batching = new BatchingRetriever(
            gated,
            new() { MaxBatchSize = 2, MaxDelay = TimeSpan.FromSeconds(10) }
        );
        using var source = new CancellationTokenSource();
        var cancelled = batching.RetrieveAsync("u0", cancellation: source.Token);
        var other = batching.RetrieveAsync("u1", 6, cancellation: Cancellation);
        gated.AwaitBegun();
        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled);
        Assert.False(other.IsCompleted);
        gated.Open();
        Assert.Equal(model.Best("u1", 6).Select(hit => hit.Row), RetrieverTests.Rows(await other));
    }

    [Fact]
    public async Task Cancelled_before_it_is_made_a_call_costs_nothing()
    {
        using var batching = new BatchingRetriever(gated);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            batching.RetrieveAsync("u0", cancellation: new CancellationToken(canceled: true))
        );
        Assert.Empty(gated.Batches);
    }

    [Fact]
    public async Task Too_many_calls_are_refused_and_those_that_wait_get_their_answers()
    {
        using var batching = new BatchingRetriever(gated, new() { MaxWaiting = 2 });
        var first = batching.RetrieveAsync("u0", cancellation: Cancellation);
        gated.AwaitBegun();
        var waiting = new[]
        {
            batching.RetrieveAsync("u1", cancellation: Cancellation),
            batching.RetrieveAsync("u2", cancellation: Cancellation),
        };
        var error = await Assert.ThrowsAsync<RetrievalException>(() =>
            batching.RetrieveAsync("u3", cancellation: Cancellation)
        );
        Assert.Equal(RetrievalError.Overloaded, error.Error);
        Assert.Contains("2 calls wait", error.Message, StringComparison.Ordinal);
        gated.Open();
        await first;
        await Task.WhenAll(waiting);
        Assert.Equal(10, (await batching.RetrieveAsync("u3", cancellation: Cancellation)).Count);
    }

    [Fact]
    public async Task Disposed_it_answers_those_who_wait_and_refuses_others()
    {
        var batching = new BatchingRetriever(gated);
        var first = batching.RetrieveAsync("u0", cancellation: Cancellation);
        gated.AwaitBegun();
        var waiting = batching.RetrieveAsync("u1", cancellation: Cancellation);
        var disposal = Task.Run(batching.Dispose, Cancellation);
        gated.Open();
        await disposal;
        Assert.Equal(10, (await first).Count);
        Assert.Equal(10, (await waiting).Count);
        Assert.Throws<ObjectDisposedException>(() => batching.Retrieve("u0"));
        Assert.Throws<ObjectDisposedException>(() => batching.RetrieveBatch(["u0"]));
        batching.Dispose();
        Assert.Equal(10, retriever.Retrieve("u0").Count);
    }

    [Fact]
    public void What_a_retriever_refuses_is_refused_at_the_call()
    {
        using var batching = new BatchingRetriever(gated);
        Assert.Throws<ArgumentOutOfRangeException>(() => batching.Retrieve("u0", 0));
        Assert.Throws<ArgumentException>(() => batching.Retrieve(default));
        Assert.Same(retriever.Info, batching.Info);
    }

    [Theory]
    [InlineData(0, 0, 1, "MaxBatchSize")]
    [InlineData(4097, 0, 1, "MaxBatchSize")]
    [InlineData(1, -1, 1, "MaxDelay")]
    [InlineData(1, 11_000, 1, "MaxDelay")]
    [InlineData(1, 0, 0, "MaxWaiting")]
    public void Options_out_of_range_are_refused(int size, int delay, int most, string name)
    {
        var options = new BatchingOptions
        {
            MaxBatchSize = size,
            MaxDelay = TimeSpan.FromMilliseconds(delay),
            MaxWaiting = most,
        };
        var error = Assert.Throws<ArgumentOutOfRangeException>(() =>
            new BatchingRetriever(retriever, options)
        );
        Assert.Equal(name, error.ParamName);
    }

    [Fact]
    public async Task Many_callers_at_once_all_get_their_own_answers()
    {
        using var batching = new BatchingRetriever(retriever, new() { MaxBatchSize = 7 });
        var callers = Enumerable
            .Range(0, 16)
            .Select(caller =>
                Task.Run(
                    async () =>
                    {
                        for (var i = 0; i < 100; i++)
                        {
                            var user = $"u{(caller + i) % 5}";
                            var k = 1 + ((caller * 7 + i) % 12);
                            var excluded = model.Items[(caller + i) % model.Items.Count];
                            var source = new CancellationTokenSource();
                            var call = batching.RetrieveAsync(user, k, [excluded], source.Token);
                            if (i % 10 == 9)
                            {
                                await source.CancelAsync();
                            }
                            try
                            {
                                Assert.Equal(
                                    model.Best(user, k, [excluded]).Select(hit => hit.Row),
                                    RetrieverTests.Rows(await call)
                                );
                            }
                            catch (OperationCanceledException) when (i % 10 == 9) { }
                        }
                    },
                    Cancellation
                )
            );
        await Task.WhenAll(callers);
    }

    /// <summary>A retriever that computes nothing before it is opened, and notes the sizes of the batches.</summary>
    private sealed class GatedRetriever(Retriever inner) : IRetriever, IDisposable
    {
        private readonly ManualResetEventSlim opened = new();
        private readonly SemaphoreSlim begun = new(0);

        public List<int> Batches { get; } = [];

        public RetrieverInfo Info => inner.Info;

        public void Open() => opened.Set();

        public void AwaitBegun() =>
            Assert.True(begun.Wait(TimeSpan.FromSeconds(60), Cancellation), "No batch began.");

        public Retrieval Retrieve(Query query, int k = 10, IEnumerable<string>? exclude = null)
        {
            Begin(1);
            return inner.Retrieve(query, k, exclude);
        }

        public IReadOnlyList<Retrieval> RetrieveBatch(
            IReadOnlyList<Query> queries,
            int k = 10,
            IEnumerable<string>? exclude = null,
            IReadOnlyList<IEnumerable<string>?>? excludeEach = null
        )
        {
            Begin(queries.Count);
            return inner.RetrieveBatch(queries, k, exclude, excludeEach);
        }

        public Task<Retrieval> RetrieveAsync(
            Query query,
            int k = 10,
            IEnumerable<string>? exclude = null,
            CancellationToken cancellation = default
        ) => throw new NotSupportedException("Batches are computed synchronously.");

        public void Dispose()
        {
            opened.Dispose();
            begun.Dispose();
        }

        private void Begin(int queries)
        {
            begun.Release();
            opened.Wait(Cancellation);
            Batches.Add(queries);
        }
    }
}
