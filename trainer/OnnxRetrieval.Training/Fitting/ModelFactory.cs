using OnnxRetrieval.Training.Data;
using OnnxRetrieval.Training.Native;
using OnnxRetrieval.Training.Objectives;
using OnnxRetrieval.Training.Towers;
using static TorchSharp.torch;

namespace OnnxRetrieval.Training.Fitting;

/// <summary>Makes untrained models.</summary>
internal static class ModelFactory
{
    /// <summary>A model with its starting values.</summary>
    /// <param name="settings">Sizes and ranges.</param>
    /// <param name="train">The training data, whose counts decide the biases.</param>
    /// <param name="itemCount">The number of items.</param>
    /// <param name="seed">Decides the starting values.</param>
    public static TwoTowerModel Create(
        FitSettings settings,
        UserItems train,
        int itemCount,
        int seed
    )
    {
        using var scope = NewDisposeScope();
        random.manual_seed(seed);
        var query = new IdTower("query/id", Uniform(train.UserCount + 1, settings));
        var candidate = new IdTower("candidate/id", Uniform(itemCount + 1, settings));
        var itemCounts = train.ItemCounts(itemCount);
        return new TwoTowerModel(
            query,
            candidate,
            settings.Bias ? PopularityBias(itemCounts, settings.UnknownRate) : null
        );
    }

    private static Tensor Uniform(int rows, FitSettings settings) =>
        rand(rows, settings.Dimensions)
            .mul_(Scalars.Of(2 * settings.InitialRange))
            .sub_(Scalars.Of(settings.InitialRange));

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
        );
    }
}
