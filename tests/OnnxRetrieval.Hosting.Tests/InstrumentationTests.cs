using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.Metrics.Testing;

namespace OnnxRetrieval.Hosting.Tests;

public sealed class InstrumentationTests : IDisposable
{
    private readonly TestModel model = new(version: "1");
    private readonly ServedFile file = new();

    public InstrumentationTests() => file.Put(model);

    public void Dispose()
    {
        file.Dispose();
        model.Dispose();
    }

    [Fact]
    public void Calls_are_measured()
    {
        var durations = Collector<double>("onnx_retrieval.call.duration");
        var queries = Collector<int>("onnx_retrieval.call.queries");
        var results = Collector<int>("onnx_retrieval.query.results");
        var unknown = Collector<long>("onnx_retrieval.queries.unknown");
        file.Retriever.Retrieve("u1", 5);
        file.Retriever.RetrieveBatch(["u1", "stranger", "u2"], 3);

        Assert.Equal(
            ["retrieve", "retrieve_batch"],
            durations.GetMeasurementSnapshot().Select(m => m.Tags["onnx_retrieval.operation"])
        );
        Assert.Equal([1, 3], queries.GetMeasurementSnapshot().Select(m => m.Value));
        Assert.Equal([5, 3, 3, 3], results.GetMeasurementSnapshot().Select(m => m.Value));
        var stranger = Assert.Single(unknown.GetMeasurementSnapshot());
        Assert.Equal("movies", stranger.Tags["onnx_retrieval.retriever"]);
        Assert.Equal("retrieve_batch", stranger.Tags["onnx_retrieval.operation"]);
    }

    [Fact]
    public async Task Failed_calls_are_measured_with_their_error()
    {
        var durations = Collector<double>("onnx_retrieval.call.duration");
        Assert.Throws<RetrievalException>(() => file.Retriever.Retrieve(new Query { ["age"] = 3 }));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() =>
            file.Retriever.RetrieveAsync(
                "u1",
                k: 0,
                cancellation: TestContext.Current.CancellationToken
            )
        );
        Assert.Equal(
            ["QueryMismatch", "System.ArgumentOutOfRangeException"],
            durations.GetMeasurementSnapshot().Select(m => m.Tags["error.type"])
        );
    }

    [Fact]
    public async Task Loads_are_counted_by_their_outcome()
    {
        var loads = Collector<long>("onnx_retrieval.model.loads");
        await Reload();
        await Reload();
        file.PutBroken();
        await Reload();
        Assert.Equal(
            ["swapped", "unchanged", "unchanged", "failed"],
            loads.GetMeasurementSnapshot().Select(m => m.Tags["onnx_retrieval.outcome"])
        );
        Assert.Equal("NotOnnx", loads.LastMeasurement?.Tags["error.type"]);
    }

    [Fact]
    public void The_models_age_is_observed()
    {
        var age = Collector<double>("onnx_retrieval.model.age");
        _ = file.Model;
        age.RecordObservableInstruments();
        Assert.Equal(TimeSpan.FromDays(2).TotalSeconds, age.LastMeasurement?.Value);
        Assert.Equal("1", age.LastMeasurement?.Tags["onnx_retrieval.model.version"]);
    }

    [Fact]
    public async Task Calls_and_loads_are_traced()
    {
        var heard = new ConcurrentQueue<Activity>();
        using var test = new Activity("test").Start();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == RetrieverInstrumentation.ActivitySourceName,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) =>
                ActivitySamplingResult.AllData,
            // Tests beside this one are heard too.
            ActivityStopped = activity =>
            {
                if (activity.RootId == test.RootId)
                {
                    heard.Enqueue(activity);
                }
            },
        };
        ActivitySource.AddActivityListener(listener);
        file.Retriever.Retrieve("u1");
        Assert.Throws<RetrievalException>(() => file.Retriever.Retrieve(new Query { ["age"] = 3 }));
        file.PutBroken();
        await Reload();

        var activities = heard.ToArray();
        Assert.Equal(
            ["load", "retrieve", "retrieve", "load"],
            activities.Select(activity => activity.OperationName)
        );
        Assert.Equal("movies", activities[1].GetTagItem("onnx_retrieval.retriever"));
        Assert.Equal(1, activities[1].GetTagItem("onnx_retrieval.queries"));
        Assert.Equal(ActivityStatusCode.Error, activities[2].Status);
        Assert.Equal("failed", activities[3].GetTagItem("onnx_retrieval.outcome"));
    }

    private MetricCollector<T> Collector<T>(string name)
        where T : struct =>
        new(
            file.Services.GetRequiredService<IMeterFactory>(),
            RetrieverInstrumentation.MeterName,
            name
        );

    private Task<ReloadResult> Reload() =>
        file.Model.ReloadAsync(TestContext.Current.CancellationToken);
}
