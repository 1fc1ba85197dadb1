using OnnxRetrieval.Graph;
using OnnxRetrieval.Graph.Onnx;
using OnnxRetrieval.Tests.Models;

namespace OnnxRetrieval.Tests;

public sealed class LoadErrorsTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly TestModel model = new();

    public void Dispose()
    {
        folder.Dispose();
        model.Dispose();
    }

    [Fact]
    public void A_path_is_needed()
    {
        Assert.Throws<ArgumentNullException>(() => Retriever.Load(null!));
        Assert.Throws<ArgumentException>(() => Retriever.Load(""));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(1025)]
    public void Options_are_checked_before_the_file_is_touched(int threads)
    {
        var error = Assert.Throws<ArgumentOutOfRangeException>(() =>
            Retriever.Load(folder.File("missing.onnx"), new RetrieverOptions { Threads = threads })
        );
        Assert.Contains("1 to 1024", error.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => Device.Cuda(-1));
    }

    [Fact]
    public void A_missing_file() =>
        Fails(folder.File("missing.onnx"), RetrievalError.FileNotReadable, "There is no file at");

    [Fact]
    public void A_file_in_a_missing_folder() =>
        Fails(
            folder.File(Path.Combine("nowhere", "x.onnx")),
            RetrievalError.FileNotReadable,
            "There is no file at"
        );

    [Fact]
    public void A_folder() =>
        Fails(
            Path.GetDirectoryName(model.File)!,
            RetrievalError.FileNotReadable,
            "There is a folder, not a file"
        );

    [Fact]
    public void An_empty_file() =>
        Fails(Write("empty.onnx", []), RetrievalError.NotOnnx, "is empty");

    [Theory]
    [InlineData("user_id,item_id\n1,2\n")]
    [InlineData("{\"a\": 1}")]
    [InlineData("<html><body>Not found</body></html>")]
    [InlineData("version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n")]
    [InlineData("\u0000\u0000\u0000")]
    [InlineData("PK\u0003\u0004\u0014\u0000\u0006\u0000")]
    [InlineData("\u0008")]
    [InlineData("\u0008\u0008")]
    public void Something_else(string content) =>
        Fails(
            Write("else.onnx", System.Text.Encoding.UTF8.GetBytes(content)),
            RetrievalError.NotOnnx,
            "is not an ONNX file"
        );

    [Fact]
    public void A_file_cut_anywhere_is_refused()
    {
        var whole = File.ReadAllBytes(model.File);
        var errors = new HashSet<RetrievalError>();
        for (var length = 1; length < whole.Length; length += 1 + length / 50)
        {
            var path = Write("cut.onnx", whole[..length]);
            errors.Add(Assert.Throws<RetrievalException>(() => Retriever.Load(path)).Error);
        }
        // Where the cut leaves whole fields, what is missing is the metadata.
        Assert.Superset(
            new HashSet<RetrievalError> { RetrievalError.DamagedFile, RetrievalError.NotOnnx },
            errors
        );
        Assert.Subset(
            new HashSet<RetrievalError>
            {
                RetrievalError.DamagedFile,
                RetrievalError.NotOnnx,
                RetrievalError.NotRetrieval,
            },
            errors
        );
    }

    [Fact]
    public void A_cut_file_is_told_to_be_cut()
    {
        var whole = File.ReadAllBytes(model.File);
        Fails(
            Write("cut.onnx", whole[..(whole.Length / 2)]),
            RetrievalError.DamagedFile,
            "is cut short"
        );
        Fails(Write("cut.onnx", whole[..^1]), RetrievalError.DamagedFile, "is cut short");
    }

    [Fact]
    public void An_altered_file_is_refused()
    {
        using (var whole = model.Load())
        {
            Assert.Equal("test", whole.Info.ModelName);
        }
        var bytes = File.ReadAllBytes(model.File);
        var refused = 0;
        for (var place = 0; place < bytes.Length; place += 37)
        {
            var altered = (byte[])bytes.Clone();
            altered[place] ^= 1;
            var path = Write("altered.onnx", altered);
            // Whichever check meets it first.
            Assert.Throws<RetrievalException>(() => Retriever.Load(path));
            refused++;
        }
        Assert.True(refused > 50);
        bytes[bytes.Length / 2] ^= 1;
        Fails(Write("altered.onnx", bytes), RetrievalError.DamagedFile, "does not match the hash");
    }

    [Fact]
    public void A_file_without_its_hash_at_the_end_cannot_be_verified()
    {
        var proto = OnnxFile.Read(model.File);
        var entry = proto.MetadataProps.Single(pair => pair.Key == RetrievalMetadata.ContentHash);
        proto.MetadataProps.Remove(entry);
        var path = Write("unhashed.onnx", Google.Protobuf.MessageExtensions.ToByteArray(proto));
        Retriever.Load(path, new() { VerifyHash = false }).Dispose();
        Fails(path, RetrievalError.DamagedFile, "no hash is at its end");
    }

    [Fact]
    public void An_onnx_file_that_is_no_recommender() =>
        Fails(
            Rewrite(metadata => metadata.Clear()),
            RetrievalError.NotRetrieval,
            "has no 'contract_version'"
        );

    [Fact]
    public void A_tower_alone()
    {
        var path = folder.File("tower.onnx");
        OnnxFile.Write(
            TowerGraph.Build(
                new IdTowerGraph("item_id", new IdTable(["a"]), new float[] { 1, 2 }, 1),
                "vector"
            ),
            path
        );
        Fails(path, RetrievalError.NotRetrieval, "is one tower");
    }

    [Fact]
    public void A_newer_contract() =>
        Fails(
            Rewrite(metadata => metadata["contract_version"] = "2"),
            RetrievalError.NewerContract,
            "follows version 2 of the retrieval contract; this library knows versions up to 1"
        );

    [Theory]
    [InlineData("contract_version", "one")]
    [InlineData("contract_version", "0")]
    [InlineData("candidate_count", "many")]
    [InlineData("candidate_count", "0")]
    [InlineData("candidate_count", null)]
    [InlineData("trained_at", "yesterday")]
    [InlineData("metrics", "[1]")]
    [InlineData("metrics", "{\"a\":\"b\"}")]
    [InlineData("metrics", "{")]
    public void Metadata_that_makes_no_sense(string key, string? value) =>
        Fails(
            Rewrite(metadata =>
            {
                metadata.Remove(key);
                if (value is not null)
                {
                    metadata[key] = value;
                }
            }),
            RetrievalError.NotRetrieval,
            $"metadata '{key}'"
        );

    [Fact]
    public void A_wrong_number_of_candidates_is_noticed_at_the_first_use()
    {
        foreach (var count in (string[])["39", "41"])
        {
            var path = Rewrite(metadata => metadata["candidate_count"] = count);
            using var retriever = Retriever.Load(path);
            var error = Assert.Throws<RetrievalException>(() => retriever.Retrieve("u0"));
            Assert.Equal(RetrievalError.NotRetrieval, error.Error);
            Assert.Contains(
                $"says that it has {count} candidates",
                error.Message,
                StringComparison.Ordinal
            );
        }
    }

    [Theory]
    [InlineData("candidate_id")]
    [InlineData("score")]
    [InlineData("candidate_index")]
    [InlineData("query_known")]
    public void A_missing_output(string output) =>
        Fails(
            RewriteGraph(graph => graph.Output.Remove(graph.Output.Single(o => o.Name == output))),
            RetrievalError.NotRetrieval,
            $"it has no output '{output}'"
        );

    [Fact]
    public void Inputs_and_outputs_of_another_type()
    {
        Fails(Wired("k", 1), RetrievalError.NotRetrieval, "input 'k' is not of 64-bit integers");
        Fails(
            Wired("exclude", 7),
            RetrievalError.NotRetrieval,
            "input 'exclude' and output 'candidate_id' differ in type"
        );
        Fails(Wired("user_id", 11), RetrievalError.NotRetrieval, "'user_id' is of type Double");
    }

    [Fact]
    public void A_graph_that_onnx_runtime_cannot_run() =>
        Fails(
            RewriteGraph(graph => graph.Node[0].OpType = "NoSuchOperator"),
            RetrievalError.NotRetrieval,
            "cannot load"
        );

    [Fact]
    public void Cuda_asked_of_a_build_for_processors() =>
        Fails(
            model.File,
            RetrievalError.DeviceNotAvailable,
            "Replace the package OnnxRetrieval by OnnxRetrieval.Gpu",
            new RetrieverOptions { Device = Device.Cuda(1) }
        );

    [Fact]
    public void An_automatic_device_tells_why_it_is_the_processor()
    {
        using var retriever = model.Load(new RetrieverOptions { Device = Device.Auto });
        Assert.Equal(Device.Cpu, retriever.Info.Device);
        Assert.Contains(
            "built without CUDA",
            retriever.Info.DeviceFallback!,
            StringComparison.Ordinal
        );
        Assert.Equal(10, retriever.Retrieve("u0").Count);
    }

    [Fact]
    public void Devices_are_told_by_their_names() =>
        Assert.Equal(
            ["cpu", "auto", "cuda:0", "cuda:3"],
            ((Device[])[default, Device.Auto, Device.Cuda(), Device.Cuda(3)]).Select(d =>
                d.ToString()
            )
        );

    [Fact]
    public void Every_option_gives_the_same_results()
    {
        var expected = model.Best("u4", 15);
        RetrieverOptions[] all =
        [
            new() { Threads = 1 },
            new() { Threads = 3, Spinning = true },
            new() { Prepacking = true },
            new() { Prepacking = false, VerifyHash = false },
        ];
        foreach (var options in all)
        {
            using var retriever = model.Load(options);
            Assert.Equal(
                expected,
                retriever.Retrieve("u4", 15).Select(hit => (hit.Index, hit.Score))
            );
        }
    }

    private static void Fails(
        string path,
        RetrievalError kind,
        string message,
        RetrieverOptions? options = null
    )
    {
        var error = Assert.Throws<RetrievalException>(() => Retriever.Load(path, options));
        Assert.Equal(kind, error.Error);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
        if (kind != RetrievalError.DeviceNotAvailable)
        {
            Assert.Contains($"'{path}'", error.Message, StringComparison.Ordinal);
        }
    }

    private string Write(string name, byte[] content)
    {
        var path = folder.File(name);
        File.WriteAllBytes(path, content);
        return path;
    }

    private string Rewrite(Action<Dictionary<string, string>> change)
    {
        var proto = OnnxFile.Read(model.File);
        var metadata = proto.MetadataProps.ToDictionary(pair => pair.Key, pair => pair.Value);
        change(metadata);
        proto.MetadataProps.Clear();
        proto.MetadataProps.Add(
            metadata.Select(pair => new StringStringEntryProto
            {
                Key = pair.Key,
                Value = pair.Value,
            })
        );
        return Write("rewritten.onnx", proto);
    }

    private string RewriteGraph(Action<GraphProto> change)
    {
        var proto = OnnxFile.Read(model.File);
        change(proto.Graph);
        return Write("rewired.onnx", proto);
    }

    private string Write(string name, ModelProto proto)
    {
        var path = folder.File(name);
        OnnxFile.Write(proto, path);
        return path;
    }

    /// <summary>The outputs of the contract made from nothing, with one input of another element type.</summary>
    private string Wired(string input, int elementType) =>
        RewriteGraph(graph =>
        {
            // An input that no node uses may have any type; the nodes then read a constant of the right one.
            var value = graph.Input.Single(i => i.Name == input);
            var type = value.Type.TensorType.ElemType;
            value.Type.TensorType.ElemType = elementType;
            var constant = new TensorProto { Name = input + "_constant", DataType = type };
            if (type == (int)ElementType.String)
            {
                constant.StringData.Add(Google.Protobuf.ByteString.Empty);
            }
            else
            {
                constant.Int64Data.Add(1);
            }
            constant.Dims.Add(input == "exclude" ? [1L, 1L] : [1L]);
            graph.Initializer.Add(constant);
            foreach (var node in graph.Node)
            {
                for (var i = 0; i < node.Input.Count; i++)
                {
                    if (node.Input[i] == input)
                    {
                        node.Input[i] = constant.Name;
                    }
                }
            }
        });
}
