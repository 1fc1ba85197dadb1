using System.Text.Json;
using OnnxAnswers = System.Collections.Generic.Dictionary<
    string,
    System.Collections.Generic.Dictionary<
        string,
        System.Collections.Generic.Dictionary<string, OnnxRetrieval.Hosts.Tests.HostTensor>
    >
>;

namespace OnnxRetrieval.Hosts.Tests;

/// <summary>The models and what each host answers, asked once for all tests: by model, call and output.</summary>
public sealed class HostFixture : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("onnx-hosts-").FullName;
    private readonly Lazy<OnnxAnswers> node;
    private readonly Lazy<OnnxAnswers> browser;
    private readonly Lazy<Dictionary<string, string?>> complaints;
    private readonly IReadOnlyList<HostModel> models;

    /// <summary>Writes the models.</summary>
    public HostFixture()
    {
        models = HostModels.Write(folder);
        var calls = Path.Combine(folder, "calls.json");
        File.WriteAllText(calls, JsonSerializer.Serialize(models, JsonSerializerOptions.Web));
        node = new(() => Ask("node.mjs", calls));
        browser = new(() => Ask("browser.mjs", calls));
        complaints = new(() =>
            JsonSerializer.Deserialize<Dictionary<string, string?>>(
                HostProcess.Run(
                    "/usr/bin/python3",
                    [Path.Combine("hosts", "check.py"), .. models.Select(model => model.Path)]
                )
            )!
        );
    }

    /// <inheritdoc/>
    public void Dispose() => Directory.Delete(folder, recursive: true);

    /// <summary>A model by its name; skips where it is not there.</summary>
    internal HostModel Model(string name)
    {
        var model = models.SingleOrDefault(model => model.Name == name);
        if (model is null)
        {
            Assert.Skip($"There is no file for '{name}' in artifacts/sample.");
        }
        return model;
    }

    /// <summary>What a host answers to the calls of a model.</summary>
    internal IReadOnlyDictionary<string, Dictionary<string, HostTensor>> Answers(
        HostKind host,
        HostModel model
    ) => (host == HostKind.Node ? node : browser).Value[model.Name];

    /// <summary>What Python's checker has against a model, or null.</summary>
    internal string? Complaint(HostModel model) => complaints.Value[model.Path];

    private OnnxAnswers Ask(string script, string calls) =>
        HostProcess.Node<OnnxAnswers>(
            script,
            Path.Combine(folder, Path.ChangeExtension(script, ".json")),
            calls
        );
}
