using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace OnnxRetrieval.Hosting.Tests;

public sealed class HealthTests : IDisposable
{
    private readonly TestModel model = new(version: "1");

    public void Dispose() => model.Dispose();

    [Fact]
    public async Task A_loaded_model_is_healthy()
    {
        using var file = new ServedFile();
        file.Put(model);
        var health = await Check(file);
        Assert.Equal(HealthStatus.Healthy, health.Status);
        Assert.Equal("1", health.Data["version"]);
        Assert.Equal(40, health.Data["candidates"]);
        Assert.Equal(TimeSpan.FromDays(2), health.Data["age"]);
        Assert.Equal(file.Time.GetUtcNow(), health.Data["loaded_at"]);
    }

    [Fact]
    public async Task A_missing_model_is_unhealthy()
    {
        using var file = new ServedFile(options => options.Optional = true);
        var health = await Check(file);
        Assert.Equal(HealthStatus.Unhealthy, health.Status);
        Assert.StartsWith(
            "No model is loaded: There is no file",
            health.Description,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_file_that_cannot_be_used_degrades_until_a_good_one_comes()
    {
        using var file = new ServedFile();
        file.Put(model);
        _ = file.Model;
        file.PutBroken();
        await file.Model.ReloadAsync(TestContext.Current.CancellationToken);
        var health = await Check(file);
        Assert.Equal(HealthStatus.Degraded, health.Status);
        Assert.StartsWith(
            "Serves version '1'; the file of 2026-02-02 12:00:00Z cannot be used: ",
            health.Description,
            StringComparison.Ordinal
        );
        file.Put(model);
        await file.Model.ReloadAsync(TestContext.Current.CancellationToken);
        Assert.Equal(HealthStatus.Healthy, (await Check(file)).Status);
    }

    [Fact]
    public async Task An_old_model_degrades()
    {
        using var file = new ServedFile();
        file.Put(model);
        file.Time.Advance(TimeSpan.FromDays(400));
        var health = await Check(file);
        Assert.Equal(HealthStatus.Degraded, health.Status);
        Assert.Equal(
            "Serves version '1', which is 402.00:00:00 old; at most 365.00:00:00 is wanted.",
            health.Description
        );
    }

    private static async Task<HealthReportEntry> Check(ServedFile file)
    {
        var report = await file
            .Services.GetRequiredService<HealthCheckService>()
            .CheckHealthAsync(TestContext.Current.CancellationToken);
        return report.Entries["retriever:movies"];
    }
}
