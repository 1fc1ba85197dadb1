using Microsoft.Extensions.DependencyInjection;
using OnnxRetrieval.Tests;

namespace OnnxRetrieval.Hosting.Tests;

/// <summary>The package's README. Its first program is a file by itself, which the packages' end-to-end test runs.</summary>
public class ReadmeTests
{
    [Fact]
    public async Task Its_code_runs()
    {
        using var test = new TestModel();
        var path = test.File;
        var cancellation = TestContext.Current.CancellationToken;

        // document
        var services = new ServiceCollection();
        services.AddRetriever(options => options.Path = path);
        using var container = services.BuildServiceProvider();
        var retriever = container.GetRequiredService<IRetriever>();
        foreach (var hit in retriever.Retrieve("42", k: 10))
            Console.WriteLine($"{hit.Id} {hit.Title} {hit.Score:F3}");
        // end

        Answers.AssertFrom(test, retriever.Retrieve("u1"), "u1");

        // document
        var model = container.GetRequiredService<HostedModel>();
        Console.WriteLine($"{model.InUse?.Info.ModelVersion} since {model.InUse?.LoadedAt}");
        model.Reloaded += (_, change) =>
            Console.WriteLine($"now {change.Current.Info.ModelVersion}");
        var result = await model.ReloadAsync(cancellation);
        // end

        Assert.Equal("7", model.InUse?.Info.ModelVersion);
        Assert.Equal(ReloadOutcome.Unchanged, result.Outcome);
    }

    [Fact]
    public void Its_code_is_what_runs_here() =>
        DocumentCode.AssertRuns(
            "runtime/OnnxRetrieval.Hosting/README.md",
            "tests/OnnxRetrieval.Hosting.Tests/ReadmeTests.cs",
            ("\"movies/retrieval.onnx\"", "path")
        );
}
