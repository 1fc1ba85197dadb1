using System.Diagnostics;
using OnnxRetrieval.Quality.Data;
using OnnxRetrieval.Training;
using OnnxRetrieval.Training.Tuning;

namespace OnnxRetrieval.Quality.Measuring;

/// <summary>Trains as a user would, and tells what came of it; what is known already is not measured again.</summary>
/// <param name="place">Where data lies.</param>
/// <param name="cache">Where results are kept.</param>
/// <param name="threads">Threads to compute with; null: all cores.</param>
/// <param name="log">Told of each result.</param>
internal sealed class Measurer(Place place, ResultCache cache, int? threads, TextWriter log)
{
    /// <summary>Trains with the defaults, and measures on the test set.</summary>
    /// <returns>The result; null where it is not known and <paramref name="knownOnly"/>.</returns>
    public TestResult? Test(Protocol protocol, int seed, bool knownOnly) =>
        Known(
            protocol.Name,
            new TrainingOptions
            {
                Data = protocol.Source.Options(place),
                Split = protocol.Split,
                Seed = seed,
                Threads = threads,
            },
            knownOnly,
            options => Train(protocol, options)
        );

    /// <summary>Chooses and fits on the training set alone, and measures on the validation set.</summary>
    /// <inheritdoc cref="Test"/>
    public ValidationResult? Validate(
        AblationSet set,
        Ablation ablation,
        int seed,
        bool knownOnly
    ) =>
        Known(
            $"validated-{set.Name}",
            ablation.Change(
                new TrainingOptions
                {
                    Data = set.Source.Options(place),
                    Split = set.Split,
                    Seed = seed,
                    Threads = threads,
                }
            ),
            knownOnly,
            options => Validate(options, $"{set.Name} {ablation.Name}")
        );

    private T? Known<T>(
        string name,
        TrainingOptions options,
        bool knownOnly,
        Func<TrainingOptions, T> measure
    )
        where T : class
    {
        if (cache.Find<T>(name, options) is { } known)
        {
            return known;
        }
        if (knownOnly)
        {
            return null;
        }
        var result = measure(options);
        cache.Keep(name, options, result);
        return result;
    }

    private TestResult Train(Protocol protocol, TrainingOptions options)
    {
        var folder = Directory.CreateTempSubdirectory("onnx-retrieval-quality-");
        try
        {
            var clock = new TrainingClock();
            var run = TrainingPipeline.Run(
                options,
                Path.Combine(folder.FullName, "out"),
                progress: clock
            );
            var contest = run.Evaluation is { } report ? protocol.Contest.Of(report) : null;
            log.WriteLine(
                FormattableString.Invariant(
                    $"{protocol.Name}, seed {options.Seed}: {clock.Seconds:0.0} s, {Shown(protocol, contest)}"
                )
            );
            return new(contest, clock.Seconds, clock.ProcessorSeconds);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static string Shown(Protocol protocol, ContestResult? contest) =>
        contest is not null && contest.Metrics.TryGetValue(protocol.Contest.Model, out var model)
            ? string.Join(
                ", ",
                protocol.Goals.Select(goal =>
                    FormattableString.Invariant($"{goal.Metric} {model[goal.Metric]:0.0000}")
                )
            )
            : "the model does not take part";

    private ValidationResult Validate(TrainingOptions options, string what)
    {
        var folder = Directory.CreateTempSubdirectory("onnx-retrieval-quality-");
        var clock = Stopwatch.StartNew();
        ValidationResult result;
        try
        {
            // A search of one trial is the choice that a training makes, without its last fit and without its test.
            var search = TuningPipeline.Run(
                options,
                Path.Combine(folder.FullName, "out"),
                space: null,
                new TuningBudget(1, null)
            );
            result = new(search.Best.Metric, clock.Elapsed.TotalSeconds, null);
        }
        catch (InputException exception)
        {
            result = new(null, clock.Elapsed.TotalSeconds, exception.Message);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
        log.WriteLine(
            FormattableString.Invariant(
                $"{what}, seed {options.Seed}: {result.Seconds:0.0} s, {(result.Ndcg is { } ndcg ? $"validation ndcg@10 {ndcg:0.0000}" : result.Error)}"
            )
        );
        return result;
    }

    /// <summary>The time until a training turns to measuring what it exported.</summary>
    private sealed class TrainingClock : IProgress<TrainingEvent>
    {
        private readonly Stopwatch clock = Stopwatch.StartNew();
        private readonly TimeSpan started = Environment.CpuUsage.TotalTime;
        private bool isExporting;

        public double Seconds { get; private set; }

        public double ProcessorSeconds { get; private set; }

        public void Report(TrainingEvent value)
        {
            if (value is not StageStarted { Stage: var stage } || Seconds > 0)
            {
                return;
            }
            if (isExporting)
            {
                Seconds = clock.Elapsed.TotalSeconds;
                ProcessorSeconds = (Environment.CpuUsage.TotalTime - started).TotalSeconds;
            }
            isExporting |= stage == "exporting";
        }
    }
}
