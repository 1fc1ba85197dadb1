using OnnxRetrieval.Graph;
using static TorchSharp.torch;

namespace OnnxRetrieval.Training.Towers;

/// <summary>From the items that somebody met to a block of numbers.</summary>
/// <param name="table">A vector for each item and the unknown one, float <c>[count + 1, width]</c>; may be shared.</param>
public abstract class HistoryEncoder(Parameter table)
{
    /// <summary>The length of a block.</summary>
    public int Width => (int)Table.Value.shape[1];

    /// <summary>What training changes.</summary>
    public abstract IReadOnlyList<Parameter> Parameters { get; }

    /// <summary>The items' vectors, the unknown item's last.</summary>
    protected Parameter Table { get; } = table;

    /// <summary>The blocks of some histories.</summary>
    /// <param name="histories"><c>n</c> histories.</param>
    /// <param name="tape">Records what is read, for training; null: the values alone.</param>
    /// <returns>Float <c>[n, width]</c>; zeros for an empty history.</returns>
    public abstract Tensor Forward(HistoryBatch histories, GradientTape? tape);

    /// <summary>The same from raw ids, as a part of an ONNX graph.</summary>
    public HistoryFeatureGraph ToGraph(TowerExport target)
    {
        // The graph ignores the last row; zeros let it share the candidates' matrix where the two are equal.
        var values = Table.ToArray();
        values.AsSpan(values.Length - Width).Clear();
        return new HistoryFeatureGraph(
            TowerExport.HistoryInput,
            target.Items,
            values,
            Width,
            Pooling()
        );
    }

    /// <summary>How the graph pools what it reads.</summary>
    protected abstract HistoryPooling Pooling();
}
