using System.Globalization;
using System.Text.RegularExpressions;
using OnnxRetrieval.Graph;
using OnnxRetrieval.Graph.Onnx;
using OnnxRetrieval.Tool.Exports;

namespace OnnxRetrieval.Tool.Tests.Exports;

/// <summary>The configuration that Triton gets, read by the rules of its text format and held against the graph.</summary>
public sealed partial class TritonFormTests(TinyModelFolder model)
    : IClassFixture<TinyModelFolder>,
        IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("retrieval.onnx", "tiny")]
    [InlineData("features.onnx", "tiny")]
    [InlineData("similar.onnx", "tiny-similar")]
    public void A_model_with_k_is_told_in_full_and_not_batched_by_Triton(string file, string name)
    {
        var config = Export(Path.Combine(model.Path, file), name);

        Assert.Equal(["0"], config["max_batch_size"]);
        Assert.DoesNotContain("dynamic_batching", config.Keys);
        HasAll(config, Path.Combine(model.Path, file), isBatched: false);
    }

    [Fact]
    public void A_model_whose_every_tensor_begins_with_the_batch_is_batched()
    {
        var candidates = new CandidateTable(
            new IdTable([1L, 2]),
            new float[] { 1, 0, 0, 1 },
            Dimensions: 2
        );
        var users = new IdTowerGraph("user_id", new IdTable(["a"]), new float[] { 1, 0, 0, 1 }, 2);
        OnnxFile.Write(
            RetrievalGraph.Build(
                users,
                candidates,
                new RetrievalGraphOptions { ModelName = "baked one", BakedK = 2 }
            ),
            folder["baked.onnx"]
        );

        var config = Export(folder["baked.onnx"], "baked_one");

        Assert.Equal(["64"], config["max_batch_size"]);
        Assert.Single(config["dynamic_batching"]);
        HasAll(config, folder["baked.onnx"], isBatched: true);
    }

    [Fact]
    public void A_repository_can_hold_several_models()
    {
        Export(model.Retrieval, "tiny");
        Export(model.Similar, "tiny-similar");
        Export(model.Retrieval, "tiny");

        Assert.Equal(
            [
                "tiny-similar/1/model.onnx",
                "tiny-similar/config.pbtxt",
                "tiny/1/model.onnx",
                "tiny/config.pbtxt",
            ],
            Directory
                .EnumerateFiles(folder["models"], "*", SearchOption.AllDirectories)
                .Select(path => Path.GetRelativePath(folder["models"], path).Replace('\\', '/'))
                .Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public void A_file_that_is_no_retrieval_file_is_told()
    {
        var plain = OnnxFile.Read(model.Retrieval);
        plain.MetadataProps.Clear();
        using (var file = File.Create(folder["plain.onnx"]))
        {
            Google.Protobuf.MessageExtensions.WriteTo(plain, file);
        }

        CommandRun
            .Of("export", folder["plain.onnx"], "--triton", folder["models"])
            .Fails(ExitCode.Failed, "is no retrieval file");
        Assert.False(Directory.Exists(folder["models"]));
    }

    // Of each field, its values: what stands in braces as text.
    private Dictionary<string, List<string>> Export(string file, string name)
    {
        var run = CommandRun.Of("export", file, "--triton", folder["models"]);
        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Contains(
            $"tritonserver --model-repository={folder["models"]}",
            run.Output,
            StringComparison.Ordinal
        );
        Assert.Equal(
            File.ReadAllBytes(file),
            File.ReadAllBytes(folder[$"models/{name}/1/model.onnx"])
        );
        var config = Fields(File.ReadAllText(folder[$"models/{name}/{TritonConfig.FileName}"]));
        Assert.Equal([$"\"{name}\""], config["name"]);
        Assert.Equal(["\"onnxruntime\""], config["backend"]);
        return config;
    }

    private static void HasAll(Dictionary<string, List<string>> config, string file, bool isBatched)
    {
        var graph = OnnxFile.Read(file).Graph;
        Assert.Equal(
            graph.Input.Select(value => Told(value, isBatched)),
            config["input"].Select(Told)
        );
        Assert.Equal(
            graph.Output.Select(value => Told(value, isBatched)),
            config["output"].Select(Told)
        );
    }

    // name, type, and the shape that the model gets from Triton.
    private static string Told(string text)
    {
        var field = Fields(text);
        var dims = field.TryGetValue("reshape", out var reshape)
            ? Fields(reshape[0])["shape"]
            : field["dims"];
        return $"{field["name"][0].Trim('"')} {field["data_type"][0]} [{dims[0]}]";
    }

    private static string Told(ValueInfoProto value, bool isBatched)
    {
        var type = (ElementType)value.Type.TensorType.ElemType switch
        {
            ElementType.String => "TYPE_STRING",
            ElementType.Int64 => "TYPE_INT64",
            ElementType.Float => "TYPE_FP32",
            _ => "TYPE_BOOL",
        };
        var sizes = value
            .Type.TensorType.Shape.Dim.Skip(isBatched ? 1 : 0)
            .Select(size =>
                size.DimParam.Length > 0
                    ? "-1"
                    : size.DimValue.ToString(CultureInfo.InvariantCulture)
            );
        return $"{value.Name} {type} [{string.Join(", ", sizes)}]";
    }

    private static Dictionary<string, List<string>> Fields(string text)
    {
        var fields = new Dictionary<string, List<string>>();
        var rest = Comment().Replace(text, "").Trim();
        while (rest.Length > 0)
        {
            var field = Field().Match(rest);
            Assert.True(field.Success, rest);
            var name = field.Groups["name"].Value;
            fields.TryAdd(name, []);
            fields[name]
                .Add(
                    field.Groups["block"].Success
                        ? field.Groups["block"].Value.Trim()
                        : field.Groups["value"].Value.Trim(' ', '[', ']')
                );
            rest = rest[field.Length..].Trim();
        }
        return fields;
    }

    [GeneratedRegex("^ *#.*\n", RegexOptions.Multiline)]
    private static partial Regex Comment();

    // name: value, or name { … }, in which braces are balanced.
    [GeneratedRegex(
        """^(?<name>\w+)(?:: *(?<value>"[^"]*"|\[[^\]]*\]|\S+)| *\{(?<block>(?:[^{}]|(?<open>\{)|(?<-open>\}))*)\})"""
    )]
    private static partial Regex Field();
}
