using OnnxRetrieval.Tests.Models;

namespace OnnxRetrieval.Tests;

/// <summary>The packages' README: its code stands here between the marks, word for word, and runs.</summary>
public class ReadmeTests
{
    [Fact]
    public async Task Its_code_runs()
    {
        using var model = new TestModel();
        var path = model.File;
        string[] seen = ["ítem 1", "ítem 2"];
        var cancellation = TestContext.Current.CancellationToken;
        Console.Lines.Clear();

        // document
        using var retriever = Retriever.Load(path);
        foreach (var hit in retriever.Retrieve("42", k: 10, exclude: seen))
            Console.WriteLine($"{hit.Id} {hit.Title} {hit.Score:F3}");
        // end

        Assert.Equal(
            model
                .Best("42", 10, seen)
                .Select(hit =>
                    $"{model.Items[hit.Row]} {TestModel.TitleOf(hit.Row)} {hit.Score:F3}"
                ),
            Console.Lines
        );

        // document
        var result = retriever.Retrieve("never seen");
        Console.WriteLine(result.IsKnown ? "known" : "a stranger");
        // end

        Assert.Equal("a stranger", Console.Lines[^1]);

        // document
        var lists = retriever.RetrieveBatch(["1", "2", "3"], k: 5);
        var later = await retriever.RetrieveAsync("42", k: 5, cancellation: cancellation);
        // end

        Assert.Equal([5, 5, 5], lists.Select(list => list.Count));
        Assert.Equal(5, later.Count);

        // document
        using var batching = new BatchingRetriever(retriever);
        var mine = await batching.RetrieveAsync("42", k: 10, exclude: seen, cancellation);
        // end

        Assert.Equal(model.Best("42", 10, seen).Select(hit => hit.Row), RetrieverTests.Rows(mine));

        // document
        var info = retriever.Info;
        Console.WriteLine($"{info.ModelName}: {info.CandidateCount} candidates");
        foreach (var feature in info.QueryFeatures)
            Console.WriteLine(feature);
        // end

        Assert.Equal(["test: 40 candidates", "user_id (text)"], Console.Lines[^2..]);

        // document
        var query = new Query { ["user_id"] = "42" };
        var hits = retriever.Retrieve(query, k: 3);
        // end

        Assert.Equal(3, hits.Count);

        // document
        var options = new RetrieverOptions { Device = Device.Auto, Threads = 2 };
        using var onBest = Retriever.Load(path, options);
        Console.WriteLine($"{onBest.Info.Device} {onBest.Info.DeviceFallback}");
        // end

        Assert.StartsWith("cpu cuda:0 cannot be used", Console.Lines[^1], StringComparison.Ordinal);
    }

    [Fact]
    public void Its_code_is_what_runs_here() =>
        DocumentCode.AssertRuns(
            "runtime/README.md",
            "tests/OnnxRetrieval.Managed.Tests/ReadmeTests.cs",
            ("\"retrieval.onnx\"", "path")
        );

    /// <summary>Stands before the real one, so that the README's output can be looked at.</summary>
    private static class Console
    {
        public static List<string> Lines { get; } = [];

        public static void WriteLine(object line) => Lines.Add(line.ToString()!);
    }
}
