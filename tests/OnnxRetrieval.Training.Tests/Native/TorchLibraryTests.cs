using OnnxRetrieval.Training.Native;
using OnnxRetrieval.Training.Tests.Data;
using OnnxRetrieval.Training.Tests.Support;
using TorchSharp;

namespace OnnxRetrieval.Training.Tests.Native;

/// <summary>
/// libtorch is loaded in a process whose environment holds nothing but what a test sets, as on a fresh machine; a model
/// that is trained and exported there shows that tensors compute.
/// </summary>
[Collection(TorchTests.Name)]
public sealed class TorchLibraryTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task It_loads_with_no_environment_and_leaves_no_copy_in_the_temporary_folder()
    {
        var temporary = Directory.CreateDirectory(Path.Combine(folder.Path, "temporary")).FullName;

        await Trains(new() { ["TMPDIR"] = temporary });

        Assert.Empty(Copies(temporary));
    }

    [Fact]
    public async Task It_loads_where_the_temporary_folder_cannot_be_written()
    {
        // Nobody, root neither, can make a file below a file.
        var temporary = folder.Write("file", "a file");

        await Trains(new() { ["TMPDIR"] = temporary });

        Assert.Empty(Copies(TrainerProcess.Folder));
    }

    [Fact]
    public async Task It_loads_where_nothing_in_the_temporary_folder_may_be_run()
    {
        var temporary = Path.Combine(folder.Path, "noexec");
        using var mount = await Mount.At(temporary, "noexec");

        await Trains(new() { ["TMPDIR"] = temporary });

        Assert.Empty(Copies(temporary));
    }

    [Fact]
    public void The_number_of_threads_is_set_where_one_is_given()
    {
        TorchLibrary.EnsureLoaded(2);
        Assert.Equal(2, torch.get_num_threads());
        TorchLibrary.EnsureLoaded();
        Assert.Equal(2, torch.get_num_threads());
        TorchLibrary.EnsureLoaded(1);
        Assert.Equal(1, torch.get_num_threads());
    }

    private async Task Trains(Dictionary<string, string> environment)
    {
        var output = Path.Combine(folder.Path, "out");
        using var trainer = TrainerProcess.Train(
            environment,
            "--interactions",
            Blocks.Write(folder),
            "--out",
            output,
            "--epochs",
            "2",
            "--regularization",
            "0.1",
            "--recency-half-life",
            "0"
        );
        await trainer.Succeeds();
        Assert.True(File.Exists(Path.Combine(output, "retrieval.onnx")));
    }

    private static IEnumerable<string> Copies(string place) =>
        Directory.EnumerateFiles(place, "libLibTorchSharp-*");
}
