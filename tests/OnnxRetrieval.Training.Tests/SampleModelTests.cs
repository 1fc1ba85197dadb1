using System.Text.Json.Nodes;
using OnnxRetrieval.Graph;
using OnnxRetrieval.Graph.Onnx;
using OnnxRetrieval.Tests;
using OnnxRetrieval.Training.Tests.Data;
using OnnxRetrieval.Training.Tests.Support;

namespace OnnxRetrieval.Training.Tests;

/// <summary>The committed model is what the README's first command still makes.</summary>
[Collection(TorchTests.Name)]
public sealed class SampleModelTests
{
    private static readonly string Committed = Path.Combine(Repository.Root, "artifacts", "sample");

    [Fact]
    public void The_trainer_still_makes_the_committed_sample_model()
    {
        using var folder = new TemporaryFolder();
        var made = Path.Combine(folder.Path, "sample");
        TrainingPipeline.Run(
            new TrainingOptions(),
            made,
            cancellation: TestContext.Current.CancellationToken
        );

        foreach (var name in (string[])["retrieval.onnx", "similar.onnx"])
        {
            Assert.Equal(Signature(Committed, name), Signature(made, name));
        }
        Assert.Equal(Fingerprint(Committed), Fingerprint(made));
        var committed = Metrics(Committed);
        var fresh = Metrics(made);
        Assert.Equal(Keys(committed), Keys(fresh));
        // Another processor adds floats in another order, so the model differs a little; the baselines count, and do not.
        foreach (var metric in (string[])["recall@20", "ndcg@10", "hit_rate@10"])
        {
            Assert.Equal(Value(committed, "test", metric), Value(fresh, "test", metric), 0.03);
            Assert.Equal(
                Value(committed, "popularity", metric),
                Value(fresh, "popularity", metric),
                1e-9
            );
            Assert.Equal(
                Value(committed, "item_knn", metric),
                Value(fresh, "item_knn", metric),
                1e-9
            );
            Assert.Equal(Value(committed, "ease", metric), Value(fresh, "ease", metric), 0.005);
        }
    }

    [Fact]
    public void The_committed_model_clearly_beats_popularity()
    {
        var metrics = Metrics(Committed);

        Assert.True(
            Value(metrics, "test", "ndcg@10") > 2 * Value(metrics, "popularity", "ndcg@10")
        );
        Assert.True(Value(metrics, "test", "ndcg@10") > Value(metrics, "item_knn", "ndcg@10"));
    }

    [Theory]
    [InlineData("retrieval.onnx")]
    [InlineData("similar.onnx")]
    public void A_committed_model_is_under_1_MB(string name) =>
        Assert.InRange(new FileInfo(Path.Combine(Committed, name)).Length, 1, 999_999);

    /// <summary>Everything that a host relies on: inputs and outputs with types and shapes, and the operator sets.</summary>
    private static string Signature(string folder, string name)
    {
        var model = OnnxFile.Read(Path.Combine(folder, name));
        return string.Join(
            '\n',
            [
                .. model.Graph.Input.Select(Describe),
                .. model.Graph.Output.Select(Describe),
                .. model.OpsetImport.Select(set => $"{set.Domain} {set.Version}"),
                RetrievalMetadata.Of(model)[RetrievalMetadata.ContractVersion],
            ]
        );
    }

    private static string Describe(ValueInfoProto value) => $"{value.Name}: {value.Type}";

    private static JsonObject Metrics(string folder) => Json(folder, "metrics.json");

    private static string Fingerprint(string folder) =>
        (string)Json(folder, "manifest.json")["data"]!["fingerprint"]!;

    private static JsonObject Json(string folder, string name) =>
        JsonNode.Parse(File.ReadAllText(Path.Combine(folder, name)))!.AsObject();

    private static string[] Keys(JsonObject metrics) =>
        [
            .. metrics.SelectMany(part =>
                part.Value!.AsObject().Select(entry => $"{part.Key}/{entry.Key}")
            ),
        ];

    private static double Value(JsonObject metrics, string contender, string metric) =>
        (double)metrics[contender]![metric]!;
}
