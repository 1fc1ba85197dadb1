using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using OnnxRetrieval.Hosting;

namespace OnnxRetrieval.Samples.WebApi.Tests;

public sealed class HealthTests : IDisposable
{
    private readonly string file = Path.GetTempFileName();

    public HealthTests() => File.Copy(Service.Sample("retrieval.onnx"), file, overwrite: true);

    public void Dispose() => File.Delete(file);

    [Fact]
    public async Task The_service_is_ready_with_its_models()
    {
        using var service = new Service();

        var report = await service.GetAsync<JsonElement>("/health/ready");

        Assert.Equal("Healthy", report.GetProperty("status").GetString());
        var movies = report.GetProperty("checks").GetProperty("retriever:movies");
        Assert.Equal(1682, movies.GetProperty("data").GetProperty("candidates").GetInt32());
    }

    [Fact]
    public async Task A_broken_file_degrades_it_and_the_old_model_serves()
    {
        using var service = new Service(("Retrievers:movies:Path", file));
        var before = await service.GetTextAsync("/recommend/42");
        await File.WriteAllTextAsync(file, "no model", TestContext.Current.CancellationToken);
        await service
            .Services.GetRequiredKeyedService<HostedModel>(Recommender.Movies)
            .ReloadAsync(TestContext.Current.CancellationToken);

        var report = await service.GetAsync<JsonElement>("/health/ready");

        Assert.Equal("Degraded", report.GetProperty("status").GetString());
        Assert.Equal(before, await service.GetTextAsync("/recommend/42"));
    }

    [Fact]
    public async Task Without_a_model_it_lives_and_is_not_ready()
    {
        using var service = new Service(
            ("Retrievers:movies:Path", "/nowhere/retrieval.onnx"),
            ("Retrievers:movies:Optional", "true")
        );

        using var ready = await service
            .CreateClient()
            .GetAsync("/health/ready", TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, ready.StatusCode);
        var live = await service.GetAsync<JsonElement>("/health/live");
        Assert.Equal("Healthy", live.GetProperty("status").GetString());
    }
}
