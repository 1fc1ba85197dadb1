using OnnxRetrieval.Training.Export;
using OnnxRetrieval.Training.Tests.Data;
using OnnxRetrieval.Training.Tests.Support;

namespace OnnxRetrieval.Training.Tests.Export;

public sealed class OutputFolderTests : IDisposable
{
    private const string NothingListed = """{"files":{}}""";
    private readonly TemporaryFolder folder = new();

    private string Place => Path.Combine(folder.Path, "out");

    public void Dispose() => folder.Dispose();

    [Fact]
    public void It_appears_whole_in_the_place_of_an_earlier_one()
    {
        folder.Write("out/manifest.json", NothingListed);
        using (var output = new OutputFolder(Place))
        {
            File.WriteAllText(Path.Combine(output.Path, "metrics.json"), "new");
            Assert.True(File.Exists(Path.Combine(Place, "manifest.json")));

            output.Commit();
        }

        Assert.Equal(["metrics.json"], Names(Place));
        Assert.Equal(["out"], Names(folder.Path));
    }

    [Fact]
    public async Task Whoever_reads_finds_the_earlier_one_or_the_new_one_at_any_moment()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Folders cannot be exchanged there.");
        folder.Write("out/manifest.json", NothingListed);
        using var done = new CancellationTokenSource();
        var reading = Task.Run(
            () =>
            {
                var reads = 0;
                for (; !done.IsCancellationRequested; reads++)
                {
                    Assert.Equal(
                        NothingListed,
                        File.ReadAllText(Path.Combine(Place, "manifest.json"))
                    );
                }
                return reads;
            },
            TestContext.Current.CancellationToken
        );

        for (var round = 0; round < 200 && !reading.IsCompleted; round++)
        {
            using var output = new OutputFolder(Place);
            File.WriteAllText(Path.Combine(output.Path, "manifest.json"), NothingListed);
            output.Commit();
        }
        await done.CancelAsync();

        Assert.True(await reading > 0);
        Assert.Equal(["out"], Names(folder.Path));
    }

    [Fact]
    public void Without_a_commit_the_earlier_one_stays_and_nothing_is_left()
    {
        folder.Write("out/manifest.json", NothingListed);

        using (var output = new OutputFolder(Place + "/"))
        {
            File.WriteAllText(Path.Combine(output.Path, "metrics.json"), "new");
        }

        Assert.Equal(["manifest.json"], Names(Place));
        Assert.Equal(["out"], Names(folder.Path));
    }

    [Fact]
    public void After_a_kill_between_the_two_moves_the_earlier_one_is_back()
    {
        folder.Write("out.onnx-retrieval-replaced/manifest.json", NothingListed);

        using (new OutputFolder(Place)) { }

        Assert.Equal(["manifest.json"], Names(Place));
        Assert.Equal(["out"], Names(folder.Path));
    }

    [Fact]
    public void After_a_kill_before_the_earlier_one_was_deleted_the_new_one_stays()
    {
        folder.Write("out.onnx-retrieval-replaced/history.jsonl", "old");
        folder.Write("out/manifest.json", NothingListed);

        using (new OutputFolder(Place)) { }

        Assert.Equal(["manifest.json"], Names(Place));
        Assert.Equal(["out"], Names(folder.Path));
    }

    [Fact]
    public void What_a_killed_process_left_goes_and_folders_of_like_names_stay()
    {
        folder.Write("out.onnx-retrieval-new/retrieval.onnx", "half");
        string[] others = ["out.bak", "out.new", "out.old", "out.tmp"];
        foreach (var other in others)
        {
            folder.Write($"{other}/kept.txt", "kept");
        }

        using (var output = new OutputFolder(Place))
        {
            Assert.Empty(Names(output.Path));
            output.Commit();
        }

        Assert.Equal(["out", .. others], Names(folder.Path));
    }

    [Fact]
    public void A_folder_that_no_run_wrote_is_refused_and_an_empty_one_is_not()
    {
        Directory.CreateDirectory(Place);
        using (new OutputFolder(Place)) { }
        folder.Write("out/thesis.txt", "years of work");

        var error = Assert.Throws<InputException>(() => new OutputFolder(Place));

        Assert.Contains("somebody's work", error.Message, StringComparison.Ordinal);
        Assert.Equal(["thesis.txt"], Names(Place));
    }

    [Fact]
    public void What_a_run_listed_is_replaced()
    {
        folder.Write("out/manifest.json", """{"later":1,"files":{"retrieval.onnx":{}}}""");
        folder.Write("out/retrieval.onnx", "old");

        using (var output = new OutputFolder(Place))
        {
            output.Commit();
        }

        Assert.Empty(Names(Place));
    }

    [Theory]
    [InlineData("""{"files":{"retrieval.onnx":{}}}""", "notes.txt")]
    [InlineData("""{"name":"a web application","icons":[]}""", "manifest.json")]
    [InlineData("""["files"]""", "manifest.json")]
    [InlineData("no JSON", "manifest.json")]
    [InlineData("", "manifest.json")]
    public void Files_that_the_manifest_does_not_list_are_never_replaced(
        string manifest,
        string named
    )
    {
        folder.Write("out/manifest.json", manifest);
        folder.Write("out/notes.txt", "years of work");
        folder.Write("out/retrieval.onnx", "a model");

        var error = Assert.Throws<InputException>(() => new OutputFolder(Place));

        Assert.Contains($"'{named}'", error.Message, StringComparison.Ordinal);
        Assert.Equal(["manifest.json", "notes.txt", "retrieval.onnx"], Names(Place));
    }

    [Theory]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("/")]
    public void The_folder_that_one_is_in_is_refused(string path)
    {
        var error = Assert.Throws<InputException>(() => new OutputFolder(path));

        Assert.Contains("Name a folder inside it", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_link_stays_a_link_and_its_target_is_replaced()
    {
        folder.Write("disk/model/manifest.json", NothingListed);
        Directory.CreateSymbolicLink(Place, Path.Combine(folder.Path, "disk", "model"));

        using (var output = new OutputFolder(Place))
        {
            File.WriteAllText(Path.Combine(output.Path, "metrics.json"), "new");
            output.Commit();
        }

        Assert.Equal(["metrics.json"], Names(Path.Combine(folder.Path, "disk", "model")));
        Assert.NotNull(new DirectoryInfo(Place).LinkTarget);
        Assert.Equal(["disk", "out"], Names(folder.Path));
    }

    [Fact]
    public async Task A_mounted_folder_is_refused_before_anything_is_trained_and_one_inside_is_not()
    {
        using var mount = await Mount.At(Place);

        var error = Assert.Throws<InputException>(() => new OutputFolder(Place));

        Assert.Contains("Name a folder inside it", error.Message, StringComparison.Ordinal);
        using var output = new OutputFolder(Path.Combine(Place, "model"));
        output.Commit();
        Assert.Equal(["model"], Names(Place));
    }

    [Fact]
    public void A_file_in_its_place_is_refused()
    {
        folder.Write("out", "a file");

        var error = Assert.Throws<InputException>(() => new OutputFolder(Place));

        Assert.Contains("is a file", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_place_that_cannot_be_written_is_refused()
    {
        folder.Write("file", "a file");

        var error = Assert.Throws<InputException>(() =>
            new OutputFolder(Path.Combine(folder.Path, "file", "out"))
        );

        Assert.Contains("--out", error.Message, StringComparison.Ordinal);
    }

    private static IEnumerable<string> Names(string path) =>
        Directory
            .EnumerateFileSystemEntries(path)
            .Select(entry => Path.GetFileName(entry))
            .Order(StringComparer.Ordinal);
}
