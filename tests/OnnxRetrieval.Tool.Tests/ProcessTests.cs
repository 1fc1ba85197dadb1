using System.Text.Json;
using System.Text.RegularExpressions;

namespace OnnxRetrieval.Tool.Tests;

/// <summary>What only a process of its own shows.</summary>
public sealed class ProcessTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Exit_codes_tell_done_failed_and_wrong_use()
    {
        Assert.Equal(ExitCode.Done, (await Run("--version")).ExitCode);
        Assert.Equal(ExitCode.Failed, (await Run("inspect", folder["none.onnx"])).ExitCode);
        Assert.Equal(ExitCode.WrongUse, (await Run("recommend")).ExitCode);
        Assert.Equal(ExitCode.WrongUse, (await Run()).ExitCode);
    }

    [Fact]
    public async Task Json_is_utf8_without_a_byte_order_mark_and_alone_on_standard_output()
    {
        TinyModel.Write(folder.Path);

        var run = await Run("recommend", folder.Path, "--user", "ann", "--json");

        Assert.Equal("", run.Error);
        Assert.StartsWith("{", run.Output, StringComparison.Ordinal);
        using var json = JsonDocument.Parse(run.Output);
        Assert.Contains("Amélie", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_interrupted_run_goes_on_to_the_same_file_as_one_that_was_not()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Signals are sent with kill.");
        var (events, _) = SmallData.Write(folder);
        string[] arguments =
        [
            "train",
            "--interactions",
            events,
            "--user",
            "u",
            "--item",
            "i",
            "--patience",
            "0",
            "--recency-half-life",
            "0",
            "--regularization",
            "0.01",
            "--seed",
            "1",
            "--threads",
            "1",
            "--epochs",
            "8000",
            "--item-pairs",
            "false",
            "--out",
        ];
        using var process = ToolProcess.Start([.. arguments, folder["shop"]]);
        await process.LineStarting("  epoch 1/");
        // A checkpoint is written at most once a second.
        await WaitFor(() => File.Exists(folder["shop.checkpoint/state.ckpt"]));

        process.Signal("INT");
        var interrupted = await process.End();

        Assert.Equal(ExitCode.Failed, interrupted.ExitCode);
        Assert.Contains("--resume goes on from there", interrupted.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder["shop"]));

        var other = await Run([.. arguments, folder["shop"], "--resume", "--dimensions", "8"]);
        Assert.Equal(ExitCode.Failed, other.ExitCode);
        Assert.Contains("other options", other.Error, StringComparison.Ordinal);

        var resumed = await Run([.. arguments, folder["shop"], "--resume"]);
        Assert.True(resumed.ExitCode == ExitCode.Done, resumed.Error);
        Assert.DoesNotContain("  epoch 1/", resumed.Output, StringComparison.Ordinal);

        var whole = await Run([.. arguments, folder["whole"]]);
        Assert.True(whole.ExitCode == ExitCode.Done, whole.Error);
        Assert.Equal(
            await Bytes(folder["whole/retrieval.onnx"]),
            await Bytes(folder["shop/retrieval.onnx"])
        );
    }

    [Theory]
    [InlineData("")]
    [InlineData("no checkpoint")]
    [InlineData("ORCKPT01 and then nothing of it")]
    public async Task A_checkpoint_that_cannot_be_read_is_a_clear_error_and_harms_nothing(
        string content
    )
    {
        var (events, _) = SmallData.Write(folder);
        string[] arguments =
        [
            "train",
            "--interactions",
            events,
            "--user",
            "u",
            "--item",
            "i",
            "--epochs",
            "2",
            "--quiet",
            "--out",
            folder["shop"],
        ];
        var good = await Run(arguments);
        Assert.True(good.ExitCode == ExitCode.Done, good.Error);
        var before = await Bytes(folder["shop/retrieval.onnx"]);
        Directory.CreateDirectory(folder["shop.checkpoint"]);
        var checkpoint = folder.Write("shop.checkpoint/state.ckpt", content);

        var resumed = await Run([.. arguments, "--resume"]);

        resumed.Fails(ExitCode.Failed, checkpoint);
        Assert.Contains("without --resume", resumed.Error, StringComparison.Ordinal);
        Assert.Equal(before, await Bytes(folder["shop/retrieval.onnx"]));
        var anew = await Run(arguments);
        Assert.True(anew.ExitCode == ExitCode.Done, anew.Error);
        Assert.False(Directory.Exists(folder["shop.checkpoint"]));
    }

    [Fact]
    public async Task A_search_that_was_killed_goes_on_to_the_same_trials()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Signals are sent with kill.");
        var (events, _) = SmallData.Write(folder);
        string[] arguments =
        [
            "tune",
            "--interactions",
            events,
            "--user",
            "u",
            "--item",
            "i",
            "--seed",
            "1",
            "--threads",
            "1",
            "--epochs",
            "100",
            "--patience",
            "100",
            "--trials",
            "8",
            "--out",
        ];
        // At the start, amid the trials, and by a signal that lets it end by itself.
        foreach (
            var (moment, signal) in new[]
            {
                ("trying", "KILL"),
                ("trial 3", "KILL"),
                ("  trial 4", "KILL"),
                ("trial 6", "INT"),
            }
        )
        {
            using var process = ToolProcess.Start([.. arguments, folder["killed"], "--resume"]);
            await process.LineStarting(moment);
            process.Signal(signal);
            var run = await process.End();
            Assert.Equal(signal == "INT", run.ExitCode == ExitCode.Failed);
        }

        var resumed = await Run([.. arguments, folder["killed"], "--resume"]);
        var whole = await Run([.. arguments, folder["whole"]]);

        Assert.True(resumed.ExitCode == ExitCode.Done, resumed.Error);
        Assert.True(whole.ExitCode == ExitCode.Done, whole.Error);
        Assert.Equal(8, File.ReadLines(folder["whole/trials.jsonl"]).Count());
        Assert.Equal(Trials("whole"), Trials("killed"));
        Assert.Equal(
            await Bytes(folder["whole/options.json"]),
            await Bytes(folder["killed/options.json"])
        );
        Assert.False(Directory.Exists(folder["killed.checkpoint"]));

        // But for the time that they took.
        IEnumerable<string> Trials(string name) =>
            File.ReadLines(folder[$"{name}/trials.jsonl"])
                .Select(line => Regex.Replace(line, "\"seconds\":[^,}]*", ""));
    }

    [Fact]
    public async Task A_second_interruption_ends_the_process_at_once()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Signals are sent with kill.");
        var (events, _) = SmallData.Write(folder);
        using var process = ToolProcess.Start(
            "train",
            "--interactions",
            events,
            "--user",
            "u",
            "--item",
            "i",
            "--out",
            folder["shop"],
            "--epochs",
            "1000000",
            "--patience",
            "0"
        );
        await process.LineStarting("  epoch 1/");

        process.Signal("INT");
        process.Signal("INT");
        var run = await process.End();

        Assert.NotEqual(ExitCode.Done, run.ExitCode);
        Assert.False(Directory.Exists(folder["shop"]));
    }

    [Fact]
    public async Task A_folder_that_cannot_be_written_is_a_clear_error()
    {
        var (events, _) = SmallData.Write(folder);
        using var mount = Mount.At(folder["locked"], "ro");

        var run = await Run(
            "train",
            "--interactions",
            events,
            "--user",
            "u",
            "--item",
            "i",
            "--epochs",
            "2",
            "--quiet",
            "--out",
            Path.Combine(mount.Path, "shop")
        );

        run.Fails(ExitCode.Failed, mount.Path);
        Assert.Contains("Read-only", run.Error, StringComparison.Ordinal);
        Assert.Contains("--out", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_full_disk_is_a_clear_error_and_leaves_the_earlier_model()
    {
        var (events, _) = SmallData.Write(folder);
        using var mount = Mount.At(folder["small"], "size=96k");
        var shop = Path.Combine(mount.Path, "shop");
        string[] arguments =
        [
            "train",
            "--interactions",
            events,
            "--user",
            "u",
            "--item",
            "i",
            "--epochs",
            "2",
            "--regularization",
            "0.01",
            "--quiet",
            "--item-pairs",
            "false",
            "--out",
            shop,
            "--dimensions",
        ];
        var good = await Run([.. arguments, "2"]);
        Assert.True(good.ExitCode == ExitCode.Done, good.Error);
        var before = await Bytes(Path.Combine(shop, "retrieval.onnx"));

        var bad = await Run([.. arguments, "4096"]);

        bad.Fails(ExitCode.Failed, "error: ");
        Assert.Contains("space", bad.Error, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(
            ["shop"],
            Directory
                .GetDirectories(mount.Path)
                .Select(Path.GetFileName)
                .Where(name => !name!.EndsWith(".checkpoint", StringComparison.Ordinal))
        );
        Assert.Equal(before, await Bytes(Path.Combine(shop, "retrieval.onnx")));
    }

    [Theory]
    [InlineData(8)]
    [InlineData(28)]
    [InlineData(60)]
    [InlineData(100)]
    [InlineData(140)]
    public async Task Wherever_the_disk_fills_up_the_error_names_a_file_and_nothing_half_is_left(
        int kilobytes
    )
    {
        var (events, items) = SmallData.Write(folder);
        using var mount = Mount.At(folder["small"], $"size={kilobytes}k");

        var run = await Run(
            "train",
            "--interactions",
            events,
            "--user",
            "u",
            "--item",
            "i",
            "--time",
            "t",
            "--candidates",
            items,
            "--epochs",
            "2",
            "--quiet",
            "--out",
            Path.Combine(mount.Path, "shop")
        );

        run.Fails(ExitCode.Failed, mount.Path);
        Assert.Matches("No space left on device|disk was full", run.Error);
        Assert.False(Directory.Exists(Path.Combine(mount.Path, "shop")));
        Assert.DoesNotContain(
            Directory.EnumerateFileSystemEntries(mount.Path, "*", SearchOption.AllDirectories),
            entry =>
                entry.EndsWith(".tmp", StringComparison.Ordinal)
                || entry.EndsWith("-new", StringComparison.Ordinal)
        );
    }

    private static async Task<CommandRun> Run(params string[] arguments)
    {
        using var process = ToolProcess.Start(arguments);
        return await process.End();
    }

    private static Task<byte[]> Bytes(string path) =>
        File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken);

    private static async Task WaitFor(Func<bool> condition)
    {
        for (var i = 0; i < 1200 && !condition(); i++)
        {
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }
        Assert.True(condition());
    }
}
