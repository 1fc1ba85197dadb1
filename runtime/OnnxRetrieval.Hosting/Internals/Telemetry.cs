using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace OnnxRetrieval.Hosting.Internals;

/// <summary>What the retrievers of a container tell of themselves: instruments of one meter, and activities.</summary>
internal sealed class Telemetry : IDisposable
{
    private const string Prefix = "onnx_retrieval.";
    private const string RetrieverTag = Prefix + "retriever";
    private const string OperationTag = Prefix + "operation";
    private const string OutcomeTag = Prefix + "outcome";
    private const string VersionTag = Prefix + "model.version";
    private const string ErrorTag = "error.type";

    private static readonly ActivitySource source = new(
        RetrieverInstrumentation.ActivitySourceName
    );

    // In seconds: a call takes tens of microseconds over thousands of candidates, milliseconds over millions.
    private static readonly InstrumentAdvice<double> durations = new()
    {
        HistogramBucketBoundaries =
        [
            .00002,
            .00005,
            .0001,
            .0002,
            .0005,
            .001,
            .002,
            .005,
            .01,
            .02,
            .05,
            .1,
            .2,
            .5,
            1,
            2,
            5,
        ],
    };

    private static readonly InstrumentAdvice<int> counts = new()
    {
        HistogramBucketBoundaries = [0, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000],
    };

    private readonly TimeProvider time;
    private readonly Histogram<double> duration;
    private readonly Histogram<int> batchSize;
    private readonly Histogram<int> results;
    private readonly Counter<long> unknown;
    private readonly Counter<long> loads;
    private readonly ConcurrentDictionary<HostedModel, bool> models = new();

    public Telemetry(IMeterFactory meters, TimeProvider? time = null)
    {
        this.time = time ?? TimeProvider.System;
        var meter = meters.Create(RetrieverInstrumentation.MeterName);
        duration = meter.CreateHistogram(
            Prefix + "call.duration",
            "s",
            "How long calls took, failed ones included.",
            tags: null,
            durations
        );
        batchSize = meter.CreateHistogram(
            Prefix + "call.queries",
            "{query}",
            "How many queries calls had.",
            tags: null,
            counts
        );
        results = meter.CreateHistogram(
            Prefix + "query.results",
            "{result}",
            "How many results queries got.",
            tags: null,
            counts
        );
        unknown = meter.CreateCounter<long>(
            Prefix + "queries.unknown",
            "{query}",
            "Queries of which the model knows nothing."
        );
        loads = meter.CreateCounter<long>(
            Prefix + "model.loads",
            "{load}",
            "Loads of the file, the first included, by how they ended."
        );
        meter.CreateObservableGauge(
            Prefix + "model.age",
            Ages,
            "s",
            "The time since the model in use was trained, or loaded where its file does not tell."
        );
    }

    public void Dispose() => models.Clear();

    /// <summary>Tells this model's age from now on.</summary>
    public void Observe(HostedModel model) => models.TryAdd(model, true);

    /// <summary>Begins to measure a call; dispose what is returned at its end.</summary>
    public MeasuredCall BeginCall(string retriever, string operation, int queries) =>
        new(this, retriever, operation, queries);

    public static Activity? BeginLoad(string retriever) =>
        source.StartActivity("load")?.SetTag(RetrieverTag, RetrieverName.InTelemetry(retriever));

    public void Loaded(string retriever, ReloadResult result, Activity? activity)
    {
        var outcome = result.Outcome switch
        {
            ReloadOutcome.Swapped => "swapped",
            ReloadOutcome.Unchanged => "unchanged",
            _ => "failed",
        };
        var tags = new TagList
        {
            { RetrieverTag, RetrieverName.InTelemetry(retriever) },
            { OutcomeTag, outcome },
        };
        activity?.SetTag(OutcomeTag, outcome);
        activity?.SetTag(VersionTag, result.Model?.Info.ModelVersion);
        if (result.Error is { } error)
        {
            tags.Add(ErrorTag, ErrorType(error));
            activity?.SetTag(ErrorTag, ErrorType(error));
            activity?.SetStatus(ActivityStatusCode.Error, error.Message);
        }
        loads.Add(1, tags);
    }

    private IEnumerable<Measurement<double>> Ages()
    {
        var now = time.GetUtcNow();
        foreach (var model in models.Keys)
        {
            if (model.InUse is { } inUse)
            {
                yield return new Measurement<double>(
                    inUse.Age(now).TotalSeconds,
                    [
                        new(RetrieverTag, RetrieverName.InTelemetry(model.Name)),
                        new(VersionTag, inUse.Info.ModelVersion),
                    ]
                );
            }
        }
    }

    private static string ErrorType(Exception error) =>
        error is RetrievalException retrieval
            ? retrieval.Error.ToString()
            : error.GetType().FullName!;

    /// <summary>One call under way, from its beginning to its disposal.</summary>
    internal sealed class MeasuredCall : IDisposable
    {
        private readonly Telemetry telemetry;
        private readonly Activity? activity;
        private readonly int queries;
        private readonly long begun;
        private TagList tags;

        public MeasuredCall(Telemetry telemetry, string retriever, string operation, int queries)
        {
            this.telemetry = telemetry;
            this.queries = queries;
            tags = new TagList
            {
                { RetrieverTag, RetrieverName.InTelemetry(retriever) },
                { OperationTag, operation },
            };
            activity = source.StartActivity(operation);
            begun = telemetry.time.GetTimestamp();
        }

        public void Answered(Retrieval result)
        {
            telemetry.results.Record(result.Count, tags);
            if (!result.IsKnown)
            {
                telemetry.unknown.Add(1, tags);
            }
        }

        /// <summary>Notes why the call fails; false, so that an exception filter can note it and let the exception pass.</summary>
        public bool Failed(Exception error)
        {
            tags.Add(ErrorTag, ErrorType(error));
            activity?.SetStatus(ActivityStatusCode.Error, error.Message);
            return false;
        }

        public void Dispose()
        {
            telemetry.duration.Record(telemetry.time.GetElapsedTime(begun).TotalSeconds, tags);
            telemetry.batchSize.Record(queries, tags);
            if (activity is not null)
            {
                foreach (var (name, value) in tags)
                {
                    activity.SetTag(name, value);
                }
                activity.SetTag(Prefix + "queries", queries);
                activity.Dispose();
            }
        }
    }
}
