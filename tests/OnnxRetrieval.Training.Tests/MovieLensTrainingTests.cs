using OnnxRetrieval.Tests;
using OnnxRetrieval.Training.Data;
using OnnxRetrieval.Training.Features;
using OnnxRetrieval.Training.Fitting;
using OnnxRetrieval.Training.Tests.Data;
using OnnxRetrieval.Training.Tests.Support;

namespace OnnxRetrieval.Training.Tests;

/// <summary>Training on MovieLens 100K; skipped where the data is missing.</summary>
[Collection(TorchTests.Name)]
public sealed class MovieLensTrainingTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    /// <summary>
    /// The losses that the Keras RS tutorial "Recommending movies: retrieval" prints fall by .0105 (training, epoch 1 to
    /// 50) and .0097 (validation, epoch 5 to 50).
    /// </summary>
    [Fact]
    public void Basic_repeats_the_published_curve()
    {
        var curves = Enumerable.Range(1, 5).Select(Curve).ToArray();

        Assert.InRange(curves.Average(curve => curve[0].Loss), 0.4672, 0.4872);
        Assert.InRange(curves.Average(curve => curve[0].Loss - curve[49].Loss), 0.009, 0.012);
        Assert.InRange(
            curves.Average(curve => curve[4].ValidLoss!.Value - curve[49].ValidLoss!.Value),
            0.0082,
            0.0112
        );

        IReadOnlyList<EpochRecord> Curve(int seed)
        {
            var split = DataPreparation.Prepare(
                Data(),
                new() { Kind = "random" },
                seed,
                null,
                TestContext.Current.CancellationToken
            );
            var settings = Recipe.Resolve(new() { Recipe = "basic" }, split);
            var fitted = new FitRun(
                settings,
                settings.Arrange(split),
                EncodedFeatures.None,
                seed,
                checkpointEvery: 1000,
                Path.Combine(folder.Path, "state.ckpt"),
                "key",
                null,
                TestContext.Current.CancellationToken
            ).Run(null);
            fitted.Model.Dispose();
            Assert.Equal(80_000, fitted.Trained.Count);
            Assert.Equal(50, fitted.History.Count);
            return fitted.History;
        }
    }

    [Fact]
    public void The_default_is_well_ahead_of_the_baselines()
    {
        var result = TrainingPipeline.Run(
            new()
            {
                Data = Data(),
                Split = new() { Kind = "leave-last" },
                Threads = 1,
            },
            Path.Combine(folder.Path, "out"),
            cancellation: TestContext.Current.CancellationToken
        );

        var (test, popularity, knn) = (
            result.Metrics["test"],
            result.Metrics["popularity"],
            result.Metrics["item_knn"]
        );
        Assert.InRange(test["recall@20"], 0.26, 0.34);
        Assert.InRange(test["ndcg@10"], 0.09, 0.13);
        // No chance is in these: they tell that data, split and metrics are what they were.
        Assert.Equal(0.1262, popularity["recall@20"], 0.0001);
        Assert.Equal(0.0449, popularity["ndcg@10"], 0.0001);
        Assert.Equal(0.187, knn["recall@20"], 0.003);
        Assert.Equal(0.064, knn["ndcg@10"], 0.003);
    }

    private static DataOptions Data() =>
        new() { Dataset = "movielens-100k", Directory = Repository.SharedData("ml-100k") };
}
