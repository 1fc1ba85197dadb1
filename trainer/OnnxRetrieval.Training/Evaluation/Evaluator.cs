using OnnxRetrieval.Training.Data;

namespace OnnxRetrieval.Training.Evaluation;

/// <summary>Measures contenders on a test set, one after the other, and tells how they compare.</summary>
public static class Evaluator
{
    /// <summary>The metrics that are told of parts of the users.</summary>
    private static readonly string[] SegmentMetrics = ["recall@10", "recall@20", "ndcg@10"];

    /// <summary>Measures all of them.</summary>
    /// <param name="set">What to measure on.</param>
    /// <param name="contenders">First the one that the others are compared with; each is made when it is its turn.</param>
    /// <param name="protocol">What held-out items compete with.</param>
    /// <param name="seed">Decides the draws of the bootstrap and of sampled negatives.</param>
    /// <param name="notes">What the report is to tell; read when all contenders are measured.</param>
    /// <param name="progress">Told what is being done; may be null.</param>
    /// <param name="measured">Told of each contender; may be null.</param>
    /// <param name="cancellation">Stops the evaluation.</param>
    public static EvaluationReport Run(
        TestSet set,
        IEnumerable<IRecommender> contenders,
        Protocol protocol,
        int seed,
        IReadOnlyList<string> notes,
        IProgress<string>? progress = null,
        Action<Measured>? measured = null,
        CancellationToken cancellation = default
    )
    {
        var main = new Part(set.Given, set.HeldOut, set, protocol, seed);
        var unseen = set.Unseen is null
            ? null
            : new Part(set.Unseen.Given, set.Unseen.HeldOut, set, protocol, seed);
        string? first = null;
        foreach (var contender in contenders)
        {
            first ??= contender.Name;
            progress?.Report($"evaluating {contender.Name}");
            var result = main.Measure(contender, cancellation);
            measured?.Invoke(result);
            if (contender.ServesStrangers)
            {
                unseen?.Measure(contender, cancellation);
            }
        }
        var report = main.Report(first, null, notes, cancellation);
        return unseen is null || !unseen.HasResults
            ? report
            : report with
            {
                Unseen = unseen.Report(first, set.Unseen!.LeftOut, [], cancellation),
            };
    }

    /// <summary>Some users with what is given and what is held out of each.</summary>
    private sealed class Part(
        UserHistories given,
        UserItems heldOut,
        TestSet set,
        Protocol protocol,
        int seed
    )
    {
        private readonly RankingEvaluation ranking = new(given, heldOut, set.Popularity);
        private readonly List<Measured> results = [];

        public bool HasResults => results.Count > 0;

        public Measured Measure(IRecommender contender, CancellationToken cancellation)
        {
            var result = protocol.Negatives is { } negatives
                ? new SampledRanking(
                    given,
                    heldOut,
                    set.Popularity.ItemCount,
                    negatives,
                    seed
                ).Measure(contender, cancellation)
                : ranking.Measure(contender, cancellation);
            results.Add(result);
            return result;
        }

        public EvaluationReport Report(
            string? first,
            int? leftOut,
            IReadOnlyList<string> notes,
            CancellationToken cancellation
        )
        {
            string[] names = [.. results[0].ByUser.Keys];
            var means = Bootstrap.Means(
                [.. results.SelectMany(result => result.ByUser.Values)],
                seed,
                cancellation
            );
            double[] Draws(int result, int metric) => means[result * names.Length + metric];
            var reference = results.FindIndex(result => result.Name == first);
            return new(
                results.ToDictionary(result => result.Name, result => result.Metrics),
                new(
                    protocol.ToString(),
                    set.Fingerprint,
                    ranking.Users.Count,
                    heldOut.Count,
                    leftOut,
                    new(Bootstrap.Level, Bootstrap.Resamples, seed),
                    results
                        .Index()
                        .ToDictionary(
                            result => result.Item.Name,
                            result =>
                                ByMetric(metric =>
                                {
                                    var interval = Bootstrap.Percentiles(
                                        Draws(result.Index, metric)
                                    );
                                    return new[] { interval.Low, interval.High };
                                })
                        ),
                    results
                        .Index()
                        .Where(result => reference >= 0 && result.Index != reference)
                        .ToDictionary(
                            result => result.Item.Name,
                            result => ByMetric(metric => Above(result.Index, metric))
                        ),
                    protocol.Negatives is null ? Segments() : null,
                    [.. notes]
                ),
                null
            );

            IReadOnlyDictionary<string, T> ByMetric<T>(Func<int, T> value) =>
                names.Index().ToDictionary(name => name.Item, name => value(name.Index));

            Difference Above(int other, int metric)
            {
                var interval = Bootstrap.Percentiles(
                    Draws(reference, metric).Zip(Draws(other, metric), (one, two) => one - two)
                );
                var name = names[metric];
                return new(
                    results[reference].Metrics[name] - results[other].Metrics[name],
                    interval.Low,
                    interval.High
                );
            }
        }

        private SegmentDetails Segments() =>
            new(
                [
                    .. UserSegment
                        .Of(given, ranking.Users)
                        .Select(segment => new UserSegmentDetails(
                            segment.Name,
                            segment.Least,
                            segment.Most,
                            segment.Positions.Count,
                            ByContender(result => MeansOf(result, segment.Positions))
                        )),
                ],
                [
                    .. Enum.GetValues<PopularityGroup>()
                        .Select(group => new ItemSegmentDetails(
                            group.ToString().ToLowerInvariant(),
                            set.Popularity.SizeOf(group),
                            ranking.HeldOutByGroup[(int)group],
                            ByContender(result => result.ByGroup[(int)group])
                        )),
                ]
            );

        private Dictionary<string, IReadOnlyDictionary<string, double>> ByContender(
            Func<Measured, IReadOnlyDictionary<string, double>> values
        ) => results.ToDictionary(result => result.Name, values);

        private static Dictionary<string, double> MeansOf(
            Measured result,
            IReadOnlyList<int> positions
        ) =>
            SegmentMetrics.ToDictionary(
                name => name,
                name => positions.Average(position => (double)result.ByUser[name][position])
            );
    }
}
