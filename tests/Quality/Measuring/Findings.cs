using OnnxRetrieval.Quality.Data;

namespace OnnxRetrieval.Quality.Measuring;

/// <summary>All that was measured or is known.</summary>
/// <param name="Goals">By protocol, in their order.</param>
/// <param name="Ablations">By set, in their order.</param>
/// <param name="Missing">Data that is not there, by name.</param>
internal sealed record Findings(
    IReadOnlyList<GoalFindings> Goals,
    IReadOnlyList<AblationFindings> Ablations,
    IReadOnlyList<DataSource> Missing
)
{
    /// <summary>Measures.</summary>
    /// <param name="protocols">What the defaults are held to.</param>
    /// <param name="sets">What ablations are made on.</param>
    /// <param name="ablations">The defaults first, then what departs from them.</param>
    /// <param name="selection">What to measure.</param>
    /// <param name="place">Where data lies.</param>
    /// <param name="measurer">Does it.</param>
    public static Findings Of(
        IReadOnlyList<Protocol> protocols,
        IReadOnlyList<AblationSet> sets,
        IReadOnlyList<Ablation> ablations,
        Selection selection,
        Place place,
        Measurer measurer
    )
    {
        var goals = protocols
            .Where(protocol => protocol.Source.IsIn(place))
            .Select(protocol => new GoalFindings(
                protocol,
                Each(
                    selection.Seeds,
                    seed => measurer.Test(protocol, seed, !selection.Has(protocol))
                )
            ))
            .ToList();
        var compared = sets.Where(set => set.Source.IsIn(place))
            .Select(set => new AblationFindings(
                set,
                [
                    .. ablations.Select(ablation => new AblationRow(
                        ablation,
                        Each(
                            selection.AblationSeeds,
                            seed =>
                                measurer.Validate(
                                    set,
                                    ablation,
                                    seed,
                                    !selection.Has(set, ablation)
                                )
                        )
                    )),
                ]
            ))
            .ToList();
        return new(
            goals,
            compared,
            [
                .. protocols
                    .Select(protocol => protocol.Source)
                    .Concat(sets.Select(set => set.Source))
                    .Where(source => !source.IsIn(place))
                    .DistinctBy(source => source.Needs),
            ]
        );
    }

    private static Dictionary<int, T> Each<T>(IReadOnlyList<int> seeds, Func<int, T?> measure)
        where T : class
    {
        var results = new Dictionary<int, T>();
        foreach (var seed in seeds)
        {
            if (measure(seed) is { } result)
            {
                results[seed] = result;
            }
        }
        return results;
    }
}

/// <summary>What the defaults reached.</summary>
/// <param name="Protocol">How they were measured.</param>
/// <param name="Results">By seed.</param>
internal sealed record GoalFindings(Protocol Protocol, IReadOnlyDictionary<int, TestResult> Results)
{
    /// <summary>A contender's metric over the seeds; null where it was not measured.</summary>
    public Spread? Of(string contender, string metric) =>
        Spread.Of(
            Results
                .Values.Select(result => result.Contest?.Metrics.GetValueOrDefault(contender))
                .OfType<IReadOnlyDictionary<string, double>>()
                .Select(metrics => metrics[metric])
        );
}

/// <summary>What departures from the defaults came to on a set.</summary>
/// <param name="Set">The set.</param>
/// <param name="Rows">The defaults first.</param>
internal sealed record AblationFindings(AblationSet Set, IReadOnlyList<AblationRow> Rows)
{
    /// <summary>The validation NDCG@10 of the defaults; null: not known.</summary>
    public Spread? Defaults =>
        Spread.Of(
            Rows[0]
                .Results.Values.Where(result => result.Ndcg is not null)
                .Select(r => r.Ndcg!.Value)
        );

    /// <summary>How far a departure is above the defaults, seed by seed; null: not known, or it cannot be used.</summary>
    public Spread? Above(AblationRow row) =>
        Spread.Of(
            row.Results.Where(result =>
                    result.Value.Ndcg is not null
                    && Rows[0].Results.GetValueOrDefault(result.Key)?.Ndcg is not null
                )
                .Select(result =>
                    result.Value.Ndcg!.Value - Rows[0].Results[result.Key].Ndcg!.Value
                )
        );
}

/// <summary>The results of a departure from the defaults.</summary>
/// <param name="Ablation">The departure.</param>
/// <param name="Results">By seed.</param>
internal sealed record AblationRow(
    Ablation Ablation,
    IReadOnlyDictionary<int, ValidationResult> Results
);
