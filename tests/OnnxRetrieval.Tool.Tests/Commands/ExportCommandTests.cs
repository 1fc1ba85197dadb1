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

    [Fact]
    public void Vectors_are_written_with_what_to_know_of_them()
    {
        var run = CommandRun.Of("export", model.WithFeatures, "--vectors", folder["vectors"]);

        Assert.Equal(
            "note: candidates have biases: the last number of a candidate's vector is its bias, and that of a user's is 1.\n",
            run.Error
        );
        Assert.StartsWith(
            $"{folder["vectors"]}: candidates.parquet, users.parquet, ",
            run.Output,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "4 candidates and 2 users, 3 numbers each",
            run.Output,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Vectors_of_a_files_users_are_counted()
    {
        var users = folder.Write("users.csv", "user_id\nann\nzoe\nbob\n");

        var json = CommandRun
            .Of("export", model.Path, "--vectors", folder["v.npy"], "--users", users, "--json")
            .Json();

        Assert.Equal(2, json.GetProperty("users").GetInt32());
        Assert.Equal(1, json.GetProperty("unknown_users").GetInt32());
        Assert.Equal(
            ["v.candidates.npy", "v.candidates.csv", "v.users.npy", "v.users.csv"],
            json.GetProperty("files").EnumerateArray().Select(file => file.GetString())
        );
    }

    [Fact]
    public void The_script_for_pgvector_has_tables_an_index_and_a_query()
    {
        Assert.Equal(0, CommandRun.Of("export", model.Path, "--vectors", folder["v.sql"]).ExitCode);

        Golden.Matches(File.ReadAllText(folder["v.sql"]));
    }

    [Theory]
    [InlineData("Give one of --web, --vectors, --triton.")]
    [InlineData("Give one of --web, --vectors, --triton.", "--web", "site", "--vectors", "v")]
    [InlineData("--runtime goes with --web.", "--vectors", "v", "--runtime", "ort")]
    [InlineData("--users goes with --vectors.", "--web", "site", "--users", "u.csv")]
    public void Options_that_do_not_go_together_are_told(string message, params string[] options) =>
        CommandRun.Of(["export", model.Path, .. options]).Fails(ExitCode.WrongUse, message);

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
