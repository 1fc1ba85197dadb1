using Microsoft.Extensions.Logging;

namespace OnnxRetrieval.Hosting.Tests;

public sealed class HostedModelTests : IDisposable
{
    private readonly TestModel first = new(seed: 1, version: "1");
    private readonly TestModel second = new(seed: 2, version: "2");

    public void Dispose()
    {
        first.Dispose();
        second.Dispose();
    }

    [Fact]
    public async Task A_new_file_takes_the_place_of_the_old_one()
    {
        using var file = new ServedFile();
        file.Put(first);
        var before = file.Model.InUse!;
        Assert.Equal("1", before.Info.ModelVersion);
        Assert.Equal(file.Time.GetUtcNow(), before.LoadedAt);
        ModelReloadedEventArgs? reloaded = null;
        file.Model.Reloaded += (_, change) => reloaded = change;
        Answers.AssertFrom(first, file.Retriever.Retrieve("u1"), "u1");

        file.Put(second);
        file.Time.Advance(TimeSpan.FromHours(1));
        var result = await Reload(file);

        Assert.Equal(ReloadOutcome.Swapped, result.Outcome);
        Assert.Same(file.Model.InUse, result.Model);
        Assert.Same(before, reloaded?.Previous);
        Assert.Same(result.Model, reloaded?.Current);
        Assert.Equal("2", result.Model!.Info.ModelVersion);
        Assert.Equal(file.Time.GetUtcNow(), result.Model.LoadedAt);
        Assert.NotEqual(before.ContentHash, result.Model.ContentHash);
        Assert.Equal("2", file.Retriever.Info.ModelVersion);
        Answers.AssertFrom(second, file.Retriever.Retrieve("u1"), "u1");
        Assert.Throws<ObjectDisposedException>(() => before.Retriever.Retrieve("u1"));
    }

    [Fact]
    public async Task The_same_content_stays_in_use()
    {
        using var file = new ServedFile();
        file.Put(first);
        var before = file.Model.InUse;
        File.SetLastWriteTimeUtc(file.Path, DateTime.UtcNow.AddHours(1));
        var result = await Reload(file);
        Assert.Equal(ReloadOutcome.Unchanged, result.Outcome);
        Assert.Same(before, file.Model.InUse);
        Answers.AssertFrom(first, file.Retriever.Retrieve("u1"), "u1");
    }

    [Fact]
    public async Task A_broken_file_leaves_the_old_one_serving_and_is_reported()
    {
        using var file = new ServedFile();
        file.Put(first);
        Assert.Null(file.Model.LastFailure);
        file.PutBroken();
        var result = await Reload(file);
        Assert.Equal(ReloadOutcome.Failed, result.Outcome);
        Assert.Equal(RetrievalError.NotOnnx, Assert.IsType<RetrievalException>(result.Error).Error);
        Assert.Same(result.Error, file.Model.LastFailure?.Error);
        Assert.Equal(file.Time.GetUtcNow(), file.Model.LastFailure?.At);
        Assert.Equal("1", result.Model?.Info.ModelVersion);
        Answers.AssertFrom(first, file.Retriever.Retrieve("u1"), "u1");
        var log = file.Logs.LatestRecord;
        Assert.Equal(LogLevel.Error, log.Level);
        Assert.Same(result.Error, log.Exception);

        file.Put(second);
        await Reload(file);
        Assert.Null(file.Model.LastFailure);
    }

    [Fact]
    public async Task An_altered_file_is_refused()
    {
        using var file = new ServedFile();
        file.Put(first);
        _ = file.Model;
        var content = await File.ReadAllBytesAsync(
            second.File,
            TestContext.Current.CancellationToken
        );
        content[content.Length / 2] ^= 1;
        await File.WriteAllBytesAsync(file.Path, content, TestContext.Current.CancellationToken);
        await AssertRefused(file, RetrievalError.DamagedFile, "does not match the hash");
    }

    [Fact]
    public async Task A_missing_file_leaves_the_old_one_serving()
    {
        using var file = new ServedFile();
        file.Put(first);
        _ = file.Model;
        File.Delete(file.Path);
        await AssertRefused(file, RetrievalError.FileNotReadable, "There is no file");
    }

    [Fact]
    public async Task A_file_of_other_ids_cannot_replace_the_one_in_use()
    {
        using var integers = new TestModel(textIds: false);
        await AssertCannotReplace(integers, "has candidate ids of type Integer, not Text");
    }

    [Fact]
    public async Task A_file_without_a_column_cannot_replace_one_that_has_it()
    {
        using var bare = new TestModel(columns: false);
        await AssertCannotReplace(bare, "has no column 'title'");
    }

    [Fact]
    public async Task A_file_that_excludes_nothing_cannot_replace_one_that_does()
    {
        using var baked = new TestModel(bakedK: 5);
        await AssertCannotReplace(baked, "lets ids be excluded: False, not True");
    }

    [Fact]
    public async Task Smoke_queries_must_be_known()
    {
        using var file = new ServedFile(options => options.SmokeQueries.Add("u5"));
        file.Put(first);
        _ = file.Model;
        using var fewer = new TestModel(users: 5);
        file.Put(fewer);
        await AssertRefused(file, RetrievalError.CheckFailed, "does not know the smoke query 'u5'");
        file.Put(second);
        Assert.Equal(ReloadOutcome.Swapped, (await Reload(file)).Outcome);
    }

    [Fact]
    public async Task A_handler_that_throws_harms_nothing()
    {
        using var file = new ServedFile();
        file.Put(first);
        file.Model.Reloaded += (_, _) => throw new InvalidOperationException("a handler's fault");
        file.Put(second);
        Assert.Equal(ReloadOutcome.Swapped, (await Reload(file)).Outcome);
        Assert.Null(file.Model.LastFailure);
        Answers.AssertFrom(second, file.Retriever.Retrieve("u1"), "u1");
        Assert.Equal("a handler's fault", file.Logs.LatestRecord.Exception?.Message);
    }

    [Fact]
    public async Task A_reload_can_be_cancelled_while_it_waits()
    {
        using var file = new ServedFile();
        file.Put(first);
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            file.Model.ReloadAsync(cancelled.Token)
        );
        Assert.Equal(ReloadOutcome.Unchanged, (await Reload(file)).Outcome);
    }

    private async Task AssertCannotReplace(TestModel other, string difference)
    {
        using var file = new ServedFile();
        file.Put(first);
        _ = file.Model;
        file.Put(other);
        await AssertRefused(
            file,
            RetrievalError.CheckFailed,
            "cannot replace the model in use, as it " + difference
        );
    }

    private async Task AssertRefused(ServedFile file, RetrievalError kind, string message)
    {
        var result = await Reload(file);
        Assert.Equal(ReloadOutcome.Failed, result.Outcome);
        var error = Assert.IsType<RetrievalException>(result.Error);
        Assert.Equal(kind, error.Error);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
        Answers.AssertFrom(first, file.Retriever.Retrieve("u1"), "u1");
    }

    private static Task<ReloadResult> Reload(ServedFile file) =>
        file.Model.ReloadAsync(TestContext.Current.CancellationToken);
}
