using OnnxRetrieval.Training.Fitting;
using OnnxRetrieval.Training.Tests.Data;

namespace OnnxRetrieval.Training.Tests.Fitting;

public sealed class CheckpointFolderTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    private string Output => Path.Combine(folder.Path, "out");

    private string Place => Path.Combine(folder.Path, "out.checkpoint");

    public void Dispose() => folder.Dispose();

    [Fact]
    public void One_run_at_a_time_has_it()
    {
        using (new CheckpointFolder(Output))
        {
            var error = Assert.Throws<InputException>(() => new CheckpointFolder(Output + "/"));
            Assert.Contains("another run", error.Message, StringComparison.Ordinal);
        }

        using var next = new CheckpointFolder(Output);

        Assert.Equal(Path.Combine(Place, "state.ckpt"), next.File);
    }

    [Fact]
    public void Without_a_checkpoint_nothing_is_left()
    {
        using (new CheckpointFolder(Output)) { }

        Assert.Empty(Directory.EnumerateFileSystemEntries(folder.Path));
    }

    [Fact]
    public void A_checkpoint_stays_until_the_run_is_done()
    {
        using (var first = new CheckpointFolder(Output))
        {
            File.WriteAllText(first.File, "state");
        }
        Assert.True(File.Exists(CheckpointFolder.FileFor(Output)));

        using (var second = new CheckpointFolder(Output))
        {
            second.Done = true;
        }

        Assert.False(Directory.Exists(Place));
    }

    [Fact]
    public void A_place_that_cannot_be_written_is_refused()
    {
        var file = folder.Write("file", "a file");

        var error = Assert.Throws<InputException>(() =>
            new CheckpointFolder(Path.Combine(file, "out"))
        );

        Assert.Contains("--out", error.Message, StringComparison.Ordinal);
    }
}
