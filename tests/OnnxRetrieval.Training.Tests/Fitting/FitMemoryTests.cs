using System.Diagnostics;
using OnnxRetrieval.Training.Features;
using OnnxRetrieval.Training.Fitting;
using OnnxRetrieval.Training.Tests.Data;
using OnnxRetrieval.Training.Tests.Support;

namespace OnnxRetrieval.Training.Tests.Fitting;

[Collection(TorchTests.Name)]
public sealed class FitMemoryTests : IDisposable
{
    private const long Megabyte = 1 << 20;
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    /// <summary>With steps that do not free their tensors it was 930 MB more here, whatever the garbage collector did.</summary>
    [Theory]
    [InlineData("softmax")]
    [InlineData("sampled-softmax")]
    [InlineData("mse")]
    public void Four_thousand_steps_keep_no_memory(string objective)
    {
        var split = Blocks.LeaveLast();
        var settings = Recipe.Resolve(new() { Fit = new() { Objective = objective } }, split) with
        {
            Model = new()
            {
                Dimensions = 512,
                Bias = true,
                InitialRange = 0.15,
            },
            Regularization = [0.01],
            RecencyHalfLife = [0],
            StartScale = [0],
            Patience = 0,
            BatchSize = objective == "mse" ? 12 : 1,
        };
        Steps(300);
        var before = Resident();

        Steps(4000);

        Assert.InRange(Resident() - before, long.MinValue, 150 * Megabyte);

        void Steps(int count)
        {
            var perEpoch = objective == "mse" ? 55 : Blocks.Users;
            using var model = new FitRun(
                settings with
                {
                    Epochs = 1 + count / perEpoch,
                },
                split,
                EncodedFeatures.None,
                1,
                1,
                Path.Combine(folder.Path, "state.ckpt"),
                "key",
                null,
                TestContext.Current.CancellationToken
            )
                .Run(null)
                .Model;
        }
    }

    private static long Resident()
    {
        using var process = Process.GetCurrentProcess();
        return process.WorkingSet64;
    }
}
