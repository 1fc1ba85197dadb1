using OnnxRetrieval.Training.Fitting;
using OnnxRetrieval.Training.Tests.Data;
using OnnxRetrieval.Training.Tests.Support;

namespace OnnxRetrieval.Training.Tests;

/// <summary>What is left when a training process dies at a moment that nobody chose.</summary>
[Collection(TorchTests.Name)]
public sealed class KilledRunTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    private string Output => Path.Combine(folder.Path, "killed");

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Killed_again_and_again_a_run_goes_on_to_the_same_bytes()
    {
        string[] arguments =
        [
            "--interactions",
            Blocks.Write(folder),
            "--seed",
            "1",
            "--threads",
            "1",
            "--batch-size",
            "8",
            "--dimensions",
            "16",
            "--patience",
            "0",
            "--epochs",
            "150",
            "--out",
        ];
        using (
            var whole = TrainerProcess.Train(
                null,
                [.. arguments, Path.Combine(folder.Path, "whole")]
            )
        )
        {
            await whole.Succeeds();
        }
        var checkpoint = TrainingPipeline.CheckpointPath(Output);
        var random = new Random(1);
        int kills = 0,
            goneOn = 0;
        while (kills < 4)
        {
            using var trainer = TrainerProcess.Train(null, [.. arguments, Output, "--resume"]);
            // The first moment is that of the first checkpoint of this process; the rest is chance.
            var before = Written();
            while (!trainer.HasExited && Written() == before)
            {
                await Task.Delay(20, TestContext.Current.CancellationToken);
            }
            await Task.Delay(random.Next(400), TestContext.Current.CancellationToken);
            if (trainer.HasExited)
            {
                break;
            }
            await trainer.Kill();
            if (File.Exists(Path.Combine(Output, "manifest.json")))
            {
                // It had just ended.
                break;
            }
            kills++;
            if (File.Exists(checkpoint))
            {
                var state = Checkpoint.Read(checkpoint).State;
                var reached = state.Finished.Sum(fit => fit.Epoch) + (state.Current?.Epoch ?? 0);
                Assert.True(reached > goneOn, $"It reached {goneOn} epochs, and then {reached}.");
                goneOn = reached;
            }
        }
        Assert.True(kills > 0, "It ended before it could be killed.");

        using (var last = TrainerProcess.Train(null, [.. arguments, Output, "--resume"]))
        {
            await last.Succeeds();
        }

        foreach (
            var model in new[] { "item_tower.onnx", "pairs.onnx", "retrieval.onnx", "similar.onnx" }
        )
        {
            Assert.Equal(
                File.ReadAllBytes(Path.Combine(folder.Path, "whole", model)),
                File.ReadAllBytes(Path.Combine(Output, model))
            );
        }
        Assert.Equal(
            ["events.csv", "killed", "whole"],
            Directory
                .EnumerateFileSystemEntries(folder.Path)
                .Select(entry => Path.GetFileName(entry))
                .Order(StringComparer.Ordinal)
        );

        DateTime Written() => File.GetLastWriteTimeUtc(checkpoint);
    }
}
