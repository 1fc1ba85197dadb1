using Google.Protobuf;
using Microsoft.ML.OnnxRuntime;
using OnnxRetrieval.Graph;
using OnnxRetrieval.Graph.Onnx;
using OnnxRetrieval.Training.Towers;

namespace OnnxRetrieval.Training.Tests.Support;

/// <summary>A tower's graph in a session of its own, which is told raw values.</summary>
internal sealed class ExportedTower : IDisposable
{
    private readonly InferenceSession session;

    private ExportedTower(InferenceSession session) => this.session = session;

    public static ExportedTower Of(ITowerGraph tower) =>
        new(new InferenceSession(TowerGraph.Build(tower, "vector").ToByteArray()));

    /// <summary>The vectors of some queries, row by row, of those inputs that the graph has.</summary>
    public float[] Run(IEnumerable<string> users, HistoryBatch histories, IdTable items)
    {
        using var values = new DisposableList();
        var inputs = new Dictionary<string, OrtValue>();
        if (session.InputMetadata.ContainsKey("user_id"))
        {
            inputs["user_id"] = values.Add(
                OrtValue.CreateFromStringTensor(Strings([.. users], [histories.Count]))
            );
        }
        if (session.InputMetadata.ContainsKey(TowerExport.HistoryInput))
        {
            inputs[TowerExport.HistoryInput] = values.Add(Padded(histories, items));
        }
        using var options = new RunOptions();
        using var outputs = session.Run(options, inputs, ["vector"]);
        return outputs[0].GetTensorDataAsSpan<float>().ToArray();
    }

    public void Dispose() => session.Dispose();

    private static Microsoft.ML.OnnxRuntime.Tensors.DenseTensor<string> Strings(
        string[] values,
        int[] shape
    ) => new(values, shape);

    private static OrtValue Padded(HistoryBatch histories, IdTable items)
    {
        var length = Enumerable
            .Range(0, histories.Count)
            .Max(i => histories.Starts[i + 1] - histories.Starts[i]);
        var ids = new long[histories.Count * length];
        Array.Fill(ids, -1);
        for (var i = 0; i < histories.Count; i++)
        {
            for (var at = histories.Starts[i]; at < histories.Starts[i + 1]; at++)
            {
                ids[i * length + at - histories.Starts[i]] = (long)
                    items.Integers[histories.Items[at]];
            }
        }
        return OrtValue.CreateTensorValueFromMemory(ids, [histories.Count, length]);
    }

    private sealed class DisposableList : IDisposable
    {
        private readonly List<IDisposable> values = [];

        public T Add<T>(T value)
            where T : IDisposable
        {
            values.Add(value);
            return value;
        }

        public void Dispose() => values.ForEach(value => value.Dispose());
    }
}
