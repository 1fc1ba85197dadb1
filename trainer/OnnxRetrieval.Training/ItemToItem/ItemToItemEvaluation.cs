using OnnxRetrieval.Training.Data;
using OnnxRetrieval.Training.Evaluation;
using OnnxRetrieval.Training.Export;

namespace OnnxRetrieval.Training.ItemToItem;

/// <summary>
/// Measures item-to-item on held-out pairs: of each user the last item known, which asks, and the first item held out, which
/// is to be found among all items but the one that asks. An item that several users left off at counts once, with all that
/// they went on to.
/// </summary>
public static class ItemToItemEvaluation
{
    /// <summary>The key of the cosines of <c>similar.onnx</c> in the report.</summary>
    public const string Cosine = "cosine";

    /// <summary>The key of the pair of towers of <c>pairs.onnx</c> in the report.</summary>
    public const string Pairs = "pairs";

    /// <summary>The key of the items met together most often in the report.</summary>
    public const string MetTogether = "met_together";

    /// <summary>The metrics that are told.</summary>
    private static readonly string[] metrics =
    [
        "recall@10",
        "recall@20",
        "ndcg@10",
        "ndcg@20",
        "mrr@10",
    ];

    /// <summary>Measures the files of a run beside baselines.</summary>
    /// <param name="folder">The folder with the files.</param>
    /// <param name="pairs">The pairs that were learned from and those held out.</param>
    /// <param name="popularity">How popular items are in the training data.</param>
    /// <param name="threads">Threads to compute with; null: all cores.</param>
    /// <param name="seed">Decides the draws of the bootstrap.</param>
    /// <param name="cancellation">Stops the evaluation.</param>
    /// <returns>Null where no pair is held out.</returns>
    internal static ItemToItemReport? Run(
        string folder,
        DataSplit pairs,
        ItemPopularity popularity,
        int? threads,
        int seed,
        CancellationToken cancellation
    )
    {
        using var pair = Load(ExportedFiles.Pairs);
        using var similar = Load(ExportedFiles.Similar);
        return Run(
            pairs.Test,
            popularity,
            [
                new ExportedModel(pair, pairs.Dataset) { Name = Pairs },
                new ExportedModel(similar, pairs.Dataset) { Name = Cosine },
                new MetTogetherBaseline(pairs.Train, popularity),
                new Popularity(popularity),
            ],
            seed,
            cancellation
        );

        Retriever Load(string file) =>
            Retriever.Load(Path.Combine(folder, file), new RetrieverOptions { Threads = threads });
    }

    /// <summary>Measures contenders.</summary>
    /// <param name="pairs">The held-out pairs.</param>
    /// <param name="popularity">How popular items are in the training data.</param>
    /// <param name="contenders">First the one that the others are compared with.</param>
    /// <param name="seed">Decides the draws of the bootstrap.</param>
    /// <param name="cancellation">Stops the evaluation.</param>
    /// <returns>Null where no pair is held out.</returns>
    internal static ItemToItemReport? Run(
        Interactions pairs,
        ItemPopularity popularity,
        IReadOnlyList<IRecommender> contenders,
        int seed,
        CancellationToken cancellation
    )
    {
        if (pairs.Count == 0)
        {
            return null;
        }
        var items = popularity.ItemCount;
        var evaluation = new RankingEvaluation(
            UserHistories.From(ItemPairs.Themselves(items), items),
            UserItems.From(pairs, items),
            popularity
        );
        Measured[] measured =
        [
            .. contenders.Select(contender => evaluation.Measure(contender, cancellation)),
        ];
        var draws = Bootstrap.Means(
            [.. measured.SelectMany(one => metrics.Select(metric => one.ByUser[metric]))],
            seed,
            cancellation
        );
        return new(
            evaluation.Users.Count,
            pairs.Count,
            measured.ToDictionary(one => one.Name, one => Told(metric => one.Metrics[metric])),
            measured
                .Index()
                .Skip(1)
                .ToDictionary(one => one.Item.Name, one => Told(metric => Above(one.Index, metric)))
        );

        IReadOnlyDictionary<string, T> Told<T>(Func<string, T> value) =>
            metrics.ToDictionary(metric => metric, value);

        Difference Above(int other, string metric)
        {
            var column = Array.IndexOf(metrics, metric);
            var interval = Bootstrap.Percentiles(
                draws[column].Zip(draws[other * metrics.Length + column], (one, two) => one - two)
            );
            return new(
                measured[0].Metrics[metric] - measured[other].Metrics[metric],
                interval.Low,
                interval.High
            );
        }
    }
}

/// <summary>How well items lead to the items that users met next.</summary>
/// <param name="Queries">Items that asked.</param>
/// <param name="Pairs">Held-out pairs.</param>
/// <param name="Metrics">
/// By contender and metric, means over the items that asked: <c>pairs</c> (the pair of towers, where it was trained),
/// <c>cosine</c> (of the candidate tower's vectors), <c>met_together</c> and <c>popularity</c>.
/// </param>
/// <param name="Differences">By contender and metric, how far the first one is above it, over the same draws of items.</param>
public sealed record ItemToItemReport(
    int Queries,
    int Pairs,
    IReadOnlyDictionary<string, IReadOnlyDictionary<string, double>> Metrics,
    IReadOnlyDictionary<string, IReadOnlyDictionary<string, Difference>> Differences
);
