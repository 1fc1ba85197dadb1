using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OnnxRetrieval.Tests;

namespace OnnxRetrieval.Hosting.Tests;

/// <summary>What docs/hosting.md shows: its code, in a host with its configuration.</summary>
public sealed class HostingDocumentTests : IDisposable
{
    private const string Document = "docs/hosting.md";

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Its_code_and_configuration_serve()
    {
        using var ofTexts = new TestModel();
        using var ofIntegers = new TestModel(textIds: false, users: 60);
        Directory.CreateDirectory(folder.File("movies"));
        File.Copy(ofTexts.File, folder.File("movies/retrieval.onnx"));
        File.Copy(ofIntegers.File, folder.File("similar.onnx"));
        await File.WriteAllTextAsync(
            folder.File("appsettings.json"),
            DocumentCode.First(Document, "json"),
            TestContext.Current.CancellationToken
        );
        var builder = Host.CreateApplicationBuilder(
            new HostApplicationBuilderSettings { ContentRootPath = folder.File("") }
        );

        // document
        var retrievers = builder.Configuration.GetSection("Retrievers");
        builder.Services.AddRetriever("movies", options => options.Path = "movies/retrieval.onnx");
        builder.Services.AddRetriever("similar", retrievers.GetSection("similar"));
        // end

        using var host = builder.Build();
        await host.StartAsync(TestContext.Current.CancellationToken);
        Answers.AssertFrom(ofTexts, Retriever("movies").Retrieve("u1"), "u1");
        Answers.AssertFrom(ofIntegers, Retriever("similar").Retrieve("50"), "50");
        await host.StopAsync(TestContext.Current.CancellationToken);

        IRetriever Retriever(string name) =>
            host.Services.GetRequiredKeyedService<IRetriever>(name);
    }

    [Fact]
    public void Its_code_is_what_runs_here() =>
        DocumentCode.AssertRuns(
            Document,
            "tests/OnnxRetrieval.Hosting.Tests/HostingDocumentTests.cs"
        );
}
