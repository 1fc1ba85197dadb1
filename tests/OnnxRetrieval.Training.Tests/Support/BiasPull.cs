using OnnxRetrieval.Training.Data;
using OnnxRetrieval.Training.Objectives;
using OnnxRetrieval.Training.Towers;
using static TorchSharp.torch;

namespace OnnxRetrieval.Training.Tests.Support;

/// <summary>How hard an objective pulls at biases that are right already.</summary>
internal static class BiasPull
{
    private const int Epochs = 20;

    /// <summary>
    /// The mean gradient of each item's bias where scores are the logarithms of popularity, over the item's popularity.
    /// </summary>
    /// <param name="objective">An objective over users of one item each.</param>
    /// <param name="items">The item of each user.</param>
    /// <param name="itemCount">The number of items.</param>
    public static double[] AtLogPopularity(Objective objective, UserItems items, int itemCount)
    {
        using var scope = NewDisposeScope();
        var people = items.UserCount;
        var counts = items.ItemCounts(itemCount);
        using var model = new TwoTowerModel(
            IdTowers.Of("query", zeros(people + 1, 1)),
            IdTowers.Of("candidate", zeros(itemCount + 1, 1)),
            new Parameter(
                "bias",
                tensor([.. counts.Select(count => MathF.Log((float)count / people)), -20f])
                    .unsqueeze(1)
            )
        );
        var pull = new double[itemCount];
        for (var epoch = 0; epoch < Epochs; epoch++)
        {
            foreach (var batch in objective.Batches(new Random(epoch)))
            {
                using var step = NewDisposeScope();
                var tape = new GradientTape();
                objective.Backward(model, batch, tape);
                var (_, rows, gradient) = tape.Gradients()
                    .Single(entry => entry.Parameter == model.Bias);
                foreach (var (row, slope) in rows!.data<long>().ToArray().Zip(gradient.ToArray()))
                {
                    pull[row] += slope / (Epochs * objective.StepsPerEpoch);
                }
            }
        }
        return [.. pull.Zip(counts, (each, count) => each * people / count)];
    }
}
