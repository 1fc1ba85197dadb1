using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
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

    /// <summary>
    /// Killed anywhere, from the runtime's start to the last file's move: few times as a rule, as often as the environment
    /// variable <c>KILLS</c> asks for.
    /// </summary>
    [Fact]
    public async Task Killed_at_any_moment_a_run_goes_on_and_the_earlier_model_stays_whole()
    {
        string[] arguments =
        [
            .. Repeatable,
            "--patience",
            "0",
            "--recency-half-life",
            "0",
            "--regularization",
            "0.01",
            "--out",
        ];
        var (earlier, whole) = (
            Path.Combine(folder.Path, "earlier"),
            Path.Combine(folder.Path, "whole")
        );
        await Train(["--dimensions", "4", "--epochs", "2", .. arguments, earlier]);
        string[] asked = ["--dimensions", "16", "--epochs", "200", .. arguments];
        var clock = Stopwatch.StartNew();
        await Train([.. asked, whole]);
        var length = clock.Elapsed;
        CopyFolder(earlier, Output);
        var random = new Random(2);

        for (var kills = 0; kills < Kills; )
        {
            using var trainer = TrainerProcess.Train(null, [.. asked, Output, "--resume"]);
            await Task.Delay(length * random.NextDouble(), TestContext.Current.CancellationToken);
            if (trainer.HasExited)
            {
                await trainer.Succeeds();
                AssertSameModels(whole, Output);
            }
            else
            {
                await trainer.Kill();
                kills++;
            }
            if (ModelLeft() != Digest(earlier))
            {
                // It was done: the next one begins anew.
                Assert.Equal(Digest(whole), ModelLeft());
                Directory.Delete(Output, recursive: true);
                CopyFolder(earlier, Output);
            }
        }
        await Train([.. asked, Output, "--resume"]);

        AssertSameModels(whole, Output);
        Assert.Equal(
            ["earlier", "events.csv", "killed", "whole"],
            Directory
                .EnumerateFileSystemEntries(folder.Path)
                .Select(entry => Path.GetFileName(entry))
                .Order(StringComparer.Ordinal)
        );

        // Where folders cannot be exchanged, a kill between two moves leaves the old model beside its place, and the next run
        // puts it back.
        string ModelLeft() =>
            Digest(Directory.Exists(Output) ? Output : Output + ".onnx-retrieval-replaced");
    }

    [Fact]
    public async Task Killed_again_and_again_a_run_goes_on_to_the_same_bytes()
    {
        string[] arguments =
        [
            .. Repeatable,
            "--dimensions",
            "16",
            "--patience",
            "0",
            "--epochs",
            "150",
            "--out",
        ];
        await Train([.. arguments, Path.Combine(folder.Path, "whole")]);
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

        await Train([.. arguments, Output, "--resume"]);

        AssertSameModels(Path.Combine(folder.Path, "whole"), Output);
        Assert.Equal(
            ["events.csv", "killed", "whole"],
            Directory
                .EnumerateFileSystemEntries(folder.Path)
                .Select(entry => Path.GetFileName(entry))
                .Order(StringComparer.Ordinal)
        );

        DateTime Written() => File.GetLastWriteTimeUtc(checkpoint);
    }

    private static int Kills =>
        Environment.GetEnvironmentVariable("KILLS") is { Length: > 0 } kills
            ? int.Parse(kills, CultureInfo.InvariantCulture)
            : 5;

    private static async Task Train(params string[] arguments)
    {
        using var trainer = TrainerProcess.Train(null, arguments);
        await trainer.Succeeds();
    }

    private static void AssertSameModels(string expected, string actual)
    {
        foreach (
            var model in new[] { "item_tower.onnx", "pairs.onnx", "retrieval.onnx", "similar.onnx" }
        )
        {
            Assert.Equal(
                File.ReadAllBytes(Path.Combine(expected, model)),
                File.ReadAllBytes(Path.Combine(actual, model))
            );
        }
    }

    /// <summary>The hash of a folder's model, once each of its files has the one that its manifest tells.</summary>
    private static string Digest(string model)
    {
        using var manifest = JsonDocument.Parse(
            File.ReadAllBytes(Path.Combine(model, "manifest.json"))
        );
        foreach (var file in manifest.RootElement.GetProperty("files").EnumerateObject())
        {
            Assert.Equal(
                file.Value.GetProperty("sha256").GetString(),
                Hash(Path.Combine(model, file.Name))
            );
        }
        return Hash(Path.Combine(model, "retrieval.onnx"));
    }

    private static string Hash(string file) =>
        Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(file)));

    private static void CopyFolder(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var file in Directory.EnumerateFiles(from))
        {
            File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
        }
    }

    /// <summary>Two runs with these write the same bytes.</summary>
    private string[] Repeatable =>
        [
            "--interactions",
            Blocks.Write(folder),
            "--seed",
            "1",
            "--threads",
            "1",
            "--batch-size",
            "8",
        ];
}
