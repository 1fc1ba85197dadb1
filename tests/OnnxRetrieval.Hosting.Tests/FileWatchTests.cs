using Microsoft.Extensions.Logging;

namespace OnnxRetrieval.Hosting.Tests;

public sealed class FileWatchTests : IDisposable
{
    private static readonly TimeSpan patience = TimeSpan.FromMinutes(1);

    private readonly TestModel first = new(seed: 1, version: "1");
    private readonly TestModel second = new(seed: 2, version: "2");

    public void Dispose()
    {
        first.Dispose();
        second.Dispose();
    }

    [Fact]
    public async Task A_file_moved_over_the_old_one_is_taken_into_use()
    {
        using var file = Notified();
        file.Put(first);
        var reloaded = NextReload(file);
        File.Copy(second.File, file.File("new"));
        File.Move(file.File("new"), file.Path, overwrite: true);
        await AssertServes(second, file, reloaded);
    }

    [Fact]
    public async Task A_file_written_in_place_is_taken_into_use_when_it_is_whole()
    {
        using var file = Notified();
        file.Put(first);
        var reloaded = NextReload(file);
        var content = await File.ReadAllBytesAsync(
            second.File,
            TestContext.Current.CancellationToken
        );
        await using (var stream = File.Create(file.Path))
        {
            foreach (var part in content.Chunk(content.Length / 5))
            {
                await stream.WriteAsync(part, TestContext.Current.CancellationToken);
                await stream.FlushAsync(TestContext.Current.CancellationToken);
                await Task.Delay(10, TestContext.Current.CancellationToken);
            }
        }
        await AssertServes(second, file, reloaded);
    }

    [Fact]
    public async Task A_link_that_is_exchanged_as_in_Kubernetes_is_followed()
    {
        using var file = Notified();
        Version(file, "..1", first);
        Directory.CreateSymbolicLink(file.File("..data"), "..1");
        File.CreateSymbolicLink(file.Path, Path.Combine("..data", "retrieval.onnx"));
        var reloaded = NextReload(file);
        Version(file, "..2", second);
        Directory.CreateSymbolicLink(file.File("..data_tmp"), "..2");
        Exchange(file.File("..data_tmp"), file.File("..data"));
        await AssertServes(second, file, reloaded);
    }

    [Fact]
    public async Task A_linked_folder_that_is_exchanged_is_found_by_polling()
    {
        using var folder = new TemporaryFolder();
        using var file = new ServedFile(options =>
        {
            options.Path = folder.File("current/retrieval.onnx");
            options.ReloadOnChange = true;
        });
        Directory.CreateDirectory(folder.File("1"));
        Directory.CreateDirectory(folder.File("2"));
        File.Copy(first.File, folder.File("1/retrieval.onnx"));
        File.Copy(second.File, folder.File("2/retrieval.onnx"));
        Directory.CreateSymbolicLink(folder.File("current"), "1");
        var reloaded = NextReload(file);
        Directory.CreateSymbolicLink(folder.File("next"), "2");
        Exchange(folder.File("next"), folder.File("current"));
        await AssertServes(second, file, reloaded);
    }

    [Fact]
    public async Task A_copy_with_the_same_length_and_time_is_noticed()
    {
        using var file = Notified();
        file.Put(first);
        var reloaded = NextReload(file);
        Assert.Equal(new FileInfo(first.File).Length, new FileInfo(second.File).Length);
        File.Copy(second.File, file.File("new"));
        File.SetLastWriteTimeUtc(file.File("new"), File.GetLastWriteTimeUtc(file.Path));
        File.Move(file.File("new"), file.Path, overwrite: true);
        await AssertServes(second, file, reloaded);
    }

    [Fact]
    public async Task A_broken_file_is_tried_once_and_a_good_one_after_it_served()
    {
        using var file = Notified();
        file.Put(first);
        var reloaded = NextReload(file);
        file.PutBroken();
        await Until(file, () => file.Model.LastFailure is not null);
        var failure = file.Model.LastFailure;
        for (var poll = 0; poll < 10; poll++)
        {
            file.Time.Advance(TimeSpan.FromMinutes(1));
            await Task.Delay(5, TestContext.Current.CancellationToken);
        }
        Assert.Same(failure, file.Model.LastFailure);
        file.Put(second);
        await AssertServes(second, file, reloaded);
        Assert.Null(file.Model.LastFailure);
    }

    [Fact]
    public async Task A_folder_that_is_not_there_yet_is_polled()
    {
        using var folder = new TemporaryFolder();
        using var file = new ServedFile(options =>
        {
            options.Path = folder.File("later/retrieval.onnx");
            options.Optional = true;
            options.ReloadOnChange = true;
        });
        var reloaded = NextReload(file);
        Assert.Contains(file.Logs.GetSnapshot(), log => log.Level == LogLevel.Warning);
        Directory.CreateDirectory(folder.File("later"));
        File.Copy(first.File, folder.File("later/retrieval.onnx"));
        await AssertServes(first, file, reloaded);
    }

    private static ServedFile Notified() => new(options => options.ReloadOnChange = true);

    private static void Version(ServedFile file, string name, TestModel model)
    {
        Directory.CreateDirectory(file.File(name));
        File.Copy(model.File, Path.Combine(file.File(name), "retrieval.onnx"));
    }

    /// <summary>Renames a link over another in one step, which .NET does for files alone.</summary>
    private static void Exchange(string link, string over)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no such rename of links.");
        using var move = System.Diagnostics.Process.Start("mv", ["-T", link, over]);
        move.WaitForExit();
        Assert.Equal(0, move.ExitCode);
    }

    private static Task<ModelReloadedEventArgs> NextReload(ServedFile file)
    {
        var reloaded = new TaskCompletionSource<ModelReloadedEventArgs>();
        file.Model.Reloaded += (_, change) => reloaded.TrySetResult(change);
        return reloaded.Task;
    }

    private static async Task AssertServes(
        TestModel model,
        ServedFile file,
        Task<ModelReloadedEventArgs> reloaded
    )
    {
        await Until(file, () => reloaded.IsCompleted);
        Answers.AssertFrom(model, file.Retriever.Retrieve("u1"), "u1");
    }

    private static async Task Until(ServedFile file, Func<bool> holds)
    {
        var limit = TimeProvider.System.GetTimestamp();
        while (!holds())
        {
            Assert.True(
                TimeProvider.System.GetElapsedTime(limit) < patience,
                "The file was not reloaded."
            );
            file.Time.Advance(TimeSpan.FromSeconds(1));
            await Task.Delay(5, TestContext.Current.CancellationToken);
        }
    }
}
