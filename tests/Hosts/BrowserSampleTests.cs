using System.Text.Json;
using OnnxRetrieval.Tests;

namespace OnnxRetrieval.Hosts.Tests;

/// <summary>The page of samples/browser, in headless Chromium, with the sample model of the repository.</summary>
public sealed class BrowserSampleTests : IDisposable
{
    private static readonly string Model = Path.Combine(
        Repository.Root,
        "artifacts",
        "sample",
        "retrieval.onnx"
    );

    private readonly string folder = Directory.CreateTempSubdirectory("onnx-sample-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void The_page_shows_what_the_library_gives()
    {
        string[] seen = ["50", "172"];

        var states = Use(
            new { fields = new { user = "42", history = "" } },
            new { fields = new { user = "", history = "50, 172" } },
            new { fields = new { user = "123456789", history = "" } }
        );

        using var retriever = Retriever.Load(Model);
        Assert.Equal(["For you:", "For you:", "For a stranger:"], states.Select(s => s.Status));
        Assert.Equal(Titles(new Query { ["user_id"] = "42" }), states[0].Titles);
        Assert.Equal(Titles(new Query { ["history"] = seen }, seen), states[1].Titles);
        Assert.Equal(Titles(new Query { ["user_id"] = "123456789" }), states[2].Titles);

        string?[] Titles(Query query, string[]? exclude = null) =>
            [.. retriever.Retrieve(query, k: 10, exclude: exclude).Select(hit => hit.Title)];
    }

    [Fact]
    public void The_page_tells_what_is_wrong()
    {
        var states = Use(
            new { fields = new { user = "bob", history = "" } },
            new { model = "nowhere.onnx" }
        );

        Assert.StartsWith("user_id takes integers", states[0].Status, StringComparison.Ordinal);
        Assert.Contains("nowhere.onnx", states[1].Status, StringComparison.Ordinal);
        Assert.All(states, state => Assert.Empty(state.Titles));
    }

    private SampleState[] Use(params object[] steps)
    {
        HostProcess.SkipUnlessThere(HostKind.Browser);
        Assert.SkipUnless(File.Exists(Model), "There is no model in artifacts/sample.");
        Assert.SkipUnless(
            Directory.Exists(Path.Combine(Repository.Root, "samples", "browser", "node_modules")),
            "samples/browser has no packages: run tests/Hosts/install.sh."
        );
        var file = Path.Combine(folder, "steps.json");
        File.WriteAllText(file, JsonSerializer.Serialize(steps));
        return HostProcess.Node<SampleState[]>(
            "sample.mjs",
            Path.Combine(folder, "states.json"),
            Repository.Root,
            file
        );
    }

    /// <param name="Status">The line above the recommendations.</param>
    /// <param name="Titles">The titles recommended.</param>
    private sealed record SampleState(string Status, string[] Titles);
}
