using System.CommandLine;
using OnnxRetrieval.Graph;
using OnnxRetrieval.Graph.Onnx;
using OnnxRetrieval.Tool.Models;
using OnnxRetrieval.Training;
using OnnxRetrieval.Training.Export;

namespace OnnxRetrieval.Tool.Exports;

/// <summary>A model repository of NVIDIA Triton Inference Server.</summary>
internal sealed class TritonForm : ExportForm
{
    private const string ModelFileName = "model.onnx";

    public override string Title => "Triton";

    public override Option<string> Target { get; } =
        new("--triton")
        {
            HelpName = "DIR",
            Description =
                "Write a model repository of NVIDIA Triton Inference Server, or add the model to one: its configuration, and the file as version 1. A similar.onnx or another retrieval file can be named too.",
        };

    public override Exported Write(
        string model,
        string target,
        ParseResult parsed,
        ToolConsole console
    )
    {
        var file = ModelFile.Find(model, ExportedFiles.Retrieval);
        var stored = OnnxFile.Read(file);
        var metadata = RetrievalMetadata.Of(stored);
        if (!metadata.TryGetValue(RetrievalMetadata.Kind, out var kind))
        {
            throw new InputException(
                $"'{file}' is no retrieval file: its metadata tells no kind. Name a file that 'train' or 'pack' wrote."
            );
        }
        var name = NameOf(metadata.GetValueOrDefault(RetrievalMetadata.ModelName, kind), kind);
        var config = TritonConfig.Of(name, stored.Graph);
        Directory.CreateDirectory(Path.Combine(target, name, "1"));
        var files = new List<string>();
        void Add(string path, Action<string> write)
        {
            WholeFile.Write(Path.Combine(target, path), write);
            files.Add(path);
        }
        if (OnnxFile.TablesOf(file) is { } tables)
        {
            Add($"{name}/1/{Path.GetFileName(tables)}", path => File.Copy(tables, path));
        }
        Add($"{name}/1/{ModelFileName}", path => File.Copy(file, path));
        // Last: a server that watches the folder takes the model up by it.
        Add($"{name}/{TritonConfig.FileName}", path => File.WriteAllText(path, config));
        return new(target, files, $"Start it with: tritonserver --model-repository={target}");
    }

    // Files of a run share a model's name. A folder's name, and a part of an address.
    private static string NameOf(string modelName, string kind)
    {
        var name = kind == RetrievalGraph.Kind ? modelName : $"{modelName}-{kind}";
        return string.Concat(
            name.Select(letter =>
                char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' ? letter : '_'
            )
        );
    }
}
