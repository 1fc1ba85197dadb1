namespace OnnxRetrieval.Tool.Tests.Commands;

public sealed class ExportCommandTests(TinyModelFolder model)
    : IClassFixture<TinyModelFolder>,
        IDisposable
{
    private static readonly string[] RuntimeFiles =
    [
        "ort.wasm.bundle.min.mjs",
        "ort-wasm-simd-threaded.wasm",
    ];

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("node_modules/onnxruntime-web/dist", "node_modules/onnxruntime-web/dist")]
    [InlineData("node_modules/onnxruntime-web/dist", "node_modules/onnxruntime-web")]
    [InlineData("node_modules/onnxruntime-web/dist", ".")]
    public void The_page_the_model_and_the_runtime_are_written(string place, string given)
    {
        WriteRuntime(place);

        var json = Export("site", "--runtime", folder[given], "--json").Json();

        Assert.Equal(folder["site"], json.GetProperty("folder").GetString());
        var files = json.GetProperty("files").EnumerateArray().Select(file => file.GetString()!);
        Assert.Equal(files.Order(), Names(folder["site"]));
        Assert.Contains("ort/ort.wasm.bundle.min.mjs", files);
        Assert.Equal(
            File.ReadAllBytes(model.Retrieval),
            File.ReadAllBytes(folder["site/retrieval.onnx"])
        );
        Assert.Contains("similar.onnx", files);
        Assert.Contains("browser.mjs", files);
        Assert.DoesNotContain("server.mjs", files);
        Assert.Contains(
            "\"engine\":\"browser\"",
            File.ReadAllText(folder["site/model.json"]),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_page_is_written_again_beside_what_else_is_there()
    {
        WriteRuntime("ort");
        Assert.Equal(0, Export("site", "--runtime", folder["ort"]).ExitCode);
        File.WriteAllText(folder["site/style.css"], "");
        folder.Write("site/robots.txt", "User-agent: *");

        var run = Export("site", "--runtime", folder["ort"]);

        Assert.Contains("static host", run.Output, StringComparison.Ordinal);
        Assert.NotEqual("", File.ReadAllText(folder["site/style.css"]));
        Assert.True(File.Exists(folder["site/robots.txt"]));
    }

    [Fact]
    public void A_missing_runtime_is_told_with_how_to_fetch_it()
    {
        Export("site", "--runtime", folder.Path)
            .Fails(ExitCode.Failed, "npm install --ignore-scripts onnxruntime-web");
        Assert.False(Directory.Exists(folder["site"]));
    }

    [Fact]
    public void Somebodys_own_page_is_not_replaced()
    {
        WriteRuntime("ort");
        Directory.CreateDirectory(folder["home"]);
        folder.Write("home/index.html", "mine");
        folder.Write("file", "");

        Export("home", "--runtime", folder["ort"])
            .Fails(ExitCode.Failed, "an index.html that this command did not write");
        Export("file", "--runtime", folder["ort"]).Fails(ExitCode.Failed, "is a file");
        Assert.Equal("mine", File.ReadAllText(folder["home/index.html"]));
    }

    private CommandRun Export(string site, params string[] more) =>
        CommandRun.Of(["export", model.Path, "--web", folder[site], .. more]);

    private void WriteRuntime(string place)
    {
        Directory.CreateDirectory(folder[place]);
        foreach (var name in RuntimeFiles)
        {
            folder.Write(Path.Combine(place, name), name);
        }
    }

    private static IEnumerable<string> Names(string site) =>
        Directory
            .EnumerateFiles(site, "*", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(site, path).Replace('\\', '/'))
            .Order();
}
