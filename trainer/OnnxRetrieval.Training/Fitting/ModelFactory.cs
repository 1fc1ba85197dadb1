using OnnxRetrieval.Training.Data;
using OnnxRetrieval.Training.Features;
using OnnxRetrieval.Training.Fitting.Spectral;
using OnnxRetrieval.Training.Native;
using OnnxRetrieval.Training.Towers;
using static TorchSharp.torch;

namespace OnnxRetrieval.Training.Fitting;

/// <summary>Makes untrained models.</summary>
internal static class ModelFactory
{
    /// <summary>α of histories' means, <c>Σ H_i / |h|^α</c>: the one by which a spectral start can be given by histories.</summary>
    private const double HistoryExponent = FrequencyDecay.UsualExponent;

    private const int AttentionHeads = 2;

    /// <summary>A model with its starting values.</summary>
    /// <param name="settings">Sizes and ranges.</param>
    /// <param name="train">The training data, whose counts decide the biases.</param>
    /// <param name="itemCount">The number of items.</param>
    /// <param name="features">What towers read beside ids and histories.</param>
    /// <param name="seed">Decides the starting values.</param>
    /// <param name="start">What the tables of ids and histories start from, beside noise; null: noise alone.</param>
    public static TwoTowerModel Create(
        FitSettings settings,
        UserItems train,
        int itemCount,
        EncodedFeatures features,
        int seed,
        StartingVectors? start = null
    )
    {
        using var scope = NewDisposeScope();
        random.manual_seed(seed);
        var model = settings.Model;
        var itemCounts = train.ItemCounts(itemCount);
        var users = model.UserEmbedding
            ? Table(
                "query/id",
                train.UserCount + 1,
                model,
                new RowFrequencies(RowUse.Query, train.Counts()),
                start?.Users()
            )
            : null;
        var items = Table(
            "candidate/id",
            itemCount + 1,
            model,
            new RowFrequencies(RowUse.Candidate, itemCounts),
            start?.Items()
        );
        var history = History(model, items, itemCounts, start);
        return new TwoTowerModel(
            new TowerPlan("query", train.UserCount, model.QueryLayers, RowUse.Query)
            {
                Columns = features.QueryColumns,
                Custom = settings.Custom.QueryTower,
            }.Make(new IdEncoder(users, history), features.Query, train.Counts(), settings),
            new TowerPlan("candidate", itemCount, model.CandidateLayers, RowUse.Candidate)
            {
                Columns = features.CandidateColumns,
                Custom = settings.Custom.CandidateTower,
            }.Make(new IdEncoder(items), features.Candidate, itemCounts, settings),
            model.Bias ? PopularityBias(itemCounts, settings.UnknownRate) : null
        );
    }

    private static HistoryEncoder? History(
        ModelSettings model,
        Parameter items,
        int[] itemCounts,
        StartingVectors? start
    )
    {
        if (model.History == "none")
        {
            return null;
        }
        var table = model.SharedHistory
            ? items
            : Table(
                "query/history",
                itemCounts.Length + 1,
                model,
                new RowFrequencies(RowUse.History, itemCounts),
                start?.HistoryItems()
            );
        return model.History switch
        {
            "recency" => new RecencyHistory(
                table,
                new Parameter("query/history/places", RecentFirst(model.HistoryLength))
                {
                    IsDecayed = false,
                },
                HistoryExponent
            ),
            "attention" => new AttentionHistory(
                "query/history",
                table,
                model.HistoryLength,
                model.Dimensions % AttentionHeads == 0 ? AttentionHeads : 1
            ),
            _ => new MeanHistory(table, HistoryExponent),
        };
    }

    /// <summary>
    /// The logarithm of 1 + 10 · 2^(-p / 5), from which training goes on: found on the validation sets of MovieLens 100K,
    /// where equal weights, of histories and of what is predicted from them, served strangers a fifth worse.
    /// </summary>
    private static Tensor RecentFirst(int length) =>
        tensor([
                .. Enumerable
                    .Range(0, length)
                    .Select(place => (float)Math.Log(1 + 10 * Math.Pow(2, -place / 5.0))),
            ])
            .unsqueeze(1);

    private static Parameter Table(
        string name,
        int rows,
        ModelSettings model,
        RowFrequencies frequencies,
        Tensor? start
    )
    {
        var values = rand(rows, model.Dimensions)
            .mul_(Scalars.Of(2 * model.InitialRange))
            .sub_(Scalars.Of(model.InitialRange));
        // The unknown row has no start, nor has a dimension beyond the rank of the data.
        if (start is not null)
        {
            values
                .narrow(0, 0, start.shape[0])
                .narrow(1, 0, start.shape[1])
                .add_(start, Scalars.One);
        }
        return new(name, values) { Frequencies = frequencies };
    }

    /// <summary>log((count + 1) / (all + items)), centred: what a softmax without vectors would learn, smoothed.</summary>
    private static Parameter PopularityBias(int[] counts, double unknownRate)
    {
        var all = counts.Sum(count => (double)count) + counts.Length;
        var values = counts.Select(count => Math.Log((count + 1) / all)).ToArray();
        var mean = values.Average();
        var unknown = Math.Log(Math.Max(unknownRate, 1 / all)) - Math.Log(counts.Length);
        return new Parameter(
            "candidate/bias",
            tensor([.. values.Select(value => (float)(value - mean)), (float)(unknown - mean)])
                .unsqueeze(1)
        )
        {
            IsDecayed = false,
        };
    }
}
